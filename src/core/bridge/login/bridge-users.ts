import type { BridgeUser } from "../../../shared/profile/bridge-user.js";
import { isPassword } from "./password-hash.js";

/** The users of a bridge, and how many control connections each has now. */
export class BridgeUsers {
  readonly #users: ReadonlyMap<string, BridgeUser>;
  readonly #connections = new Map<string, number>();

  /** @param users one at least, with names of their own */
  constructor(private readonly users: readonly BridgeUser[]) {
    this.#users = new Map(users.map((user) => [user.name, user]));
  }

  get(name: string): BridgeUser | undefined {
    return this.#users.get(name);
  }

  /** Takes as long for a name that nobody has: another user's hash is looked at in its place. */
  async verify(name: string, password: string): Promise<boolean> {
    const user = this.#users.get(name);
    const hash = (user ?? this.users[0])?.password ?? "";
    const isRight = await isPassword(password, hash);
    return isRight && user !== undefined;
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
