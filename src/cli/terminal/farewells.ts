import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";

/** Tells once for each tunnel that closes what it still waits for. */
export class Farewells {
  readonly #told = new Set<string>();

  /** @param now milliseconds since 1970 @returns lines for people */
  news(statuses: readonly TunnelStatus[], now: number): string[] {
    return statuses.flatMap(({ profile, state }) => {
      if (state.kind !== "closing" || state.waitsFor === undefined || this.#told.has(profile)) return [];
      this.#told.add(profile);
      const { transfers, until } = state.waitsFor;
      return [`culvert: ${words.terminal.lastTransfers(profile, transfers, Math.ceil((until - now) / 1000))}`];
    });
  }
}
