import { z } from "zod";
import {
  booleanSchema,
  hasNoControlCharacters,
  hostSchema,
  LOOPBACK,
  portSchema,
  problem,
  requiredText,
  type ProfileProblem,
} from "./field-schemas.js";
import { bridgeUsersSchema } from "./bridge-user.js";
import { charsetSchema } from "./charset.js";
import { clientTlsFields } from "./client-tls.js";
import { exposureIssues, listenerIssues } from "./exposure.js";
import { exposureFields, portRangesSchema } from "./exposure-schema.js";
import { forwardSchema, endpointsOf, type ForwardPlan } from "./forward-plan.js";
import { parsePortRanges, portsOf } from "./port-range.js";
import { IMPLICIT_TLS_PORT, relayTlsFields } from "./relay-tls.js";
import { spoolFields } from "./spool-schema.js";

/**
 * The profile document: what the store holds, `--profiles` reads, import and export exchange.
 *
 * A schema's `error` is never a sentence but a `ProfileProblem`; `words.ts` says it to people, `profile-issues.ts` gathers it.
 */
export const DOCUMENT_VERSION = 1;

/** The default local port of the control connection: 21 needs a privilege on Linux and macOS. */
export const DEFAULT_CONTROL_PORT = 2121;

const ftpTargetSchema = z.strictObject({ host: hostSchema, port: portSchema.default(21) });
const controlListenSchema = z
  .strictObject({ host: hostSchema.default(LOOPBACK), port: portSchema.default(DEFAULT_CONTROL_PORT) })
  .prefault({});

const authMethodSchema = z.discriminatedUnion(
  "method",
  [
    /** `identity` is a public key file, or the file of a `key` beside it: only that key of the agent's is offered, as by OpenSSH's `IdentitiesOnly`. */
    z.strictObject({
      method: z.literal("agent"),
      socket: requiredText("file-missing").optional(),
      identity: requiredText("file-missing").optional(),
    }),
    /** `certificate`: its user certificate, where it does not stand beside it as `<file>-cert.pub`. */
    z.strictObject({
      method: z.literal("key"),
      file: requiredText("file-missing"),
      certificate: requiredText("file-missing").optional(),
    }),
    z.strictObject({ method: z.literal("keyboard-interactive") }),
    z.strictObject({ method: z.literal("password") }),
  ],
  problem("choice-unknown"),
);
export type AuthMethod = z.output<typeof authMethodSchema>;

/** The key files that are tried where none is named; one that is not there is passed over. */
export const DEFAULT_KEY_FILES: readonly string[] = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"];

/** What OpenSSH's own client tries, in its order. */
const DEFAULT_AUTH: AuthMethod[] = [
  { method: "agent" },
  ...DEFAULT_KEY_FILES.map((file): AuthMethod => ({ method: "key", file })),
  { method: "keyboard-interactive" },
  { method: "password" },
];

/** Blanks inside are part of a name, as directories have them (`Olive Oyl`); at either end they are a slip. */
const usernameSchema = requiredText("username-missing").refine(
  (name) => hasNoControlCharacters(name) && name.trim() === name,
  problem("username-malformed"),
);
const hopFields = {
  host: hostSchema,
  port: portSchema.default(22),
  username: usernameSchema,
  auth: z
    .array(authMethodSchema, problem("field-wrong-type"))
    .min(1, problem("auth-empty"))
    .default(() => structuredClone(DEFAULT_AUTH)),
  /** Take algorithms that are no longer safe: SHA-1 and CBC. */
  oldServer: booleanSchema.optional(),
  /** A file of revoked host keys, as OpenSSH's `RevokedHostKeys` names it. */
  revokedHostKeys: requiredText("file-missing").optional(),
  /** Start the account's SFTP once for each session and close it, so that OpenSSH before 10 holds no small packet back. */
  noDelay: booleanSchema.optional(),
};
const jumpHostSchema = z.strictObject(hopFields);
/** Carries the connection to the first hop, whose name it resolves. With a user name, its password is asked for. */
const proxySchema = z.strictObject({
  kind: z.enum(["http", "socks5"], problem("choice-unknown")),
  host: hostSchema,
  port: portSchema,
  username: usernameSchema.optional(),
});
const gatewaySchema = z.strictObject({
  ...hopFields,
  via: z.array(jumpHostSchema, problem("field-wrong-type")).default([]),
  proxy: proxySchema.optional(),
});
export type JumpHost = z.output<typeof jumpHostSchema>;
export type Proxy = z.output<typeof proxySchema>;
export type Gateway = z.output<typeof gatewaySchema>;

/** Let other users of this computer come to the FTP ports, too, where the system tells them apart (Linux). */
const allowOtherUsersSchema = booleanSchema.optional();
const ftpSchema = z.discriminatedUnion(
  "mode",
  [
    z.strictObject({
      mode: z.literal("range"),
      target: ftpTargetSchema,
      listen: controlListenSchema,
      passive: portRangesSchema,
      allowOtherUsers: allowOtherUsersSchema,
    }),
    z
      .strictObject({
        mode: z.literal("relay").optional().default("relay"),
        target: ftpTargetSchema.extend({ port: portSchema.optional() }),
        listen: controlListenSchema,
        /** Whether the next data connection is made ready before the client asks for it; so it is unless this is `false`. */
        ahead: booleanSchema.optional(),
        ...relayTlsFields,
        ...clientTlsFields,
        allowOtherUsers: allowOtherUsersSchema,
        ...exposureFields,
      })
      .transform(({ target: { host, port }, ...relay }) => ({
        ...relay,
        target: { host, port: port ?? (relay.tls === "implicit" ? IMPLICIT_TLS_PORT : 21) },
      })),
    z.strictObject({
      mode: z.literal("bridge"),
      listen: controlListenSchema,
      login: z.strictObject({ any: booleanSchema }).optional(),
      users: bridgeUsersSchema.optional(),
      /** What is to happen where a name that is stored is there already: it is replaced, where nothing is said. */
      existing: z.enum(["replace", "refuse", "number"], problem("choice-unknown")).optional(),
      /** A file is written under a hidden name, and gets its own once it is whole. */
      wholeOnly: booleanSchema.optional(),
      charset: charsetSchema,
      ...clientTlsFields,
      ...spoolFields,
      allowOtherUsers: allowOtherUsersSchema,
      ...exposureFields,
    }),
  ],
  problem("choice-unknown"),
);
export type Ftp = z.output<typeof ftpSchema>;

