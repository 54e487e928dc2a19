import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { BridgeLogin } from "../../../shared/profile/bridge-login.js";
import type { ProfileId } from "../../../shared/profile/profile-schema.js";
import type { Clock, SecretVault } from "../../environment.js";
import { BridgeUsers } from "./bridge-users.js";
import { PasswordHashTurns } from "./password-hash-turns.js";

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

/** Wrong tries that cost no time: of one address, of all of them together, and at one of several users. */
const MAX_FREE_TRIES = 5;
const MAX_FREE_TRIES_OF_ALL = 60;
const MAX_FREE_TRIES_OF_USER = 10;
/** Then each wait is twice as long as the one before, as FTP programs bear it: some give up after 20 s. Milliseconds. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15_000;
/** Wrong tries are forgotten once none has come for so long. Milliseconds. */
const FORGET_AFTER_MS = 60_000;
/** So many tries may wait at once, of one address and of all: further ones are not looked at. */
const MAX_WAITING = 10;
const MAX_WAITING_OF_ALL = 50;
/** Above so many addresses those are dropped of which nothing is remembered. */
const MAX_ADDRESSES = 256;
/** So many pairs of an address and a user that has logged in from there are remembered. */
const MAX_LET_IN = 256;

/** What became of a try: `busy` where so many wait that it was not looked at. */
export type LoginOutcome = "let-in" | "wrong" | "busy";

/**
 * Lets clients in, or not. Wrong tries make the next ones of their address wait, longer each time; nobody is shut out for
 * what others have tried, and who has the password is let in behind the wait. An address from which a user has logged in
 * does not wait for what other addresses try.
 */
export class LoginThrottle {
  readonly #tries = new Map<string, WrongTries>();
  /** By the names that were tried, where there are several. */
  readonly #triesByName = new Map<string, WrongTries>();
  readonly #all = new WrongTries();
  readonly #turns = new PasswordHashTurns();
  /** Addresses with the users that have logged in from there, the latest last. */
  readonly #letIn = new Set<string>();

  /** @param login `any`: whoever comes is let in */
  constructor(
    private readonly login: BridgeLogin | BridgeUsers | "any",
    private readonly clock: Clock,
  ) {}

  /** Takes as long for a wrong name as for a wrong password. @param address the client's */
  async authenticate(address: string, username: string, password: string): Promise<LoginOutcome> {
    const { login, clock } = this;
    if (login === "any") return "let-in";
    const own = triesOf(this.#tries, address, clock);
    const name = login instanceof BridgeUsers ? triesOf(this.#triesByName, username, clock) : undefined;
    const all = [own, this.#all, ...(name === undefined ? [] : [name])];
    const pair = `${address} ${username}`;
    let hasWaited = false;
    const delay = (): number => {
      const now = clock.elapsed();
      const ownDelay = own.delay(now, MAX_FREE_TRIES);
      if (this.#letIn.has(pair)) return ownDelay;
      const others = Math.max(
        this.#all.delay(now, MAX_FREE_TRIES_OF_ALL),
        name?.delay(now, MAX_FREE_TRIES_OF_USER) ?? 0,
      );
      return Math.max(ownDelay, others);
    };
    const tryPassword = async (): Promise<LoginOutcome | undefined> => {
      if (!hasWaited && delay() > 0) return undefined; // tries that came at the same moment were wrong
      if (await this.#verify(login, username, password)) {
        this.#remember(pair);
        return "let-in";
      }
      for (const tries of all) tries.add(clock.elapsed());
      return "wrong";
    };
    for (;;) {
      const isOthersFull = this.#all.waiting >= MAX_WAITING_OF_ALL && !this.#letIn.has(pair);
      if (own.waiting >= MAX_WAITING || isOthersFull) return "busy";
      const wait = delay();
      if (wait > 0) {
        await this.#wait(wait, all);
        hasWaited = true;
      }
      const outcome = await this.#turns.run(address, tryPassword);
      if (outcome !== undefined) return outcome;
    }
  }

  #remember(pair: string): void {
    this.#letIn.delete(pair);
    this.#letIn.add(pair);
    const [oldest] = this.#letIn;
    if (this.#letIn.size > MAX_LET_IN && oldest !== undefined) this.#letIn.delete(oldest);
  }

  async #verify(login: BridgeLogin | BridgeUsers, username: string, password: string): Promise<boolean> {
    if (login instanceof BridgeUsers) return login.verify(username, password);
    const isName = isEqualConstantTime(username, login.username);
    const isPassword = isEqualConstantTime(password, login.password);
    return isName && isPassword;
  }

  async #wait(milliseconds: number, all: readonly WrongTries[]): Promise<void> {
    for (const tries of all) tries.waiting++;
    await new Promise<void>((resolve) => {
      this.clock.setTimeout(milliseconds, resolve);
    });
    for (const tries of all) tries.waiting--;
  }
}

function triesOf(all: Map<string, WrongTries>, key: string, clock: Clock): WrongTries {
  const known = all.get(key);
  if (known !== undefined) return known;
  if (all.size >= MAX_ADDRESSES)
    for (const [other, tries] of all) if (tries.isForgotten(clock.elapsed())) all.delete(other);
  const tries = new WrongTries();
  all.set(key, tries);
  return tries;
}

/** Wrong tries, and those that wait to be looked at. */
class WrongTries {
  waiting = 0;
  #count = 0;
  #lastAt = 0;

  add(now: number): void {
    if (this.isForgotten(now)) this.#count = 0;
    this.#count++;
    this.#lastAt = now;
  }

  isForgotten(now: number): boolean {
    return this.waiting === 0 && (this.#count === 0 || now - this.#lastAt >= FORGET_AFTER_MS);
  }

  /** How long the next try waits; those that wait count as wrong. Milliseconds. */
  delay(now: number, free: number): number {
    const excess = (this.isForgotten(now) ? 0 : this.#count) + this.waiting - free;
    return excess < 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(excess, 10));
  }
}

/** Compared as digests, which have one length. */
const isEqualConstantTime = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
