import { DEFAULT_KEY_FILES, type AuthMethod } from "../../../shared/profile/profile-schema.js";
import type { AgentClient, AgentIdentity } from "./agent/agent-client.js";
import type { HoldingAgent } from "./agent/find-identities.js";
import { certifiedKey } from "../certificate/openssh-certificate.js";

/** A way to log in by a public key (RFC 4252 section 7). */
export type PublicKeyMethod = Extract<AuthMethod, { method: "agent" | "key" }>;
export type AgentMethod = Extract<AuthMethod, { method: "agent" }>;
export type KeyFileMethod = Extract<AuthMethod, { method: "key" }>;

/** What an agent of the profile's has to offer. */
export interface AgentSource {
  readonly method: AgentMethod;
  /** Those that answer and hold keys, the likeliest first. */
  readonly agents: readonly HoldingAgent[];
  /** The key that the profile names, as the wire carries it. */
  readonly publicBlob?: Buffer;
}

/** What a key file has to offer, as far as it can be known without a passphrase. */
export interface KeyFileSource {
  readonly method: KeyFileMethod;
  readonly publicBlob?: Buffer;
  /** The one that goes with it, and may be shown in its place. */
  readonly certificate?: UserCertificate;
  /** Whether there is a private key in it, with a passphrase or without. */
  readonly isUsable: boolean;
  readonly isLocked: boolean;
}

/** A user certificate out of a file. */
export interface UserCertificate {
  readonly file: string;
  readonly blob: Buffer;
}

/** A key that an agent holds, and the way that it is offered for. */
export interface PlannedAgentKey {
  readonly kind: "agent";
  readonly method: PublicKeyMethod;
  readonly agent: AgentClient;
  readonly identity: AgentIdentity;
  /** Shown in the key's place; the agent signs with the key alone, as it may not know the certificate. */
  readonly certificate?: UserCertificate;
}

/** A key out of its file. */
export interface PlannedFileKey {
  readonly kind: "file";
  readonly method: KeyFileMethod;
  readonly source: KeyFileSource;
  readonly certificate?: UserCertificate;
}

/** One key to be offered: by an agent that holds it, or out of its file. */
export type PlannedKey = PlannedAgentKey | PlannedFileKey;

/** The keys in the order in which they are offered; those that there are no tries for come `last`, behind all other ways. */
export interface KeyPlan {
  readonly first: readonly PlannedKey[];
  readonly last: readonly PlannedKey[];
}

/**
 * One list of the keys in agents and in files, much as OpenSSH makes it (sshconnect2.c, `pubkey_prepare`): the keys that
 * the profile names, from an agent where one holds them; then the agents' others; then the default files. None twice.
 *
 * Unlike OpenSSH's, a named file that no agent holds comes before the agents' others, which may use up the server's tries;
 * only a key that cannot be known without its passphrase waits behind them, so that nobody is asked for nothing.
 *
 * @param maxFirst how many keys may be tried before the other ways must have their turn
 */
export function planKeys(sources: readonly (AgentSource | KeyFileSource)[], maxFirst: number): KeyPlan {
  const agentSources = sources.filter(isAgentSource);
  const fileSources = sources.filter(isFileSource);
  const hasAllDefaults = DEFAULT_KEY_FILES.every((file) => fileSources.some(({ method }) => method.file === file));
  const isDefault = ({ method }: AgentSource | KeyFileSource): boolean =>
    hasAllDefaults && method.method === "key" && DEFAULT_KEY_FILES.includes(method.file);
  const heldKeys = (source: AgentSource | KeyFileSource): PlannedKey[] =>
    keysHeld(source, isAgentSource(source) ? source.agents : agentSources.flatMap(({ agents }) => agents));

  const files = fileSources.filter(({ isUsable }) => isUsable);
  const isKnown = ({ publicBlob }: KeyFileSource): boolean => publicBlob !== undefined;
  const namedFiles = files.filter((source) => !isDefault(source));
  const others = agentSources.filter(({ method }) => method.identity === undefined).flatMap(allKeys);
  const list = withoutRepeats([
    ...sources.filter((source) => !isDefault(source)).flatMap(heldKeys),
    ...namedFiles.filter(isKnown).flatMap(fromFile),
    ...sources.filter(isDefault).flatMap(heldKeys),
    ...others,
    ...namedFiles.filter((source) => !isKnown(source)).flatMap(fromFile),
    ...files.filter(isDefault).flatMap(fromFile),
  ]);

  const listedOthers = list.filter((key) => others.includes(key));
  const surplus = listedOthers.slice(Math.max(0, maxFirst - (list.length - listedOthers.length)));
  const inTurn = list.filter((key) => !surplus.includes(key));
  return { first: inTurn.slice(0, maxFirst), last: [...inTurn.slice(maxFirst), ...surplus] };
}

const isAgentSource = (source: AgentSource | KeyFileSource): source is AgentSource => "agents" in source;
const isFileSource = (source: AgentSource | KeyFileSource): source is KeyFileSource => !isAgentSource(source);
/** The certificate first, which a server that trusts its authority wants (sshconnect2.c, `pubkey_prepare`). */
const fromFile = (source: KeyFileSource): PlannedKey[] => {
  const plain: PlannedFileKey = { kind: "file", method: source.method, source };
  return source.certificate === undefined ? [plain] : [{ ...plain, certificate: source.certificate }, plain];
};

/** The first agent's alone, where several answer. */
const allKeys = ({ method, agents }: AgentSource): PlannedKey[] =>
  agents.slice(0, 1).flatMap((holding) => keysIn(holding, method));
const keysIn = ({ agent, identities }: HoldingAgent, method: PublicKeyMethod): PlannedAgentKey[] =>
  identities.map((identity) => ({ kind: "agent", method, agent, identity }));

/** The key that a source names, where an agent holds it: certificates for it first, which a server that trusts their authority wants. */
function keysHeld(source: AgentSource | KeyFileSource, agents: readonly HoldingAgent[]): PlannedKey[] {
  const { method, publicBlob } = source;
  if (publicBlob === undefined) return [];
  const certificate = isFileSource(source) ? source.certificate : undefined;
  const keys = agents.flatMap((holding) => keysIn(holding, method));
  const plain = keys.filter(({ identity }) => identity.blob.equals(publicBlob));
  return [
    ...keys.filter(({ identity }) => certifiedKey(identity.blob)?.equals(publicBlob) === true),
    ...(certificate === undefined ? [] : plain.map((key) => ({ ...key, certificate }))),
    ...plain,
  ];
}

/** What the server is shown; nothing where only a passphrase would tell. */
export const blobOf = (key: PlannedKey): Buffer | undefined =>
  key.certificate?.blob ?? (key.kind === "agent" ? key.identity.blob : key.source.publicBlob);

function withoutRepeats(keys: readonly PlannedKey[]): PlannedKey[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const blob = blobOf(key)?.toString("base64");
    if (blob === undefined) return true;
    const isNew = !seen.has(blob);
    seen.add(blob);
    return isNew;
  });
}
