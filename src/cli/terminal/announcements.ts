import type { Tunnels } from "../../core/tunnel/tunnels.js";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import { allowedClients, dataPortsOf, isExposed } from "../../shared/profile/exposure.js";
import { firewallLines, type Firewall } from "../../shared/profile/firewall-lines.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import {
  type UserMessage,
  joinMessage,
  describeFailure,
  describeState,
  describeWarning,
  words,
} from "../../shared/words/words.js";
import type { BridgePasswords } from "../bridge-passwords.js";

/** Finds in statuses what went wrong since the last look, so that each trouble is told once. */
export class ProblemAnnouncements {
  #announced = new Set<string>();

  /** @returns lines for people, each naming the profile, what failed and what to do */
  next(statuses: readonly TunnelStatus[]): string[] {
    const current = new Set(
      statuses.flatMap(currentProblems).map(([path, said]) => `culvert: ${path}: ${joinMessage(said)}`),
    );
    const lines = [...current].filter((line) => !this.#announced.has(line));
    this.#announced = current;
    return lines;
  }
}

/** Each with its key: the profile, or one of its rows. */
function currentProblems({ profile, state, forwards, warnings = [] }: TunnelStatus): [string, UserMessage][] {
  const tunnelProblems: [string, UserMessage][] =
    state.kind === "failed" || state.kind === "waiting" ? [[profile, describeFailure(state.cause)]] : [];
  if (state.kind === "closed" && state.cancelled !== undefined)
    tunnelProblems.push([profile, describeFailure(state.cancelled)]);
  const rows = forwards.flatMap((row): [string, UserMessage][] => {
    const cause = row.state.kind === "refused" ? row.state.cause : row.trouble;
    const causes = [cause, row.spool?.trouble].filter((one) => one !== undefined);
    const messages = causes.map((one) => describeFailure(one));
    if (row.foreignName !== undefined) messages.push(words.foreignName(row.foreignName.client, row.foreignName.name));
    return messages.map((message) => [`${profile}: ${row.name}`, message]);
  });
  return [
    ...tunnelProblems,
    ...rows,
    ...warnings.map((warning): [string, UserMessage] => [profile, describeWarning(warning)]),
  ];
}

/** Tells once for each tunnel that closes what it still waits for. */
export class DrainAnnouncements {
  readonly #announced = new Set<string>();

  /** @param now milliseconds since 1970 @returns lines for people */
  next(statuses: readonly TunnelStatus[], now: number): string[] {
    return statuses.flatMap(({ profile, state }) => {
      if (state.kind !== "closing" || state.waitsFor === undefined || this.#announced.has(profile)) return [];
      this.#announced.add(profile);
      const { transfers, until } = state.waitsFor;
      return [`culvert: ${words.terminal.lastTransfers(profile, transfers, Math.ceil((until - now) / 1000))}`];
    });
  }
}

/**
 * Tells once for each bridge what an FTP program must log in with. The password itself is shown on a terminal alone:
 * elsewhere a journal would keep it (systemd's takes all that a service says), and the file that holds it is named.
 */
export class BridgeLoginAnnouncements {
  readonly #announced = new Set<string>();

  constructor(
    private readonly tunnels: Pick<Tunnels, "bridgeLogin">,
    private readonly passwords: Pick<BridgePasswords, "originOf">,
    private readonly isTerminal: boolean,
  ) {}

  /** @returns lines for people */
  next(statuses: readonly TunnelStatus[]): string[] {
    return statuses
      .filter(({ state }) => state.kind === "open")
      .flatMap(({ profile, forwards }) => {
        const login = this.tunnels.bridgeLogin(profile);
        if (login === undefined || this.#announced.has(profile)) return [];
        this.#announced.add(profile);
        const listen = forwards[0]?.listen ?? "";
        return [`culvert: ${this.#says(profile, listen, login)}`];
      });
  }

  #says(profile: string, listen: string, { username, password }: BridgeLogin): string {
    const { bridgeLogin, bridgeLoginSet, bridgeLoginKept, bridgeLoginNotKept } = words.terminal;
    const origin = this.passwords.originOf(profile);
    if (origin?.kind === "environment") return bridgeLoginSet(profile, listen, username);
    if (this.isTerminal) return bridgeLogin(profile, listen, username, password);
    return origin?.kind === "file"
      ? bridgeLoginKept(profile, listen, username, origin.file)
      : bridgeLoginNotKept(profile, listen, username, origin?.file ?? "");
  }
}

/** Tells once for each tunnel whose FTP other computers reach who may connect, and what opens this computer's firewall to them. */
export class ExposureAnnouncements {
  readonly #announced = new Set<string>();

