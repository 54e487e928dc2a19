import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import type { Failure } from "../../../shared/status/failure.js";
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
 */
export function connectFailure(
  stage: Stage,
  gateway: JumpHost,
  error: Ssh2Error | undefined,
  identification: Identification,
): Failure {
  const { host, port, oldServer = false } = gateway;
  const received = identification.firstLine();
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
  return { code: "ssh.unreachable", host, port, cause: "reset" };
}

/** Whether ssh2 says that no way to log in is left, or the server cut the login off. */
export const endedAuthentication = (stage: Stage, error: Ssh2Error | undefined): boolean =>
  stage === "login" && (error?.level === "client-authentication" || typeof error?.code === "number");

/** Stands for a gateway that does not answer, as ssh2 says it where its own keepalive finds out. */
export const NO_ANSWER: Ssh2Error = Object.assign(new Error("no answer"), { level: "client-timeout" });

/** Why an open session was lost. */
export function lossFailure(gateway: Endpoint, error: Ssh2Error | undefined): Failure {
  const { host, port } = gateway;
  const lost = { code: "ssh.lost", host, port } as const;
  if (error === undefined) return { ...lost, cause: "closed" };
  if (error.level === "client-timeout") return { ...lost, cause: "silent" };
  if (error.level === "client-socket") return { ...lost, cause: "reset", detail: String(error.code ?? error.message) };
  if (typeof error.code === "number") return { ...lost, cause: "closed", detail: error.message };
  return { ...lost, cause: "protocol", detail: error.message };
}

/** Why the gateway did not open a channel. */
export function channelFailure(target: string, error: Ssh2Error | undefined): Failure {
  return {
    code: "channel.refused",
    target,
    cause: refusalCause(error?.reason),
    detail: (error?.message ?? "").replace("(SSH) Channel open failure: ", ""),
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
