import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { BridgeUser } from "../../../shared/profile/bridge-user.js";
import { isPassword } from "./password-hash.js";

/** The users of a bridge, and how many control connections each has now. */
export class BridgeUsers {
  readonly #users: ReadonlyMap<string, BridgeUser>;
  readonly #connections = new Map<string, number>();
  /** The password that each was let in with, as a digest under a key of this process's: a device that logs in for each file is not hashed for each. */
  readonly #known = new Map<string, Buffer>();
  readonly #key = randomBytes(32);

  /** @param users one at least, with names of their own */
  constructor(private readonly users: readonly BridgeUser[]) {
    this.#users = new Map(users.map((user) => [user.name, user]));
  }

  get(name: string): BridgeUser | undefined {
    return this.#users.get(name);
  }

  /** Takes as long for a wrong name as for a wrong password: another user's hash is looked at in its place. */
  async verify(name: string, password: string): Promise<boolean> {
    const user = this.#users.get(name);
    const digest = createHmac("sha256", this.#key).update(password).digest();
    const known = this.#known.get(name);
    if (known !== undefined && timingSafeEqual(known, digest)) return true;
    const hash = (user ?? this.users[0])?.password ?? "";
    const isRight = await isPassword(password, hash);
    if (!isRight || user === undefined) return false;
    this.#known.set(name, digest);
    return true;
  }

  /** Let one more connection of a user's in. @returns what ends it, once; nothing where the user has as many as it may */
  enter({ name, connections = Infinity }: BridgeUser): (() => void) | undefined {
    const before = this.#connections.get(name) ?? 0;
    if (before >= connections) return undefined;
    this.#connections.set(name, before + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#connections.set(name, (this.#connections.get(name) ?? 1) - 1);
    };
  }
}