  constructor(
    private readonly profiles: readonly Pick<Profile, "id" | "ftp">[],
    private readonly platform: NodeJS.Platform = process.platform,
  ) {}

  /** @returns lines for people */
  next(statuses: readonly TunnelStatus[]): string[] {
    return statuses
      .filter(({ state, profile }) => state.kind === "open" && !this.#announced.has(profile))
      .flatMap(({ profile, forwards }) => {
        this.#announced.add(profile);
        const ftp = this.profiles.find(({ id }) => id === profile)?.ftp;
        const row = forwards.find(({ group }) => group === "control");
        if (ftp === undefined || row?.state.kind !== "listening" || !isExposed(ftp)) return [];
        const { exposed, exposedFirewall, exposedPorts } = words.terminal;
        return [
          exposed(profile, row.listen, allowedClients(ftp), row.clientTls?.mode ?? "off"),
          ...(dataPortsOf(ftp).length === 0 ? [exposedPorts(profile)] : []),
          exposedFirewall(
            profile,
            firewallsOf(this.platform).flatMap((firewall) => firewallLines(ftp, firewall)),
          ),
        ].map((line) => `culvert: ${line}`);
      });
  }
}

/** Tells once for each tunnel to which FTP programs may speak TLS what they will see. */
export class ClientTlsAnnouncements {
  readonly #announced = new Set<string>();

  /** @returns lines for people */
  next(statuses: readonly TunnelStatus[]): string[] {
    return statuses.flatMap(({ profile, forwards }) => {
      const row = forwards.find(({ clientTls }) => clientTls?.fingerprint !== undefined);
      const { fingerprint, mode, implicitPort } = row?.clientTls ?? {};
      if (row === undefined || fingerprint === undefined || mode === undefined) return [];
      if (row.state.kind !== "listening" || this.#announced.has(profile)) return [];
      this.#announced.add(profile);
      const kinds = words.clientTls.kinds(mode, implicitPort);
      return [`culvert: ${words.terminal.clientTls(profile, row.listen, kinds, fingerprint)}`];
    });
  }
}

function firewallsOf(platform: NodeJS.Platform): readonly Firewall[] {
  if (platform === "win32") return ["windows"];
  return platform === "darwin" ? ["macos"] : ["ufw", "firewalld"];
}

/** Tells what gateways say to all who log in, and once for each login that it takes its time. */
export class LoginAnnouncements {
  readonly #banners = new Map<string, string>();
  readonly #waiting = new Set<string>();

  /** @returns lines for people */
  next(statuses: readonly TunnelStatus[]): string[] {
    return statuses.flatMap((status) => [...this.#nextBanner(status), ...this.#nextWait(status)]);
  }

  /** What stands in it already is not told again: it grows by what comes, and an attempt that fails says the same as the next. */
  #nextBanner({ profile, banner }: TunnelStatus): string[] {
    const shown = this.#banners.get(profile) ?? "";
    if (banner === undefined || shown.startsWith(banner)) return [];
    this.#banners.set(profile, banner);
    const lines = (banner.startsWith(shown) ? banner.slice(shown.length).trimStart() : banner).split("\n");
    return [`culvert: ${words.terminal.gatewaySays(profile, lines.map((line) => `  ${line}`).join("\n"))}`];
  }

  #nextWait({ profile, name, state }: TunnelStatus): string[] {
    if (state.kind !== "opening" || state.loginWait === undefined) {
      this.#waiting.delete(profile);
      return [];
    }
    if (this.#waiting.has(profile)) return [];
    this.#waiting.add(profile);
    return [`culvert: ${words.tray.tunnel(name, describeState(state))}`];
  }
}
