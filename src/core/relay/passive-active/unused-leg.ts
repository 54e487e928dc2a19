import type { Channel } from "ssh2";
import { closeWhenOpen } from "../data/target-data-leg.js";

/** A channel to a port of the target's, which is being made or stands. */
export interface NamedLeg {
  readonly target: Promise<Channel>;
  readonly port: number;
}

/**
 * The target's leg that the last agreement made and no client came for, while the two agree anew.
 *
 * Some servers listen on one port as long as the session lasts, and accept a connection when its transfer begins, the
 * oldest first. One that was closed meanwhile is a whole, empty file to them: a store would be told as done and be empty.
 * So where the same port is named again, and the server has not closed this leg, it is the one to use.
 */
export class UnusedLeg {
  #leg: NamedLeg | undefined;

  /** Keep a leg that nobody uses, in the place of the one before. */
  keep(leg: NamedLeg): void {
    this.drop();
    this.#leg = leg;
  }

  /** @returns the channel where it leads to this port and stands; any other one is closed */
  async takeFor(port: number): Promise<Channel | undefined> {
    const leg = this.#leg;
    if (leg?.port !== port) {
      this.drop();
      return undefined;
    }
    this.#leg = undefined;
    const channel = await leg.target.catch(() => undefined);
    channel?.read(0); // an end is told only to somebody who reads
    await new Promise((resolve) => setImmediate(resolve));
    if (channel?.readableEnded === false && !channel.destroyed) return channel;
    closeWhenOpen(leg.target);
    return undefined;
  }

  /** Nobody will use it. Safe to call twice. */
  drop(): void {
    if (this.#leg !== undefined) closeWhenOpen(this.#leg.target);
    this.#leg = undefined;
  }
}
