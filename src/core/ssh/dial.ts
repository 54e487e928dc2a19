import { connect, type Socket } from "node:net";
import { Failed, type Failure } from "../../shared/failure.js";
import type { Clock } from "../outside.js";

/** How long a gateway may take to accept a connection, in milliseconds. */
const DIAL_LIMIT_MS = 20_000;

/**
 * A TCP connection to a gateway, by whichever of its addresses answers.
 *
 * @throws Failed `ssh.unreachable` with the cause; the signal's reason when it is given up
 */
export async function dial(gateway: { readonly host: string; readonly port: number }, clock: Clock, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = gateway;
  const socket = connect({ host, port, noDelay: true, keepAlive: true });
  return new Promise((resolve, reject) => {
    const stopLimit = clock.after(DIAL_LIMIT_MS, () => giveUp(new Failed({ code: "ssh.unreachable", host, port, cause: "timed-out" })));
    const onAbort = () => giveUp(signal.reason);
    const onError = (error: NodeJS.ErrnoException) => giveUp(new Failed({ code: "ssh.unreachable", host, port, cause: unreachableCause(error) }));
    const settle = () => {
      stopLimit();
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
export function unreachableCause(error: NodeJS.ErrnoException): Extract<Failure, { code: "ssh.unreachable" }>["cause"] {
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAI_NODATA": return "name-not-found";
    case "ECONNREFUSED": return "refused";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
    case "ENETDOWN": return "no-route";
    case "ETIMEDOUT": return "timed-out";
    default: return "reset";
  }
}
