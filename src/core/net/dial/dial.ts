import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import type { Clock } from "../../environment.js";
import { dialHappyEyeballs } from "./happy-eyeballs.js";
import { resolveHost } from "./resolve-host.js";

/** How long a gateway may take to accept a connection, in milliseconds. */
const DIAL_TIMEOUT_MS = 20_000;

/** Why an endpoint cannot be reached. */
export type UnreachableCause = Extract<Failure, { code: "ssh.unreachable" }>["cause"];

/**
 * A TCP connection to a gateway, or to the proxy on the way to it, by whichever of its addresses answers first.
 *
 * @param connectSocket makes a socket to one address
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
  const timeout = new AbortController();
  const cancelTimeout = clock.setTimeout(DIAL_TIMEOUT_MS, () => timeout.abort());
  const ended = AbortSignal.any([signal, timeout.signal]);
  try {
    const addresses = await unlessAborted(resolveHost(host), ended);
    const options = { port, noDelay: true, keepAlive: true };
    return await dialHappyEyeballs(
      addresses,
      ({ address }) => connectSocket({ ...options, host: address }),
      clock,
      ended,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new FailureError({ code, host, port, cause: timeout.signal.aborted ? "timed-out" : causeOf(error) });
  } finally {
    cancelTimeout();
  }
}

/** @throws the signal's reason as soon as it is given up; what was begun runs to its end unheard */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Of several addresses, what the one says that came nearest. */
const NEAREST_FIRST: readonly UnreachableCause[] = ["refused", "reset", "timed-out", "no-route", "name-not-found"];

function causeOf(error: unknown): UnreachableCause {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const causes = errors.map((one) => unreachableCause(one as NodeJS.ErrnoException));
  return NEAREST_FIRST.find((cause) => causes.includes(cause)) ?? "reset";
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
