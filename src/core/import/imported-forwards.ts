import type { CandidateDraft, ImportNote } from "../../shared/exchange/import-candidate.js";
import {
  formatEndpoint as placeText,
  isSocket,
  type Endpoint,
  type EndpointOrSocket,
  type UnixSocket,
} from "../../shared/profile/endpoint.js";
import { isWildcardHost, isLoopback } from "../../shared/profile/listen-host.js";
import { formatPorts } from "../../shared/profile/port-range.js";
import { mergeRuns } from "./forward-runs.js";
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

/** Where something stands, for the notes about it. */
export interface SourcePosition {
  readonly file: string;
  readonly line?: number;
}

export type ForwardDraft = NonNullable<CandidateDraft["forwards"]>[number];
type FtpDraft = NonNullable<CandidateDraft["ftp"]>;

/** A local forward from port to port, of which FTP's recipe is made. */
interface LocalForward {
  readonly draft: ForwardDraft;
  readonly listen: Endpoint;
  readonly target: Endpoint;
  readonly at: SourcePosition;
}

const LOOPBACK = "127.0.0.1";

/** What becomes of a session's forwards: FTP where they are its recipe, plain forwards else. */
export interface ImportedForwards {
  readonly ftp?: FtpDraft;
  readonly forwards: readonly ForwardDraft[];
  readonly notes: readonly ImportNote[];
}

/** Take another program's forwards over, on loopback, and find the recipe for FTP among them. */
export function importForwards(foreign: readonly ForeignForward[]): ImportedForwards {
  const { kept, notes } = withoutConflicts(foreign);
  const drafts: ForwardDraft[] = [];
  const local: LocalForward[] = [];
  for (const forward of kept) {
    const { host, note } = onLoopback(forward);
    if (note !== undefined) notes.push(note);
    const draft = draftOf(forward, host);
    drafts.push(draft);
    if (forward.kind === "local" && !isSocket(forward.target))
      local.push({ draft, listen: { host, port: forward.listen.port }, target: forward.target, at: forward.at });
  }
  const recipe = findRangeRecipe(local) ?? findRelayRecipe(local);
  if (recipe === undefined) return { forwards: mergeRuns(drafts), notes };
  notes.push({
    ...recipe.control.at,
    code: recipe.ftp.mode === "range" ? "range-made" : "relay-made",
    what: recipe.what,
  });
  const taken = new Set([recipe.control, ...recipe.data].map(({ draft }) => draft));
  return { ftp: recipe.ftp, forwards: mergeRuns(drafts.filter((draft) => !taken.has(draft))), notes };
}

/** Nothing that is imported listens for the whole network unseen: every address becomes loopback, a single one is told of. */
function onLoopback({ listen, at }: ForeignForward): { readonly host: string; readonly note?: ImportNote } {
  if ("socket" in listen || listen.host === undefined) return { host: LOOPBACK };
  const what = `${listen.host === "" ? "*" : listen.host}:${listen.port}`;
  if (isWildcardHost(listen.host)) return { host: LOOPBACK, note: { ...at, code: "forward-narrowed", what } };
  return isLoopback(listen.host)
    ? { host: listen.host }
    : { host: listen.host, note: { ...at, code: "forward-open", what } };
}

function draftOf(forward: ForeignForward, host: string): ForwardDraft {
  if (forward.kind === "dynamic")
    return { kind: "dynamic", name: `SOCKS ${forward.listen.port}`, listen: { host, port: forward.listen.port } };
  const { target } = forward;
  const common = { name: isSocket(target) ? target.socket : placeText(target), target };
  if (forward.kind === "local") return { kind: "local", ...common, listen: { host, port: forward.listen.port } };
  return {
    kind: "remote",
    ...common,
    listen: "socket" in forward.listen ? forward.listen : { host, port: forward.listen.port },
  };
}

interface RangeRecipe {
  readonly ftp: FtpDraft;
  readonly control: LocalForward;
  readonly data: readonly LocalForward[];
  readonly what: string;
}

/** The classic recipe: a control port, and runs of ports that keep their number, all to one host. */
function findRangeRecipe(local: readonly LocalForward[]): RangeRecipe | undefined {
  for (const control of controlsAmong(local)) {
    const data = runsOf(
      local.filter((draft) => draft !== control && keepsPort(draft) && haveSameHosts(draft, control)),
    );
    if (data.length === 0) continue;
    const passive = formatPorts(data.map(({ target }) => target.port));
    return { ftp: { mode: "range", ...endsOf(control), passive }, control, data, what: passive };
  }
  return undefined;
}

/** A control port alone carries no file: the relay finds the data connections by itself. */
function findRelayRecipe(local: readonly LocalForward[]): RangeRecipe | undefined {
  const control = local.find(({ target }) => target.port === 21);
  return control === undefined
    ? undefined
    : { ftp: { mode: "relay", ...endsOf(control) }, control, data: [], what: `${control.target.host}:21` };
}

/** What may be a control port, the likeliest first: port 21, one such as 2121 or 8021, or the only one that changes its number. */
function controlsAmong(local: readonly LocalForward[]): readonly LocalForward[] {
  const changing = local.filter((draft) => !keepsPort(draft));
  return [
    ...local.filter(({ target }) => target.port === 21 || target.port === 990),
    ...local.filter(({ target }) => target.port !== 21 && target.port % 100 === 21),
    ...(changing.length === 1 && local.length > 3 ? changing : []),
  ].slice(0, 8);
}

const keepsPort = ({ listen, target }: LocalForward): boolean => listen.port === target.port && target.port >= 1024;
const haveSameHosts = (one: LocalForward, other: LocalForward): boolean =>
  one.target.host === other.target.host && one.listen.host === other.listen.host;
const endsOf = ({ listen, target }: LocalForward) => ({ target: { ...target }, listen: { ...listen } });

/** Those that have a neighbour: a port for itself is some other service. */
function runsOf(drafts: readonly LocalForward[]): readonly LocalForward[] {
  const ports = new Set(drafts.map(({ target }) => target.port));
  return drafts.filter(({ target: { port } }) => ports.has(port - 1) || ports.has(port + 1));
}

/** Of two forwards that listen on the same port the first counts, as it does in the programs themselves. */
function withoutConflicts(foreign: readonly ForeignForward[]): {
  readonly kept: readonly ForeignForward[];
  readonly notes: ImportNote[];
} {
  const targets = new Map<string, string>();
  const notes: ImportNote[] = [];
  const kept = foreign.filter(({ at, ...forward }) => {
    const where = "socket" in forward.listen ? forward.listen.socket : String(forward.listen.port);
    if (where === "0") return true; // each gets a port of its own
    const path = `${forward.kind === "remote" ? "remote" : "here"} ${where}`;
    const target = JSON.stringify(forward);
    const first = targets.get(path);
    if (first === undefined) targets.set(path, target);
    else if (first !== target) notes.push({ ...at, code: "forward-lost", what: where });
    return first === undefined;
  });
  return { kept, notes };
}
