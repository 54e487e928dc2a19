import type { Tunnels } from "../../core/tunnel/tunnels.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";

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
