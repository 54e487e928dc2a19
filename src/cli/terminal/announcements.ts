import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { sayBoth, sayFailure, sayWarning, type Said } from "../../shared/words/words.js";

/** Finds in statuses what went wrong since the last look, so that each trouble is told once. */
export class Troubles {
  #told = new Set<string>();

  /** @returns lines for people, each naming the profile, what failed and what to do */
  news(statuses: readonly TunnelStatus[]): string[] {
    const standing = new Set(statuses.flatMap(troublesOf).map(([place, said]) => `culvert: ${place}: ${sayBoth(said)}`));
    const lines = [...standing].filter((line) => !this.#told.has(line));
    this.#told = standing;
    return lines;
  }
}

/** Each with its place: the profile, or one of its rows. */
function troublesOf({ profile, state, forwards, warnings = [] }: TunnelStatus): [string, Said][] {
  const own: [string, Said][] = state.kind === "failed" || state.kind === "waiting" ? [[profile, sayFailure(state.cause)]] : [];
  const rows = forwards.flatMap((row): [string, Said][] => {
    const cause = row.state.kind === "refused" ? row.state.cause : row.trouble;
    return cause === undefined ? [] : [[`${profile}: ${row.name}`, sayFailure(cause)]];
  });
  return [...own, ...rows, ...warnings.map((warning): [string, Said] => [profile, sayWarning(warning)])];
}
