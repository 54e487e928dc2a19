import type { Client } from "ssh2";
import type { SilenceTimer } from "../silence-timer.js";
import { wireString } from "../wire-format.js";
import { packetSender } from "./packet-sending.js";

/**
 * The second place that touches ssh2 beyond its documented API (the first is `protocol.ts`).
 *
 * ssh2 logs in with an agent by itself alone: it tries every key, passes over FIDO keys and certificates, and does not hear
 * that the server wants another way after a key. So an agent's keys are tried here, between two calls of its `authHandler`,
 * while ssh2 takes that for a handler that is slow.
 */
export interface UserAuth {
  /** What a signature is bound to (RFC 4253 section 7.2). */
  readonly sessionId: Buffer;
  /** The signature algorithms that the server says it takes (RFC 8308 section 3.1); nothing where it did not say. */
  readonly signatureAlgorithms: readonly string[] | undefined;
  /** Whether these are the server's own words, and not what is assumed of one that said nothing. */
  readonly hasNamedAlgorithms: boolean;
  /** Whether the server has said of the last key that it would do (SSH_MSG_USERAUTH_PK_OK), and has not refused anything since. */
  readonly hasTakenKey: boolean;
  /** Have RSA keys of files sign by SHA-2 where the server did not say: ssh2 itself would take SHA-1. To be called before the first way is tried. */
  assumeSha2(): void;
  /**
   * Have what the server says by keyboard-interactive without asking anything be shown first (RFC 4256 section 3.2):
   * ssh2 would answer by itself, and nobody would have read it.
   *
   * @param onTooManyRounds told, once for all, where a server asks on and on: each of its rounds may be followed by another one
   */
  showNotices(show: (title: string, instruction: string, goOn: () => void) => void, onTooManyRounds: () => void): void;
  /**
   * Have the user asked where the server wants another password in the place of the one that was given
   * (SSH_MSG_USERAUTH_PASSWD_CHANGEREQ, RFC 4252 section 8): ssh2 has forgotten the old one by then.
   *
   * @param ask told the server's text
   */
  onPasswordExpired(ask: (prompt: string) => void): void;
  /** Answer it; what comes then is the answer to the password's own request. */
  changePassword(username: string, oldPassword: string, newPassword: string): void;
  /** Send a request of the method `publickey`. Who is let in gets no answer: the client tells that it is ready. */
  request(payload: Buffer): Promise<AuthReply>;
}

/** The server's answer to a request: SSH_MSG_USERAUTH_PK_OK or SSH_MSG_USERAUTH_FAILURE (RFC 4252 sections 5.1 and 7). */
export type AuthReply =
  | { readonly kind: "wants-signature" }
  | { readonly kind: "refused"; readonly methods: readonly string[]; readonly partial: boolean };

/** Three tries of a login with several codes stay far below it. */
const MAX_PROMPT_ROUNDS = 32;
const USERAUTH_REQUEST = 50;
const SIGNATURE_ALGORITHMS = "server-sig-algs";

interface Extension {
  readonly name: string;
  readonly algs?: readonly string[];
}

type Handler = (protocol: unknown, ...facts: unknown[]) => unknown;

interface Protocol {
  readonly _handlers: Record<string, Handler | undefined>;
  readonly _authsQueue: string[];
  readonly _kex?: { readonly sessionID?: Buffer };
}

/**
 * To be called as soon as the client connects, so that what the server says is heard.
 *
 * @param silenceTimer with the server, while an answer is waited for
 * @returns nothing where a new ssh2 has changed under it: then nobody may log in, since RSA keys might sign by SHA-1 and a
 * server might ask on and on (`ssh2-internals.test.ts` would tell first)
 */
