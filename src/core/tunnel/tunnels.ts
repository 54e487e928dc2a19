import { Subscribers } from "../../shared/subscribers.js";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import { formatEndpoint, type Endpoint } from "../../shared/profile/endpoint.js";
import type { Gateway, Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { Environment } from "../environment.js";
import { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import type { LentSession } from "../check/probe-session.js";
import { Tunnel } from "./tunnel.js";

/** The one door to all tunnels: one for each stored profile, in the profiles' order. */
export class Tunnels {
  readonly #listeners = new Subscribers<[readonly TunnelStatus[]]>();
  #tunnels: ReadonlyMap<ProfileId, Tunnel> = new Map();
  #closingTunnels = new Set<Promise<void>>();
  #isNotifyScheduled = false;
  readonly #controlMemory = new ControlMemoryBudget();
  #trafficTimer: (() => void) | undefined;

  constructor(private readonly environment: Environment) {}

  /** Bring the set in line with the stored profiles: one that is up takes over its forwards at once and the rest with its next attempt, a removed one is closed. */
  setProfiles(profiles: readonly Profile[]): void {
    const before = this.#tunnels;
    this.#tunnels = new Map(
      profiles.map((profile) => {
        const tunnel = before.get(profile.id);
        if (tunnel === undefined)
          return [
            profile.id,
            new Tunnel(
              profile,
              this.environment,
              {
                onChange: () => this.#notifySoon(),
                onTraffic: () => this.#scheduleTrafficUpdate(),
                neighbours: {
                  tunnelListeningOn: (endpoint) => this.#tunnelListeningOn(endpoint, profile.id),
                  isPlanned: (port) => this.#isPlanned(port),
                  isAnyOpening: () => [...this.#tunnels.values()].some((tunnel) => tunnel.isOpening),
                },
              },
              this.#controlMemory,
            ),
          ];
        tunnel.setProfile(profile);
        return [profile.id, tunnel];
      }),
    );
    for (const [id, tunnel] of before) if (!this.#tunnels.has(id)) this.#trackClosing(tunnel.close());
    this.#notifySoon();
  }

  status(): readonly TunnelStatus[] {
    return [...this.#tunnels.values()].map((tunnel) => tunnel.status());
  }

  /** The profile that a tunnel has, or takes over with its next attempt. */
  profile(id: ProfileId): Profile | undefined {
    return this.#tunnels.get(id)?.profile;
  }

  /** Returns at once; how it goes is told by `status`. @throws Failed `profile.not-found` */
  open(id: ProfileId): void {
    this.#get(id).open();
  }

  /** What an FTP program logs in to a profile's bridge with; nothing where it has none, or has not listened yet. @throws Failed `profile.not-found` */
  bridgeLogin(id: ProfileId): BridgeLogin | undefined {
    return this.#get(id).bridgeLogin();
  }

  /** Let an FTP program in to a profile's bridge by another password from now on. @throws Failed `profile.not-found` */
  async changeBridgePassword(id: ProfileId, password: string): Promise<void> {
    await this.#get(id).changeBridgePassword(password);
  }

  /** The computer was asleep or is online again: what waits tries at once, and what looks open is asked whether it is. */
  networkChanged(): void {
    for (const tunnel of this.#tunnels.values()) tunnel.networkChanged();
  }

  /** Open it; where it is open, listen where that failed, and look again at the way to the FTP server. @throws Failed `profile.not-found` */
  async retry(id: ProfileId): Promise<void> {
    await this.#get(id).retry();
  }

  /** Close it and open it again, with the profile as it is stored. @throws Failed `profile.not-found` */
  async reconnect(id: ProfileId): Promise<void> {
    const tunnel = this.#get(id);
    await tunnel.close();
    tunnel.open();
  }

  /**
   * The session of an open tunnel, for probes that need the same gateway: nobody has to log in again. Nothing where it is
   * not open, its gateway has not answered just now, or the profile has another one.
   */
  async lendSession(id: ProfileId, gateway: Gateway): Promise<LentSession | undefined> {
    return this.#tunnels.get(id)?.lendSession(gateway);
  }

  /** Resolves when truly closed; transfers under way may finish first. Asked once more, it ends them. @throws Failed `profile.not-found` */
  async close(id: ProfileId): Promise<void> {
    await this.#get(id).close();
  }

  /** Close every tunnel; resolves when all are truly closed. Asked once more, it ends transfers under way. */
  async closeAll(): Promise<void> {
    await Promise.all([...[...this.#tunnels.values()].map((tunnel) => tunnel.close()), ...this.#closingTunnels]);
    this.#trafficTimer?.();
    this.#trafficTimer = undefined;
  }

  /** Told soon after each change of a state, and as often as the settings say while bytes move. @returns ends the listening */
  onChange(listener: (statuses: readonly TunnelStatus[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  #tunnelListeningOn(
    endpoint: Endpoint,
    except: ProfileId,
  ): { readonly id: ProfileId; readonly name: string } | undefined {
    const address = formatEndpoint(endpoint);
    for (const [id, tunnel] of this.#tunnels)
      if (id !== except && tunnel.listensOn(address)) return { id, name: tunnel.name };
    return undefined;
  }

  #isPlanned(port: number): boolean {
    return [...this.#tunnels.values()].some((tunnel) => tunnel.isPlanned(port));
  }

  #get(id: ProfileId): Tunnel {
    const tunnel = this.#tunnels.get(id);
    if (tunnel === undefined)
      throw new FailureError({ code: "profile.not-found", asked: id, known: [...this.#tunnels.keys()] });
    return tunnel;
  }

  #trackClosing(closing: Promise<void>): void {
    this.#closingTunnels.add(closing);
    void closing.finally(() => this.#closingTunnels.delete(closing));
  }

  /** A thousand ports change state together: they are told once. */
  #notifySoon(): void {
    if (this.#isNotifyScheduled) return;
    this.#isNotifyScheduled = true;
    setImmediate(() => {
      this.#isNotifyScheduled = false;
      this.#notify();
    });
  }

  #scheduleTrafficUpdate(): void {
    this.#trafficTimer ??= this.environment.clock.setTimeout(
      1000 / this.environment.settings().figuresPerSecond,
      () => {
        this.#trafficTimer = undefined;
        const moving = this.#notify().some(({ forwards }) =>
          forwards.some(({ speed }) => speed.up > 0 || speed.down > 0),
        );
        if (moving) this.#scheduleTrafficUpdate(); // until the speeds have come back to nothing
      },
    );
  }

  /** The statuses are built once for all who listen. */
  #notify(): readonly TunnelStatus[] {
    const statuses = this.status();
    this.#listeners.notify(statuses);
    return statuses;
  }
}
