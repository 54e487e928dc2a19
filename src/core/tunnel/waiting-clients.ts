import type { Socket } from "node:net";
import type { Clock } from "../environment.js";

/** Where clients wait for a link that is down. */
export class WaitingClients {
  readonly #releases = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when everybody is called, when the time is over, or when the client has gone. */
  wait(client: Socket, milliseconds: number): Promise<void> {
    if (client.destroyed || milliseconds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const release = () => {
        cancelTimeout();
        client.off("close", release);
        this.#releases.delete(release);
        resolve();
      };
      const cancelTimeout = this.clock.setTimeout(milliseconds, release);
      client.once("close", release);
      this.#releases.add(release);
    });
  }

  /** Call everybody who waits. */
  releaseAll(): void {
    for (const leave of [...this.#releases]) leave();
  }
}
