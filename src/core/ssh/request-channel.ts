import type { Channel } from "ssh2";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { lossFailure, type Ssh2Error } from "./transport/ssh-failure.js";

/** How long the gateway may take to open a channel: it may have to dial the target itself. Milliseconds. */
const CHANNEL_TIMEOUT_MS = 30_000;

/** A channel to be asked for, and what it means when it does not come. */
export interface ChannelRequest<Opened> {
  readonly send: (done: (error: Error | undefined, opened: Opened) => void) => unknown;
  readonly refused: (error: Ssh2Error | undefined) => Failure;
  readonly timedOut: Failure;
  readonly closeLate: (late: Opened) => void;
  /** How many questions and answers it takes. */
  readonly roundTrips: number;
}

/** The session that is asked for a channel. */
export interface ChannelOwner<Opened> {
  readonly clock: Clock;
  readonly gateway: Endpoint;
  /** Why the session is lost; nothing while it lives. */
  lost(): Failure | undefined;
  /** Told of a channel that has come in time. @param roundTripMs how long one question and answer has taken */
  onOpened(channel: Opened, roundTripMs: number): void;
}

/**
 * Ask a gateway for a channel (RFC 4254 section 5.1).
 *
 * @param signal gives it up; one that comes then is closed
 * @throws Failed as the request says; `ssh.lost`; the signal's reason
 */
export function requestChannel<Opened extends Channel>(
  { send, refused, timedOut, closeLate, roundTrips }: ChannelRequest<Opened>,
  owner: ChannelOwner<Opened>,
  signal?: AbortSignal,
): Promise<Opened> {
  const lost = owner.lost();
  if (lost !== undefined) return Promise.reject(new FailureError(lost));
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const requestedAt = performance.now();
    let waiting = true;
    const giveUp = (why: unknown) => {
      waiting = false;
      settle();
      reject(why);
    };
    const onAbort = () => giveUp(signal?.reason);
    const cancelTimeout = owner.clock.setTimeout(CHANNEL_TIMEOUT_MS, () => giveUp(new FailureError(timedOut)));
    signal?.addEventListener("abort", onAbort, { once: true });
    const settle = () => {
      cancelTimeout();
      signal?.removeEventListener("abort", onAbort);
    };
    const done = (error: Ssh2Error | undefined, opened?: Opened) => {
      settle();
      if (opened === undefined) reject(new FailureError(owner.lost() ?? refused(error)));
      else if (waiting) {
        owner.onOpened(opened, (performance.now() - requestedAt) / roundTrips);
        resolve(opened);
      } else closeLate(opened); // too late: nobody wants it any more
    };
    try {
      send(done);
    } catch {
      // ssh2 throws where its socket has just ended, before it has told of it
      settle();
      reject(new FailureError(lossFailure(owner.gateway, undefined)));
    }
  });
}
