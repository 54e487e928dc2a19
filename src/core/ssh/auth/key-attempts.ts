import type { AnyAuthMethod, ParsedKey } from "ssh2";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import type { AuthAttempt } from "../../../shared/status/failure.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import type { Clock } from "../../environment.js";
import type { UserAuth } from "../ssh2-internals/userauth.js";
import type { AgentListing } from "./agent/find-identities.js";
import { namesNoAlgorithmFor, offerKey, queryKey, signByAgent, type NotSigned } from "./agent/offer-agent-key.js";
import { keyTypeOf } from "../host-key/fingerprint.js";
import { sshSignature } from "./keys/ssh-signature.js";
import {
  blobOf,
  planKeys,
  type AgentMethod,
  type AgentSource,
  type KeyFileMethod,
  type KeyFileSource,
  type PlannedAgentKey,
  type PlannedFileKey,
  type PlannedKey,
  type PublicKeyMethod,
} from "./plan-keys.js";
import { inspectKeyFile, readIdentityFile, readKeyFile } from "./read-key-file.js";
import type { SecretPrompt } from "./secret-prompt.js";
import { readUserCertificate, type CertificateFacts } from "./user-certificate.js";

/** What the server said to the latest try: the methods that it still takes, and whether that try was one of several it wants. */
export interface ServerReply {
  readonly methods: readonly string[];
  readonly partial: boolean;
}

/** What is yielded goes to ssh2 as the next way to try; the server's reply comes back. */
export type MethodAttempts = AsyncGenerator<AnyAuthMethod, ServerReply, ServerReply>;

/** Who logs in by keys, and who is told what becomes of each. */
export interface KeyAttemptsOptions {
  readonly hop: JumpHost;
  readonly secretPrompt: SecretPrompt;
  readonly onWarning: OnWarning;
  readonly userAuth: UserAuth;
  readonly clock: Clock;
  readonly agents: AgentListing;
  /** See `UserWait.during`: the owner of an agent is waited for as the user is. @throws EndedWhileAsked */
  readonly awaitAgents: <T>(asked: Promise<T>) => Promise<T>;
  /** Told before a way's key is offered. */
  readonly onAttempt: (method: PublicKeyMethod) => void;
  readonly onReply: (reply: ServerReply) => void;
  readonly onOutcome: (method: PublicKeyMethod, attempt: Omit<AuthAttempt, "method" | "file">) => void;
}

type KeyFacts = Pick<AuthAttempt, "what"> & Partial<CertificateFacts>;

/** The tries that sshd allows one connection where nothing else is set (sshd_config(5), MaxAuthTries). */
const DEFAULT_MAX_AUTH_TRIES = 6;

/** An agent that takes longer waits for its owner, or has stopped: key files that need nobody go first then. Milliseconds. */
const AGENT_PROMPT_ANSWER_MS = 10_000;

const NOT_SIGNED = {
  "not-signed": "agent-refused",
  "signed-by-sha1": "agent-sha1",
  silent: "agent-silent",
} as const satisfies Record<NotSigned, AuthAttempt["outcome"]>;

/** What tells a key from others; a key that only its passphrase would tell goes by its file. */
const idOf = (key: PlannedKey): string =>
  blobOf(key)?.toString("base64") ?? `file ${key.kind === "file" ? key.method.file : ""}`;

/** All agents and key files of a profile as one list, tried key by key, a part of it at a time where the server wants other ways too. */
export class KeyAttempts {
  readonly #methods: readonly PublicKeyMethod[];
  readonly #reported = new Set<PublicKeyMethod>();
  readonly #files: KeyFileSource[] = [];
  /** What may be wrong with the certificate that goes with a key file, told once the server has refused. */
  readonly #certificates = new Map<PublicKeyMethod, CertificateFacts>();
  /** Each file is read once, and its passphrase asked for once. */
  readonly #read = new Map<string, Promise<ParsedKey | undefined>>();
  /** Those that the server has seen, in base64. */
  readonly #offered = new Set<string>();
  #sources: Promise<readonly (AgentSource | KeyFileSource)[]> | undefined;
  #parts: (readonly PlannedKey[])[] | undefined;
  #signing: { readonly method: PublicKeyMethod; readonly since: number } | undefined;

  constructor(private readonly options: KeyAttemptsOptions) {
    this.#methods = options.hop.auth.filter((way) => way.method === "agent" || way.method === "key");
  }

  /** Those of the profile's ways of which nothing was tried. */
  get untried(): readonly PublicKeyMethod[] {
    return this.#methods.filter((method) => !this.#reported.has(method));
  }

