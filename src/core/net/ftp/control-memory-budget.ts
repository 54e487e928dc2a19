/** What all control connections of this process may hold together. Bytes. */
const MAX_HELD_BYTES = 96 * 1024 * 1024;
/** What a control connection costs that holds nothing: its sockets, its channel, its timers. Bytes. */
const CONNECTION_BYTES = 32 * 1024;

/** One control connection's part of what all hold together. */
export interface ControlMemoryShare {
  /** So much it holds now, of commands that wait and replies that were not read. */
  set(bytes: number): void;
  /** Called where it is the one that holds most while all together hold too much: it is to be broken off. */
  onExcess: () => void;
  /** It has ended. Safe to call twice. */
  leave(): void;
}

/**
 * Bounds what the control connections of relays and bridges hold in memory together, as each is bounded by itself: many
 * that send and never read would else add up. Where it becomes too much the one that holds most is broken off, which is
 * never one that reads its replies; and a newcomer for whom there is no room is not admitted.
 */
export class ControlMemoryBudget {
  readonly #held = new Map<ControlMemoryShare, number>();
  #total = 0;

  constructor(private readonly maximum = MAX_HELD_BYTES) {}

  /** What all hold together. */
  get bytes(): number {
    return this.#total;
  }

  /** @returns nothing where there is no room for one more */
  admit(): ControlMemoryShare | undefined {
    if (this.#total + CONNECTION_BYTES > this.maximum) return undefined;
    const share: ControlMemoryShare = {
      set: (bytes) => {
        if (this.#held.has(share)) this.#set(share, CONNECTION_BYTES + bytes);
      },
      onExcess: () => undefined,
      leave: () => this.#remove(share),
    };
    this.#set(share, CONNECTION_BYTES);
    return share;
  }

  #set(share: ControlMemoryShare, bytes: number): void {
    this.#total += bytes - (this.#held.get(share) ?? 0);
    this.#held.set(share, bytes);
    while (this.#total > this.maximum) {
      const largest = this.#largest();
      if (largest === undefined) return;
      this.#remove(largest);
      largest.onExcess();
    }
  }

  #remove(share: ControlMemoryShare): void {
    this.#total -= this.#held.get(share) ?? 0;
    this.#held.delete(share);
  }

  #largest(): ControlMemoryShare | undefined {
    let largest: ControlMemoryShare | undefined;
    let most = -1;
    for (const [share, bytes] of this.#held)
      if (bytes > most) {
        largest = share;
        most = bytes;
      }
    return largest;
  }
}
