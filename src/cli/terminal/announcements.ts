import type { Tunnels } from "../../core/tunnel/tunnels.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { type Said, sayBoth, sayFailure, sayWarning, words } from "../../shared/words/words.js";

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

/** Tells once for each bridge what an FTP program must log in with; a password that the user has set is not repeated. */
export class BridgeLogins {
  readonly #told = new Set<string>();

  constructor(private readonly tunnels: Pick<Tunnels, "bridgeLogin">, private readonly passwordIsSet: boolean) {}

  /** @returns lines for people */
  news(statuses: readonly TunnelStatus[]): string[] {
    return statuses.filter(({ state }) => state.kind === "open").flatMap(({ profile, forwards }) => {
      const login = this.tunnels.bridgeLogin(profile);
      if (login === undefined || this.#told.has(profile)) return [];
      this.#told.add(profile);
      const listen = forwards[0]?.listen ?? "";
      const { bridgeLogin, bridgeLoginSet } = words.terminal;
      return [`culvert: ${this.passwordIsSet ? bridgeLoginSet(profile, listen, login.username) : bridgeLogin(profile, listen, login.username, login.password)}`];
    });
  }
}