  /** The way whose agent is asked to sign, and has not answered for a while. */
  get awaitedAgent(): PublicKeyMethod | undefined {
    const { method, since = 0 } = this.#signing ?? {};
    return this.options.clock.elapsed() - since >= AGENT_PROMPT_ANSWER_MS ? method : undefined;
  }

  /** Whether keys are left that the server has not seen. */
  get hasMore(): boolean {
    return this.#parts === undefined || this.#parts.length > 0;
  }

  /**
   * Offer the keys that are next, until the server wants no more of them.
   *
   * @param otherWays how many other ways the server and the profile have in common: each is left a try
   */
  async *attempt(before: ServerReply, otherWays: number): MethodAttempts {
    let offer = before;
    if (this.#parts === undefined) {
      const maxFirst = DEFAULT_MAX_AUTH_TRIES - otherWays;
      this.#sources ??= this.#findSources();
      if (await this.options.awaitAgents(this.#isSlow(this.#sources))) {
        const readable = this.#files.filter(({ isUsable, isLocked }) => isUsable && !isLocked);
        offer = yield* this.#offerKeys(this.#unseen(planKeys(readable, maxFirst).first), offer);
        if (!offer.methods.includes("publickey")) return offer;
      }
      const sources = await this.options.awaitAgents(this.#sources);
      this.#parts = await this.#plan(sources, maxFirst - this.#offered.size);
    }
    const keys = this.#parts.shift() ?? [];
    offer = yield* this.#offerKeys(keys, offer);
    const rest = this.#unseen(keys);
    if (rest.length > 0 && !offer.methods.includes("publickey")) this.#parts.unshift(rest);
    if (!this.hasMore) for (const method of this.untried) this.#report(method, "refused"); // another way had the same key
    return offer;
  }

  /** Offer keys, in their order, until the server wants no more of them. */
  async *#offerKeys(keys: readonly PlannedKey[], before: ServerReply): MethodAttempts {
    let offer = before;
    for (const key of keys) {
      this.options.onAttempt(key.method);
      this.#offered.add(idOf(key));
      offer = key.kind === "agent" ? yield* this.#offerAgentKey(key, offer) : yield* this.#offerFile(key, offer);
      if (!offer.methods.includes("publickey")) break;
    }
    return offer;
  }

  #unseen(keys: readonly PlannedKey[]): readonly PlannedKey[] {
    return keys.filter((key) => !this.#offered.has(idOf(key)));
  }

  /** Whether an agent lets wait for what it holds. */
  async #isSlow(sources: Promise<unknown>): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const slow = new Promise<boolean>((resolve) => {
      cancel = this.options.clock.setTimeout(AGENT_PROMPT_ANSWER_MS, () => resolve(true));
    });
    return Promise.race([slow, sources.then(() => false)]).finally(cancel);
  }

  async #findSources(): Promise<readonly (AgentSource | KeyFileSource)[]> {
    for (const method of this.#methods) if (method.method === "key") this.#files.push(await this.#inspectFile(method));
    const agents: AgentSource[] = [];
    for (const method of this.#methods) if (method.method === "agent") agents.push(...(await this.#askAgents(method)));
    return this.#methods.flatMap((method) => [...agents, ...this.#files].filter((source) => source.method === method));
  }

  async #plan(sources: readonly (AgentSource | KeyFileSource)[], maxFirst: number): Promise<(readonly PlannedKey[])[]> {
    const { first, last } = planKeys(sources, maxFirst);
    for (const { method, isUsable } of this.#files)
      if (!isUsable && !first.some((key) => key.method === method)) await this.#readKey(method); // tells what it is
    return [this.#unseen(first), this.#unseen(last)].filter((part) => part.length > 0);
  }

  async #inspectFile(method: KeyFileMethod): Promise<KeyFileSource> {
    const { hop, clock } = this.options;
    const file = await inspectKeyFile(method.file);
    const { certificate, facts } = await readUserCertificate(method, file.publicBlob, hop.username, clock.now());
    if (facts !== undefined) this.#certificates.set(method, facts);
    if (certificate === undefined) return { method, ...file };
    return { method, ...file, publicBlob: certificate.key, certificate };
  }

  async #askAgents(method: AgentMethod): Promise<readonly AgentSource[]> {
    const { identity } = method;
    const isFileToo =
      identity !== undefined && this.#methods.some((way) => way.method === "key" && way.file === identity);
    const publicBlob = isFileToo
      ? ((await inspectKeyFile(identity)).publicBlob ?? "not-in-agent")
      : identity === undefined
        ? undefined
        : await readIdentityFile(identity);
    const agents = typeof publicBlob === "string" ? publicBlob : await this.options.agents.holding(method);
    if (typeof publicBlob !== "string" && typeof agents !== "string") {
      const source: AgentSource = { method, agents, ...(publicBlob === undefined ? {} : { publicBlob }) };
      if (publicBlob === undefined || planKeys([source], 1).first.length > 0) return [source];
    }
    const outcome = typeof agents === "string" ? agents : "not-in-agent";
    if (isFileToo)
      this.#reported.add(method); // the file itself is tried, and what becomes of it is told
    else this.#report(method, outcome);
    return [];
  }

  /** Past ssh2: it would not hear that one of the keys was a part of what the server wants. */
  async *#offerAgentKey({ agent, identity, method, certificate }: PlannedAgentKey, offer: ServerReply): MethodAttempts {
    const { userAuth, hop, clock } = this.options;
    const { username, oldServer = false } = hop;
    const shown = certificate?.blob ?? identity.blob;
    const sign = signByAgent(agent, identity);
    const reply = agent.isSilent
      ? "silent"
      : await offerKey({ userAuth, username, oldServer }, shown, async (data, algorithm) => {
          this.#signing = { method, since: clock.elapsed() };
          return sign(data, algorithm).finally(() => (this.#signing = undefined));
        });
    if (typeof reply === "string") {
      this.#report(method, NOT_SIGNED[reply]);
      const source = this.#files.find(({ publicBlob, isUsable }) => isUsable && publicBlob?.equals(identity.blob));
      if (source === undefined) return offer;
      const inFile: PlannedFileKey = { kind: "file", method: source.method, source };
      return yield* this.#offerFile(certificate === undefined ? inFile : { ...inFile, certificate }, offer);
    }
    this.#reportReply(method, reply, identity.blob);
    return reply ?? offer;
  }

  async *#offerFile({ method, source, certificate }: PlannedFileKey, offer: ServerReply): MethodAttempts {
    const { userAuth, hop } = this.options;
    const { username, oldServer = false } = hop;
    const { publicBlob, isLocked } = source;
    if (certificate !== undefined) {
      const reply = await offerKey({ userAuth, username, oldServer }, certificate.blob, async (data, algorithm) => {
        const key = await this.#readKey(method);
        return (key && sshSignature(key, algorithm, data)) ?? "not-signed";
      });
      if (typeof reply === "string" || reply === undefined) return offer;
      this.#reportReply(method, reply, publicBlob);
      return reply;
    }
    const refusal =
      isLocked && publicBlob !== undefined ? await queryKey({ userAuth, username, oldServer }, publicBlob) : undefined;
    if (refusal !== undefined) {
      this.#reportReply(method, refusal, publicBlob);
      return refusal;
    }
    const key = await this.#readKey(method);
    if (key === undefined) return offer;
    const reply: ServerReply = yield { type: "publickey", username, key };
    this.#reportReply(method, reply, publicBlob);
    return reply;
  }

  /** @returns nothing where the file gives no private key, which is told */
  #readKey(method: KeyFileMethod): Promise<ParsedKey | undefined> {
    const read = this.#read.get(method.file) ?? this.#readFile(method);
    this.#read.set(method.file, read);
    return read;
  }

  async #readFile(method: KeyFileMethod): Promise<ParsedKey | undefined> {
    const read = await readKeyFile(method.file, this.options.secretPrompt, this.options.onWarning);
    if (typeof read === "string") this.#report(method, read);
    else if ("outcome" in read) this.#report(method, read.outcome, { what: read.what });
    else return read.key;
    return undefined;
  }

  #reportReply(method: PublicKeyMethod, reply: ServerReply | undefined, publicBlob: Buffer | undefined): void {
    if (reply !== undefined) this.options.onReply(reply);
    if (reply?.partial) return this.#report(method, "accepted");
    const { userAuth, hop } = this.options;
    const keyType = publicBlob === undefined ? undefined : keyTypeOf(publicBlob);
    const isOneKey = method.method === "key" || method.identity !== undefined;
    const isUnwanted =
      isOneKey &&
      keyType !== undefined &&
      namesNoAlgorithmFor(keyType, { userAuth, oldServer: hop.oldServer === true });
    if (isUnwanted) this.#report(method, "key-type-refused", { what: keyType });
    else this.#report(method, "refused", this.#certificates.get(method));
  }

  #report(method: PublicKeyMethod, outcome: AuthAttempt["outcome"], facts: KeyFacts = {}): void {
    this.#reported.add(method);
    this.options.onOutcome(method, { outcome, ...facts });
  }
}
