import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Clock, SecretVault } from "../environment.js";

/** The vault's key for a bridge's password. */
export const BRIDGE_PASSWORD_KEY = "bridge-password";

/** The password of a profile's bridge: the one that is kept or was set, else a new one, kept where secrets may be. */
export async function bridgePassword(profile: ProfileId, secrets: SecretVault): Promise<string> {
  const kept = await secrets.get(profile, BRIDGE_PASSWORD_KEY);
  if (kept !== undefined && kept !== "") return kept;
  const made = newBridgePassword();
  if (await secrets.canStore()) await secrets.set(profile, BRIDGE_PASSWORD_KEY, made);
  return made;
}

/** 120 bits, of letters, digits, - and _ alone, which every client takes. */
export const newBridgePassword = (): string => randomBytes(15).toString("base64url");

const MAX_FAILED_LOGINS = 5;
const LOCKOUT_WINDOW_MS = 60_000;

/** Lets clients in, or not: five wrong tries a minute at most, all clients of a bridge together. */
export class LoginThrottle {
  #failedAt: number[] = [];

  /** @param login `any`: whoever comes is let in */
  constructor(
    private readonly login: BridgeLogin | "any",
    private readonly clock: Clock,
  ) {}

  /** Whether so many tries were wrong lately that none is looked at now. */
  get isLocked(): boolean {
    const since = this.clock.now() - LOCKOUT_WINDOW_MS;
    this.#failedAt = this.#failedAt.filter((at) => at > since);
    return this.#failedAt.length >= MAX_FAILED_LOGINS;
  }

  /** Takes as long for a wrong name as for a wrong password. */
  authenticate(username: string, password: string): boolean {
    if (this.login === "any") return true;
    if (this.isLocked) return false;
    const name = isEqualConstantTime(username, this.login.username);
    const word = isEqualConstantTime(password, this.login.password);
    if (name && word) return true;
    this.#failedAt.push(this.clock.now());
    return false;
  }
}

/** Compared as digests, which have one length. */
const isEqualConstantTime = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
