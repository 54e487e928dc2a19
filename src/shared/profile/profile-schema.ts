import { z } from "zod";
import { boolean, hasNoControlCharacters, host, LOOPBACK, port, problem, text, type ProfileProblem } from "./field-schemas.js";
import { forward, placesOf, type ForwardPlan } from "./forward-plan.js";
import { parsePortRanges, portsOf } from "./port-range.js";

/**
 * The profile document: what the store holds, `--profiles` reads, import and export exchange.
 *
 * A schema's `error` is never a sentence but a `ProfileProblem`; `words.ts` says it to people, `profile-issues.ts` gathers it.
 */
export const DOCUMENT_VERSION = 1;

/** The default local port of the control connection: 21 needs a privilege on Linux and macOS. */
export const DEFAULT_CONTROL_PORT = 2121;

const ftpTarget = z.strictObject({ host, port: port.default(21) });
const controlListen = z.strictObject({ host: host.default(LOOPBACK), port: port.default(DEFAULT_CONTROL_PORT) }).prefault({});

const authMethod = z.discriminatedUnion("method", [
  /** `identity` is a public key file: only that key of the agent's is offered, as by OpenSSH's `IdentitiesOnly`. */
  z.strictObject({ method: z.literal("agent"), socket: text("file-missing").optional(), identity: text("file-missing").optional() }),
  z.strictObject({ method: z.literal("key"), file: text("file-missing") }),
  z.strictObject({ method: z.literal("keyboard-interactive") }),
  z.strictObject({ method: z.literal("password") }),
], problem("choice-unknown"));
export type AuthMethod = z.output<typeof authMethod>;

/** What OpenSSH's own client tries, in its order; a key file that is not there is passed over. */
const DEFAULT_AUTH: AuthMethod[] = [
  { method: "agent" },
  { method: "key", file: "~/.ssh/id_ed25519" },
  { method: "key", file: "~/.ssh/id_ecdsa" },
  { method: "key", file: "~/.ssh/id_rsa" },
  { method: "keyboard-interactive" },
  { method: "password" },
];

const username = text("username-missing").refine((name) => hasNoControlCharacters(name) && !/\s/.test(name), problem("username-malformed"));
const hop = {
  host,
  port: port.default(22),
  username,
  auth: z.array(authMethod, problem("field-wrong-type")).min(1, problem("auth-empty")).default(() => structuredClone(DEFAULT_AUTH)),
  /** Take algorithms that are no longer safe: SHA-1 and CBC. */
  oldServer: boolean.optional(),
};
const jumpHost = z.strictObject(hop);
/** Carries the connection to the first hop, whose name it resolves. With a user name, its password is asked for. */
const proxy = z.strictObject({ kind: z.enum(["http", "socks5"], problem("choice-unknown")), host, port, username: username.optional() });
const gateway = z.strictObject({ ...hop, via: z.array(jumpHost, problem("field-wrong-type")).default([]), proxy: proxy.optional() });
export type JumpHost = z.output<typeof jumpHost>;
export type Proxy = z.output<typeof proxy>;
export type Gateway = z.output<typeof gateway>;

const passive = text("range-empty").superRefine((written, context) => {
  const ranges = parsePortRanges(written);
  if ("problem" in ranges) context.addIssue({ code: "custom", message: problem(ranges.problem), input: ranges.part });
});
const ftp = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("range"), target: ftpTarget, listen: controlListen, passive }),
  z.strictObject({ mode: z.literal("relay").optional().default("relay"), target: ftpTarget, listen: controlListen }),
  z.strictObject({ mode: z.literal("bridge"), listen: controlListen, login: z.strictObject({ any: boolean }).optional() }),
], problem("choice-unknown"));
export type Ftp = z.output<typeof ftp>;

export const profileId = text("field-missing").regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, problem("id-malformed"));
export type ProfileId = z.output<typeof profileId>;

export const profile = z.strictObject({
  id: profileId,
  name: text("name-missing").refine(hasNoControlCharacters, problem("field-wrong-type")),
  gateway,
  ftp: ftp.optional(),
  forwards: z.array(forward, problem("field-wrong-type")).default([]),
  openAtStart: boolean.default(false),
}).superRefine((draft, context) => {
  for (const clash of listenClashes(draft.ftp, draft.forwards)) {
    context.addIssue({ code: "custom", message: clash.problem, path: clash.path, input: clash.port });
  }
});

/** A profile with every default filled in. */
export type Profile = z.output<typeof profile>;
/** A profile as people write it: whatever has a natural default may be left out. */
export type ProfileDraft = z.input<typeof profile>;

interface ListenClash {
  readonly problem: ProfileProblem;
  readonly path: (string | number)[];
  readonly port: number;
}

/** Local ports that one profile would listen on twice; the passive ports keep their number, so they count too. */
function listenClashes(ftp: Ftp | undefined, forwards: readonly ForwardPlan[]): ListenClash[] {
  const clashes: ListenClash[] = [];
  const taken = new Set<string>();
  if (ftp !== undefined) {
    const dataPorts = ftp.mode === "range" ? dataPortsOf(ftp.passive) : [];
    for (const port of dataPorts) taken.add(`${ftp.listen.host}:${port}`);
    const control = `${ftp.listen.host}:${ftp.listen.port}`;
    if (taken.has(control)) clashes.push({ problem: "control-port-in-range", path: ["ftp", "listen", "port"], port: ftp.listen.port });
    taken.add(control);
  }
  forwards.forEach((plan, index) => {
    if (plan.kind === "remote" || !plan.enabled) return;
    const places = placesOf(plan.listen);
    const twice = places.find(({ host, port }) => taken.has(`${host}:${port}`));
    if (twice !== undefined) clashes.push({ problem: "listen-port-taken-twice", path: ["forwards", index, "listen", "port"], port: twice.port });
    for (const { host, port } of places) taken.add(`${host}:${port}`);
  });
  return clashes;
}

/** The ports of a passive range as a profile writes it; none while the text is not a range yet. */
export function dataPortsOf(passive: string): number[] {
  const ranges = parsePortRanges(passive);
  return "problem" in ranges ? [] : portsOf(ranges);
}

/** What the profile file holds: `{ "version": 1, "profiles": [...] }`. */
export interface ProfileDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly profiles: readonly Profile[];
}

/** An id for a new profile made from its name, and unlike any that is there already: `"Popeye's site"` gives `popeye-s-site`. */
export function freshId(name: string, taken: readonly ProfileId[]): ProfileId {
  const stem = name.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48);
  const base = stem === "" ? "profile" : stem;
  let id = base;
  for (let next = 2; taken.includes(id); next++) id = `${base}-${next}`;
  return id;
}
