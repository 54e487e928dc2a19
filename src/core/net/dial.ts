import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";

/** How long a gateway may take to accept a connection, in milliseconds. */
const DIAL_TIMEOUT_MS = 20_000;

/** Why a place cannot be reached. */
export type UnreachableCause = Extract<Failure, { code: "ssh.unreachable" }>["cause"];

/**
 * A TCP connection to a gateway, or to the proxy on the way to it, by whichever of its addresses answers.
 *
 * @param connectSocket makes the socket
 * @throws Failed `ssh.unreachable` or `proxy.unreachable` with the cause; the signal's reason when it is given up
 */
export async function dial(
  endpoint: Endpoint,
  clock: Clock,
  signal: AbortSignal,
  code: "ssh.unreachable" | "proxy.unreachable" = "ssh.unreachable",
  connectSocket: (to: TcpNetConnectOpts) => Socket = connect,
): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = endpoint;
  const unreachable = (cause: UnreachableCause) => new FailureError({ code, host, port, cause });
  const socket = connectSocket({ host, port, noDelay: true, keepAlive: true });
  return new Promise((resolve, reject) => {
    const cancelTimeout = clock.setTimeout(DIAL_TIMEOUT_MS, () => giveUp(unreachable("timed-out")));
    const onAbort = () => giveUp(signal.reason);
    const onError = (error: NodeJS.ErrnoException) => giveUp(unreachable(unreachableCause(error)));
    const settle = () => {
      cancelTimeout();
      signal.removeEventListener("abort", onAbort);
      socket.off("error", onError);
    };
    const giveUp = (reason: unknown) => {
      settle();
      socket.on("error", () => undefined).destroy();
      reject(reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", onError).once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

/** What a socket's error says about the way to a gateway. */
export function unreachableCause(error: NodeJS.ErrnoException): UnreachableCause {
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA":
      return "name-not-found";
    case "ECONNREFUSED":
      return "refused";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
    case "ENETDOWN":
      return "no-route";
    case "ETIMEDOUT":
      return "timed-out";
    default:
      return "reset";
  }
}
