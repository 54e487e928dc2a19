import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Clock, SecretVault } from "../environment.js";

/** The vault's key for a bridge's password. */
export const BRIDGE_PASSWORD_KEY = "bridge-password";

/** The password of a profile's bridge: the one that is kept or was set, else a new one, kept where secrets may be. */
export async function bridgePassword(profile: ProfileId, secrets: SecretVault): Promise<string> {
  const kept = await secrets.read(profile, BRIDGE_PASSWORD_KEY);
  if (kept !== undefined && kept !== "") return kept;
  const made = randomBytes(15).toString("base64url"); // 120 bits; only letters, digits, - and _, which every client takes
  if (await secrets.mayRemember()) await secrets.keep(profile, BRIDGE_PASSWORD_KEY, made);
  return made;
}

const WRONG_TRIES = 5;
const WITHIN_MS = 60_000;

/** Lets clients in, or not: five wrong tries a minute at most, all clients of a bridge together. */
export class LoginDesk {
  #wrong: number[] = [];

  /** @param login `any`: whoever comes is let in */
  constructor(private readonly login: BridgeLogin | "any", private readonly clock: Clock) {}

  /** Whether so many tries were wrong lately that none is looked at now. */
  get isShut(): boolean {
    const since = this.clock.now() - WITHIN_MS;
    this.#wrong = this.#wrong.filter((at) => at > since);
    return this.#wrong.length >= WRONG_TRIES;
  }

  /** Takes as long for a wrong name as for a wrong password. */
  letsIn(username: string, password: string): boolean {
    if (this.login === "any") return true;
    if (this.isShut) return false;
    const name = isSame(username, this.login.username);
    const word = isSame(password, this.login.password);
    if (name && word) return true;
    this.#wrong.push(this.clock.now());
    return false;
  }
}

/** Compared as digests, which have one length. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
