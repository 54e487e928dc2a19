import type {
  FtpChoice,
  ForwardDraft,
  ImportNote,
  SourcePosition,
} from "../../../shared/import-export/import-candidate.js";
import {
  formatEndpoint,
  isSocket,
  type Endpoint,
  type EndpointOrSocket,
  type UnixSocket,
} from "../../../shared/profile/endpoint.js";
import {
  findFtpRecipe,
  statedFtpRecipe,
  type FtpDraft,
  type FtpRecipe,
  type FtpStatement,
  type LocalForward as RecipeForward,
} from "../../../shared/profile/ftp-recipe.js";
import { LOOPBACK } from "../../../shared/profile/field-schemas.js";
import { isWildcardHost, isLoopback } from "../../../shared/profile/listen-host.js";
import { canonicalAddress } from "../../net/dial/canonical-address.js";
import { joinForwards } from "./join-forwards.js";
import type { ListenAddress } from "./parse-listen-address.js";

/** A forward as another program has it. */
export type ForeignForward =
  | {
      readonly kind: "local";
      readonly listen: ListenAddress;
      readonly target: EndpointOrSocket;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: "remote";
      readonly listen: ListenAddress | UnixSocket;
      readonly target: EndpointOrSocket;
      readonly at: SourcePosition;
    }
  | { readonly kind: "dynamic"; readonly listen: ListenAddress; readonly at: SourcePosition };

/** One of them that may belong to FTP's recipe. */
interface LocalForward extends RecipeForward {
  readonly draft: ForwardDraft;
  readonly at: SourcePosition;
}

/** What becomes of a session's forwards: FTP where they are surely its recipe, plain forwards else. */
export interface ImportedForwards {
  readonly ftp?: FtpDraft;
  readonly forwards: readonly ForwardDraft[];
  /** What they would become if they were FTP's recipe, where only the user can know. */
  readonly ifFtp?: FtpChoice;
  readonly notes: readonly ImportNote[];
}

/**
 * Take another program's forwards over, on loopback, and find the recipe for FTP among them.
 *
 * @param stated what the file says of FTP itself
 * @param noted the forwards as the file says beside its lines that they were, with their names
 */
export function importForwards(
  foreign: readonly ForeignForward[],
  stated?: FtpStatement,
  noted: readonly ForwardDraft[] = [],
): ImportedForwards {
  const { kept, notes } = withoutConflicts(foreign.map(onLoopback));
  const drafts: ForwardDraft[] = [];
  const local: LocalForward[] = [];
  for (const { forward, host, note } of kept) {
    if (note !== undefined) notes.push(note);
    const draft = draftOf(forward, host);
    drafts.push(draft);
    if (forward.kind === "local" && !isSocket(forward.target))
      local.push({ draft, listen: { host, port: forward.listen.port }, target: forward.target, at: forward.at });
  }
  const without = ({ control, data }: FtpRecipe<LocalForward>): readonly ForwardDraft[] => {
    const taken = new Set([control, ...data].map(({ draft }) => draft));
    return joinForwards(
      drafts.filter((draft) => !taken.has(draft)),
      noted,
    );
  };
  if (stated?.mode === "none") return { forwards: joinForwards(drafts, noted), notes };
  const own = stated && statedFtpRecipe(local, { ...stated, listen: narrowedEndpoint(stated.listen) });
  if (own !== undefined) return { ftp: own.ftp, forwards: without(own), notes };
  const { recipe, isSure } = findFtpRecipe(local) ?? {};
  if (recipe === undefined) return { forwards: joinForwards(drafts, noted), notes };
  const { ftp, what } = recipe;
  if (isSure !== true) {
    notes.push({ ...recipe.control.at, code: "may-be-ftp", what });
    return { forwards: joinForwards(drafts, noted), ifFtp: { ftp, forwards: [...without(recipe)] }, notes };
  }
  notes.push({ ...recipe.control.at, code: ftp.mode === "range" ? "range-made" : "relay-made", what });
  return { ftp, forwards: without(recipe), notes };
}

/** A forward with the host on which it is to listen, and what there is to say about that. */
interface NarrowedForward {
  readonly forward: ForeignForward;
  readonly host: string;
  readonly note?: ImportNote;
}

/** Nothing that is imported listens for the whole network unseen: every address becomes loopback, a single one is told of. */
function onLoopback(forward: ForeignForward): NarrowedForward {
  const { listen, at, kind } = forward;
  return { forward, ...("socket" in listen ? { host: LOOPBACK } : narrowListen(kind, listen, at)) };
}

/** The host on which a forward of an import is to listen, and what there is to say about that. */
export function narrowListen(
  kind: ForwardDraft["kind"],
  { host: written, port }: { readonly host?: string | undefined; readonly port: number | string },
  at: SourcePosition,
): { readonly host: string; readonly note?: ImportNote } {
  if (written === undefined) return { host: LOOPBACK };
  const isRemote = kind === "remote"; // it listens on the gateway
  const host = canonicalAddress(written);
  const what = written === "" ? `*:${port}` : formatEndpoint({ host: written, port });
  if (isWildcardHost(host))
    return { host: LOOPBACK, note: { ...at, code: isRemote ? "remote-narrowed" : "forward-narrowed", what } };
  return isLoopback(host) ? { host } : { host, note: { ...at, code: isRemote ? "remote-open" : "forward-open", what } };
}

const narrowedEndpoint = ({ host, port }: Endpoint): Endpoint => {
  const written = canonicalAddress(host);
  return { host: isWildcardHost(written) ? LOOPBACK : written, port };
};

function draftOf(forward: ForeignForward, host: string): ForwardDraft {
  if (forward.kind === "dynamic")
    return { kind: "dynamic", name: `SOCKS ${forward.listen.port}`, listen: { host, port: forward.listen.port } };
  const { target } = forward;
  const common = { name: isSocket(target) ? target.socket : formatEndpoint(target), target };
  if (forward.kind === "local") return { kind: "local", ...common, listen: { host, port: forward.listen.port } };
  return {
    kind: "remote",
    ...common,
    listen: "socket" in forward.listen ? forward.listen : { host, port: forward.listen.port },
  };
}

/** Of two forwards that listen on the same port of an address the first counts, as it does in the programs themselves. */
function withoutConflicts(narrowed: readonly NarrowedForward[]): {
  readonly kept: readonly NarrowedForward[];
  readonly notes: ImportNote[];
} {
  const targets = new Map<string, string>();
  const notes: ImportNote[] = [];
  const kept = narrowed.filter(({ forward, host }) => {
    const { listen, kind, at } = forward;
    if (!("socket" in listen) && listen.port === 0) return true; // each gets a port of its own
    const where = "socket" in listen ? listen.socket : formatEndpoint({ host, port: listen.port });
    const key = `${kind === "remote" ? "remote" : "here"} ${where.replace(/^localhost:/i, `${LOOPBACK}:`)}`;
    const target = forward.kind === "dynamic" ? "" : formatEndpoint(forward.target);
    const first = targets.get(key);
    if (first === undefined) targets.set(key, target);
    else if (first !== target) notes.push({ ...at, code: "forward-lost", what: `${where} ${target}`.trim() });
    return first === undefined;
  });
  return { kept, notes };
}
