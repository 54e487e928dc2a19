import type { Failure } from "../shared/failure.js";
import type { TunnelStatus } from "../shared/tunnel-state.js";
import { sayFailure } from "../shared/words.js";

/** Finds in statuses what went wrong since the last look, so that each trouble is told once. */
export class Troubles {
  #told = new Map<string, string>();

  /** @returns lines for people, each naming the profile, what failed and what to do */
  news(statuses: readonly TunnelStatus[]): string[] {
    const lines: string[] = [];
    const standing = new Map<string, string>();
    for (const [place, cause] of statuses.flatMap(troublesOf)) {
      const { says, remedy } = sayFailure(cause);
      standing.set(place, says);
      if (this.#told.get(place) !== says) lines.push(`culvert: ${place}: ${says} ${remedy}`);
    }
    this.#told = standing;
    return lines;
  }
}

function troublesOf({ profile, state, forwards }: TunnelStatus): [string, Failure][] {
  const own: [string, Failure][] = state.kind === "failed" || state.kind === "waiting" ? [[profile, state.cause]] : [];
  const rows = forwards.flatMap((row): [string, Failure][] => {
    const cause = row.state.kind === "refused" ? row.state.cause : row.trouble;
    return cause === undefined ? [] : [[`${profile}: ${row.name}`, cause]];
  });
  return [...own, ...rows];
}
