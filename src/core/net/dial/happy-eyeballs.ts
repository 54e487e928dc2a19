import type { LookupAddress } from "node:dns";
import type { Socket } from "node:net";
import type { Clock } from "../../environment.js";

/** How long one address has before the next is tried beside it (RFC 8305 section 5, Connection Attempt Delay). Milliseconds. */
export const ATTEMPT_DELAY_MS = 250;

/**
 * Happy Eyeballs (RFC 8305): connect to the addresses one after the other, a short while apart, and keep whichever accepts
 * first. No attempt is given up before that: Node's own `autoSelectFamily` ends each but the last after 250 ms, so that an
 * address whose path takes longer is never reached.
 *
 * @param addresses at least one, the system's preferred first
 * @param connectSocket makes a socket that connects to one of them
 * @returns the socket that is connected; every other one is destroyed
 * @throws the errors of all addresses in their order, as an AggregateError; the signal's reason when it is given up
 */
export function dialHappyEyeballs(
  addresses: readonly LookupAddress[],
  connectSocket: (address: LookupAddress) => Socket,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  const waiting = interleaveFamilies(addresses);
  const sockets = new Set<Socket>();
  const errors: Error[] = [];
  let cancelDelay = (): void => undefined;
  return new Promise((resolve, reject) => {
    const settle = (winner?: Socket): void => {
      cancelDelay();
      signal.removeEventListener("abort", onAbort);
      waiting.length = 0;
      for (const socket of sockets) if (socket !== winner) socket.destroy();
    };
    const onAbort = (): void => {
      settle();
      reject(signal.reason as Error);
    };
    const tryNext = (): void => {
      cancelDelay();
      const address = waiting.shift();
      if (address === undefined) return;
      const socket = connectSocket(address);
      const onError = (error: Error): void => {
        sockets.delete(socket);
        errors.push(error);
        if (waiting.length > 0) tryNext();
        else if (sockets.size === 0) {
          settle();
          reject(new AggregateError(errors));
        }
      };
      sockets.add(socket);
      socket.on("error", onError).once("connect", () => {
        settle(socket);
        socket.off("error", onError);
        resolve(socket);
      });
      if (waiting.length > 0) cancelDelay = clock.setTimeout(ATTEMPT_DELAY_MS, tryNext);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else tryNext();
  });
}

/** In turn one of each family, beginning with the one that the system prefers (RFC 8305 section 4). */
export function interleaveFamilies(addresses: readonly LookupAddress[]): LookupAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]).flat();
}
