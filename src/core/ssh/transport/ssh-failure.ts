import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import { DISCONNECT_REASON, type Failure } from "../../../shared/status/failure.js";
import { plainLine } from "../../../shared/text/plain-text.js";
import type { LoginEnding } from "../auth/authentication.js";
import type { Disconnect } from "../ssh2-internals/disconnect.js";
import { algorithmsFor, findMismatch } from "./algorithms.js";
import type { Identification } from "./identification.js";

/** What ssh2 adds to its errors: a `level` that says where it happened, a `code` from the system or from SSH_MSG_DISCONNECT. */
export interface Ssh2Error extends Error {
  readonly level?: string;
  readonly code?: string | number;
  /** On a refused channel: SSH_MSG_CHANNEL_OPEN_FAILURE's reason code (RFC 4254 section 5.1). */
  readonly reason?: number;
}

/** How far a session had come when it ended. */
export type Stage = "greeting" | "handshake" | "login";

/**
 * Why a session ended before it was open. This file is the only reader of ssh2's `level` and `code`.
 *
 * @param error ssh2's first error; nothing where the gateway only hung up
 * @param identification what the gateway said first
 * @param disconnect what it said last
 */
export function connectFailure(
  stage: Stage,
  gateway: JumpHost,
  error: Ssh2Error | undefined,
  identification: Identification,
  disconnect?: Disconnect,
): Failure {
  const { host, port, oldServer = false } = gateway;
  const received = identification.firstLine();
  const busy = stage === "greeting" ? busyCause(received) : undefined;
  if (busy !== undefined) return { code: "ssh.busy", host, port, cause: busy, said: received ?? "" };
  if (disconnect?.reason === DISCONNECT_REASON.tooManyConnections)
    return { code: "ssh.busy", host, port, cause: "too-many-connections", said: disconnect.said };
  if (stage === "greeting" && received !== undefined) return { code: "ssh.not-ssh", host, port, heard: received };
  const tooOld = identification.versionTooOld();
  if (stage === "handshake" && tooOld !== undefined) return { code: "ssh.incompatible", host, port, detail: tooOld };
  const serverAlgorithms = stage === "handshake" ? identification.serverAlgorithms() : undefined;
  const mismatch =
    serverAlgorithms === undefined ? undefined : findMismatch(algorithmsFor(oldServer), serverAlgorithms);
  if (mismatch !== undefined || (stage === "handshake" && error?.level === "handshake")) {
    const oldServerHelps =
      !oldServer && serverAlgorithms !== undefined && findMismatch(algorithmsFor(true), serverAlgorithms) === undefined;
    return {
      code: "ssh.incompatible",
      host,
      port,
      detail: error?.message ?? "",
      ...mismatch,
      ...(oldServerHelps ? { oldServerHelps } : {}),
    };
  }
  const why = disconnect === undefined || isPlainGoodbye(disconnect) ? {} : { disconnect };
  return { code: "ssh.unreachable", host, port, cause: "reset", ...why };
}

/** It says no more than a connection that is closed. */
const isPlainGoodbye = ({ reason, said }: Disconnect): boolean =>
  reason === DISCONNECT_REASON.byApplication && said === "";

/** What sshd writes in the place of its identification where it takes nobody in for now (OpenSSH 9.9, sshd.c: `drop_connection` and `server_accept_loop`). */
const BUSY_LINES = [
  ["Exceeded MaxStartups", "too-many-connections"],
  ["Not allowed at this time", "penalised"],
] as const;

/** It hangs up right behind its line, of which a part may be lost by that. */
const busyCause = (firstLine = ""): Extract<Failure, { code: "ssh.busy" }>["cause"] | undefined =>
  firstLine.length < 3 ? undefined : BUSY_LINES.find(([line]) => line.startsWith(firstLine.trimEnd()))?.[1];

const REFUSALS: ReadonlySet<number> = new Set([
  DISCONNECT_REASON.cancelledByUser,
  DISCONNECT_REASON.noMoreAuthMethods,
  DISCONNECT_REASON.illegalUserName,
]);

/** How a login ended; nothing where something else ended it than its ways. @param hasBeenTried whether the server had something to decide by */
export function loginEnding(
  error: Ssh2Error | undefined,
  disconnect: Disconnect | undefined,
  hasBeenTried: boolean,
): LoginEnding | undefined {
  if (disconnect !== undefined && !isPlainGoodbye(disconnect)) {
    if (REFUSALS.has(disconnect.reason)) return "refused";
    // OpenSSH has one reason for all that it ends a login for, so that only its text tells too many tries (packet.c, auth.c)
    return disconnect.reason === DISCONNECT_REASON.protocolError && TOO_MANY_TRIES.test(disconnect.said)
      ? "too-many-tries"
      : undefined;
  }
  if (error?.level === "client-authentication") return "no-way-left";
  return hasBeenTried ? "hung-up" : undefined;
}

const TOO_MANY_TRIES = /^too many .*(?:auth|login|attempt|fail|tries)/i;

/** Stands for a gateway that does not answer, as ssh2 says it where its own keepalive finds out. */
export const NO_ANSWER: Ssh2Error = Object.assign(new Error("no answer"), { level: "client-timeout" });

/** Why an open session was lost. @param atOnce whether the user was only just let in */
export function lossFailure(
  gateway: Endpoint,
  error: Ssh2Error | undefined,
  disconnect?: Disconnect,
  atOnce = false,
): Failure {
  const { host, port } = gateway;
  const lost = { code: "ssh.lost", host, port } as const;
  if (disconnect !== undefined && disconnect.said !== "") return { ...lost, cause: "closed", detail: disconnect.said };
  if (error === undefined) return { ...lost, cause: "closed", ...(atOnce ? { atOnce } : {}) };
  if (error.level === "client-timeout") return { ...lost, cause: "silent" };
  if (error.level === "client-socket") return { ...lost, cause: "reset", detail: String(error.code ?? error.message) };
  if (typeof error.code === "number") return { ...lost, cause: "closed", detail: error.message };
  return { ...lost, cause: "protocol", detail: error.message };
}

/** What fits a sentence of a text that the gateway chooses. */
const MAX_DETAIL_LENGTH = 300;

/** Why the gateway did not open a channel. */
export function channelFailure(target: string, error: Ssh2Error | undefined): Failure {
  return {
    code: "channel.refused",
    target,
    cause: refusalCause(error?.reason),
    detail: plainLine((error?.message ?? "").replace("(SSH) Channel open failure: ", ""), MAX_DETAIL_LENGTH),
  };
}

function refusalCause(reason: number | undefined): Extract<Failure, { code: "channel.refused" }>["cause"] {
  switch (
    reason // RFC 4254 section 5.1
  ) {
    case 1:
      return "prohibited";
    case 2:
      return "unreachable";
    case 4:
      return "resources";
    default:
      return "other";
  }
}
