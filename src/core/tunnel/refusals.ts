import type { Failure } from "../../shared/status/failure.js";

const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/**
 * Penalties of OpenSSH are enforced from 15 seconds on, and last ten minutes at most (sshd_config, PerSourcePenalties). Who
 * asks meanwhile is put off anew, so that 20 seconds at least lie between two attempts, also where chance takes a quarter.
 */
const MIN_PENALTY_DELAY_MS = 27_000;
const MAX_PENALTY_DELAY_MS = 300_000;

/**
 * When a login that was right before is tried again. A key three times over ten minutes, as a home folder may not be
 * mounted yet after a reboot; a password once, since accounts are locked after a few.
 */
const KEY_DELAYS_MS: readonly number[] = [10_000, 110_000, 480_000];
const PASSWORD_DELAYS_MS: readonly number[] = [10_000];

/**
 * How long to wait before an attempt: from one second, doubling to a minute, with up to a quarter less by chance,
 * so that many tunnels to one gateway do not all knock at once.
 *
 * @param attempt the attempt to come, counted from 1 since the link was last up
 * @param chance from 0 to 1
 * @returns milliseconds
 */
export const retryDelay = (attempt: number, chance: number): number =>
  lessByChance(Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempt - 1)), chance);

/** How often a gateway has refused since the link was last up; it decides how long to wait before it is asked again. */
export class Refusals {
  #penalties = 0;
  #logins = 0;
  /** Kept while the link is up: it was up for a moment only. */
  #lossesAtOnce = 0;

  /** The link is up, or the user begins anew. */
  reset(): void {
    this.#penalties = this.#logins = 0;
  }

  get hasRefusedLogin(): boolean {
    return this.#logins > 0;
  }

  /**
   * @param attempt see `retryDelay`
   * @param chance from 0 to 1
   * @returns milliseconds; nothing where a login stays refused, so that only the user can mend it
   */
  delayAfter(cause: Failure, attempt: number, chance: number): number | undefined {
    const isAtOnce = cause.code === "ssh.lost" && cause.atOnce === true;
    if (isAtOnce) return retryDelay(++this.#lossesAtOnce, chance);
    if (cause.code === "ssh.lost") this.#lossesAtOnce = 0;
    if (cause.code === "ssh.busy" && cause.cause === "penalised")
      return lessByChance(Math.min(MAX_PENALTY_DELAY_MS, MIN_PENALTY_DELAY_MS * 2 ** this.#penalties++), chance);
    if (cause.code !== "ssh.login-refused" && cause.code !== "proxy.login-refused") return retryDelay(attempt, chance);
    const delay = (usedPassword(cause) ? PASSWORD_DELAYS_MS : KEY_DELAYS_MS)[this.#logins++];
    return delay === undefined ? undefined : lessByChance(delay, chance);
  }
}

/** Whether something was refused that a user types, of which a server counts the mistakes. */
const usedPassword = (cause: Extract<Failure, { code: "ssh.login-refused" | "proxy.login-refused" }>): boolean =>
  cause.code === "proxy.login-refused" ||
  cause.tried.some(
    ({ method, outcome }) =>
      (method === "password" || method === "keyboard-interactive") &&
      outcome !== "not-offered" &&
      outcome !== "not-answered",
  );

const lessByChance = (milliseconds: number, chance: number): number => Math.round(milliseconds * (1 - chance / 4));
