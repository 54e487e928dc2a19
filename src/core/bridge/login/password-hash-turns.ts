/** So many passwords are hashed at once: each takes one of node's four threads, and files and host names need these, too. */
const MAX_RUNNING = 2;

/** Turns to look at a password. Addresses have theirs one after the other, so that the many tries of one hold up no other. */
export class PasswordHashTurns {
  #running = 0;
  /** Tries that wait, by address; the address whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Do some work once it is this address's turn. @returns what the work gives */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < MAX_RUNNING) this.#running++;
    else await this.#turn(address);
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #turn(address: string): Promise<void> {
    return new Promise((resolve) => {
      const others = this.#waiting.get(address);
      if (others === undefined) this.#waiting.set(address, [resolve]);
      else others.push(resolve);
    });
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    const [address, [begin, ...others]] = next;
    this.#waiting.delete(address);
    if (others.length > 0) this.#waiting.set(address, others);
    begin?.();
  }
}