/** The group of the list that a profile stands in: the same text in each of its profiles. */
const groupSchema = requiredText("field-missing")
  .max(100, problem("field-wrong-type"))
  .refine((group) => hasNoControlCharacters(group) && group.trim() === group, problem("field-wrong-type"));

export const profileIdSchema = requiredText("field-missing").regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  problem("id-malformed"),
);
export type ProfileId = z.output<typeof profileIdSchema>;

/** A profile as a document may hold it that was saved before there was `ftp.allow`: the core refuses its bridge beyond loopback. */
export const savedProfileSchema = z
  .strictObject({
    id: profileIdSchema,
    name: requiredText("name-missing").refine(hasNoControlCharacters, problem("field-wrong-type")),
    group: groupSchema.optional(),
    gateway: gatewaySchema,
    ftp: ftpSchema.optional(),
    forwards: z.array(forwardSchema, problem("field-wrong-type")).default([]),
    openAtStart: booleanSchema.default(false),
  })
  .superRefine((draft, context) => {
    for (const clash of listenConflicts(draft.ftp, draft.forwards)) {
      context.addIssue({ code: "custom", message: clash.problem, path: clash.path, input: clash.port });
    }
    for (const { problem: message, path, found } of draft.ftp === undefined ? [] : listenerIssues(draft.ftp))
      context.addIssue({ code: "custom", message, path: ["ftp", ...path], input: found });
  });

/** A profile as it may be saved. */
export const profileSchema = savedProfileSchema.superRefine((draft, context) => {
  for (const { problem: message, path, found } of draft.ftp === undefined ? [] : exposureIssues(draft.ftp))
    context.addIssue({ code: "custom", message, path: ["ftp", ...path], input: found });
});

/** A profile with every default filled in. */
export type Profile = z.output<typeof profileSchema>;
/** A profile as people write it: whatever has a natural default may be left out. */
export type ProfileDraft = z.input<typeof profileSchema>;

interface ListenConflict {
  readonly problem: ProfileProblem;
  readonly path: (string | number)[];
  readonly port: number;
}

/** Local ports that one profile would listen on twice; the passive ports keep their number, so they count too. */
function listenConflicts(ftp: Ftp | undefined, forwards: readonly ForwardPlan[]): ListenConflict[] {
  const clashes: ListenConflict[] = [];
  const taken = new Set<string>();
  if (ftp !== undefined) {
    const dataPorts = ftp.mode === "range" ? passivePortsOf(ftp.passive) : [];
    for (const port of dataPorts) taken.add(`${ftp.listen.host}:${port}`);
    const control = `${ftp.listen.host}:${ftp.listen.port}`;
    if (taken.has(control))
      clashes.push({ problem: "control-port-in-range", path: ["ftp", "listen", "port"], port: ftp.listen.port });
    taken.add(control);
    const implicitPort = ftp.mode === "range" ? undefined : ftp.implicitTlsPort;
    if (implicitPort !== undefined) {
      const implicit = `${ftp.listen.host}:${implicitPort}`;
      if (taken.has(implicit))
        clashes.push({ problem: "listen-port-taken-twice", path: ["ftp", "implicitTlsPort"], port: implicitPort });
      taken.add(implicit);
    }
  }
  forwards.forEach((plan, index) => {
    if (plan.kind === "remote" || !plan.enabled) return;
    const endpoints = endpointsOf(plan.listen);
    const twice = endpoints.find(({ host, port }) => taken.has(`${host}:${port}`));
    if (twice !== undefined)
      clashes.push({
        problem: "listen-port-taken-twice",
        path: ["forwards", index, "listen", "port"],
        port: twice.port,
      });
    for (const { host, port } of endpoints) taken.add(`${host}:${port}`);
  });
  return clashes;
}

/** The ports of a passive range as a profile writes it; none while the text is not a range yet. */
export function passivePortsOf(passive: string): number[] {
  const ranges = parsePortRanges(passive);
  return "problem" in ranges ? [] : portsOf(ranges);
}

/** What the profile file holds: `{ "version": 1, "profiles": [...] }`. */
export interface ProfileDocument {
  readonly version: typeof DOCUMENT_VERSION;
  readonly profiles: readonly Profile[];
}

/** An id for a new profile made from its name, and unlike any that is there already: `"Popeye's site"` gives `popeye-s-site`. */
export function newProfileId(name: string, taken: readonly ProfileId[]): ProfileId {
  const stem = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 48);
  const base = stem === "" ? "profile" : stem;
  let id = base;
  for (let next = 2; taken.includes(id); next++) id = `${base}-${next}`;
  return id;
}
