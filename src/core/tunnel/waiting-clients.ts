import type { Socket } from "node:net";
import type { Clock } from "../environment.js";

/** Where clients wait for a link that is down. */
export class WaitingRoom {
  readonly #leave = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when everybody is called, when the time is over, or when the client has gone. */
  wait(client: Socket, milliseconds: number): Promise<void> {
    if (client.destroyed || milliseconds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = () => {
        stopLimit();
        client.off("close", leave);
        this.#leave.delete(leave);
        resolve();
      };
      const stopLimit = this.clock.after(milliseconds, leave);
      client.once("close", leave);
      this.#leave.add(leave);
    });
  }

  /** Call everybody who waits. */
  empty(): void {
    for (const leave of [...this.#leave]) leave();
  }
}