export function hookUserAuth(client: Client, silenceTimer: SilenceTimer): UserAuth | undefined {
  const protocol = protocolOf(client);
  const send = packetSender(client);
  if (protocol === undefined || send === undefined) return undefined;

  let algorithms: readonly string[] | undefined;
  let noticeListeners: Parameters<UserAuth["showNotices"]> | undefined;
  let promptRounds = 0;
  let hasTakenKey = false;
  let isAssumed = false;
  let askNewPassword: ((prompt: string) => void) | undefined;
  let answered: ((reply: AuthReply) => void) | undefined;
  const wrap = (message: string, wrapped: (own: () => unknown, facts: readonly unknown[]) => unknown): void => {
    const own = protocol._handlers[message];
    protocol._handlers[message] = (self, ...facts) => wrapped(() => own?.(self, ...facts), facts);
  };
  const answer = (reply: AuthReply, own: () => unknown): unknown => {
    if (answered === undefined) return own();
    const tell = answered;
    answered = undefined;
    tell(reply);
    return undefined;
  };
  wrap("EXT_INFO", (own, [extensions]) => {
    algorithms ??= (extensions as readonly Extension[]).find(({ name }) => name === SIGNATURE_ALGORITHMS)?.algs;
    return own();
  });
  wrap("USERAUTH_INFO_REQUEST", (own, [title, instruction, prompts]) => {
    const [show, endless] = noticeListeners ?? [];
    if (++promptRounds > MAX_PROMPT_ROUNDS) return endless?.();
    const isNotice = (prompts as readonly unknown[]).length === 0 && String(instruction).trim() !== ""; // a title alone says nothing
    if (!isNotice || show === undefined) return own();
    show(String(title), String(instruction), own);
    return undefined;
  });
  wrap("USERAUTH_PASSWD_CHANGEREQ", (own, [prompt]) =>
    askNewPassword === undefined ? own() : askNewPassword(String(prompt)),
  );
  wrap("USERAUTH_PK_OK", (own) => {
    hasTakenKey = true;
    return answer({ kind: "wants-signature" }, own);
  });
  wrap("USERAUTH_FAILURE", (own, [methods, partial]) => {
    hasTakenKey = false;
    return answer({ kind: "refused", methods: methods as readonly string[], partial: partial === true }, own);
  });

  return {
    get sessionId() {
      return protocol._kex?.sessionID ?? Buffer.alloc(0);
    },
    get hasNamedAlgorithms() {
      return algorithms !== undefined && !isAssumed;
    },
    get hasTakenKey() {
      return hasTakenKey;
    },
    get signatureAlgorithms() {
      return algorithms;
    },
    assumeSha2() {
      const usual: readonly Extension[] = [{ name: SIGNATURE_ALGORITHMS, algs: ["rsa-sha2-512", "rsa-sha2-256"] }];
      isAssumed = algorithms === undefined;
      if (isAssumed) protocol._handlers["EXT_INFO"]?.(protocol, usual);
    },
    showNotices(...listeners) {
      noticeListeners = listeners;
    },
    onPasswordExpired(ask) {
      askNewPassword = ask;
    },
    changePassword(username, oldPassword, newPassword) {
      silenceTimer.restart();
      // ssh2 still waits for the answer to the first request, so that this one is not announced to it
      send(
        Buffer.concat([
          Buffer.of(USERAUTH_REQUEST),
          ...[username, "ssh-connection", "password"].map(wireString),
          Buffer.of(1),
          ...[oldPassword, newPassword].map(wireString),
        ]),
      );
    },
    request: (payload) =>
      new Promise((resolve) => {
        answered = (reply) => {
          silenceTimer.stop();
          resolve(reply);
        };
        silenceTimer.restart();
        protocol._authsQueue.push("publickey"); // ssh2 reads message 60 by what was asked
        send(payload);
      }),
  };
}

function protocolOf(client: Client): Protocol | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: Partial<Protocol> };
  const fits = typeof protocol?._handlers?.["USERAUTH_FAILURE"] === "function" && Array.isArray(protocol._authsQueue);
  return fits ? (protocol as Protocol) : undefined;
}
