import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { Failed } from "../../shared/status/failure.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { Outside } from "../environment.js";
import { Tunnel } from "./tunnel.js";

/** The one door to all tunnels: one for each stored profile, in the profiles' order. */
export class Tunnels {
  readonly #listeners = new Set<(statuses: readonly TunnelStatus[]) => void>();
  #tunnels: ReadonlyMap<ProfileId, Tunnel> = new Map();
  #leaving = new Set<Promise<void>>();
  #telling = false;
  #trafficTimer: (() => void) | undefined;

  constructor(private readonly outside: Outside) {}

  /** Bring the set in line with the stored profiles: one that is up takes over its forwards at once and the rest with its next attempt, a removed one is closed. */
  adopt(profiles: readonly Profile[]): void {
    const before = this.#tunnels;
    this.#tunnels = new Map(profiles.map((profile) => {
      const tunnel = before.get(profile.id);
      if (tunnel === undefined) return [profile.id, new Tunnel(profile, this.outside, { changed: () => this.#tellSoon(), passed: () => this.#trafficPassed() })];
      tunnel.adopt(profile);
      return [profile.id, tunnel];
    }));
    for (const [id, tunnel] of before) if (!this.#tunnels.has(id)) this.#leave(tunnel.close());
    this.#tellSoon();
  }

  status(): readonly TunnelStatus[] {
    return [...this.#tunnels.values()].map((tunnel) => tunnel.status());
  }

  /** Returns at once; how it goes is told by `status`. @throws Failed `profile.not-found` */
  open(id: ProfileId): void {
    this.#named(id).open();
  }

  /** What an FTP program logs in to a profile's bridge with; nothing where it has none, or has not listened yet. @throws Failed `profile.not-found` */
  bridgeLogin(id: ProfileId): BridgeLogin | undefined {
    return this.#named(id).bridgeLogin();
  }

  /** Let an FTP program in to a profile's bridge by another password from now on. @throws Failed `profile.not-found` */
  async changeBridgePassword(id: ProfileId, password: string): Promise<void> {
    await this.#named(id).changeBridgePassword(password);
  }

  /** The computer was asleep or is online again: what waits tries at once, and what looks open is asked whether it is. */
  lookAgain(): void {
    for (const tunnel of this.#tunnels.values()) tunnel.lookAgain();
  }

  /** Resolves when truly closed; transfers under way may finish first. Asked once more, it ends them. @throws Failed `profile.not-found` */
  async close(id: ProfileId): Promise<void> {
    await this.#named(id).close();
  }

  /** The same for every tunnel. */
  async closeAll(): Promise<void> {
    await Promise.all([...[...this.#tunnels.values()].map((tunnel) => tunnel.close()), ...this.#leaving]);
    this.#trafficTimer?.();
    this.#trafficTimer = undefined;
  }

  /** Told soon after each change of a state, and as often as the settings say while bytes move. @returns ends the listening */
  onChange(listener: (statuses: readonly TunnelStatus[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #named(id: ProfileId): Tunnel {
    const tunnel = this.#tunnels.get(id);
    if (tunnel === undefined) throw new Failed({ code: "profile.not-found", asked: id, known: [...this.#tunnels.keys()] });
    return tunnel;
  }

  #leave(closing: Promise<void>): void {
    this.#leaving.add(closing);
    void closing.finally(() => this.#leaving.delete(closing));
  }

  /** A thousand ports change state together: they are told once. */
  #tellSoon(): void {
    if (this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      this.#tell();
    });
  }

  #trafficPassed(): void {
    this.#trafficTimer ??= this.outside.clock.after(1000 / this.outside.settings().figuresPerSecond, () => {
      this.#trafficTimer = undefined;
      const moving = this.#tell().some(({ forwards }) => forwards.some(({ speed }) => speed.up > 0 || speed.down > 0));
      if (moving) this.#trafficPassed(); // until the speeds have come back to nothing
    });
  }

  /** The statuses are built once for all who listen. */
  #tell(): readonly TunnelStatus[] {
    const statuses = this.status();
    for (const listener of this.#listeners) listener(statuses);
    return statuses;
  }
}
