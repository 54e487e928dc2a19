import type { Prompter } from "../environment.js";

/** One attempt to open a tunnel. It can be given up, whatever it waits for, and knows whether it has asked the user anything. */
export class OpeningAttempt {
  readonly #controller = new AbortController();
  #hasAsked = false;

  constructor(private readonly userPrompter: Prompter) {}

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isGivenUp(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Whether somebody was there who has been asked. */
  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  /** The user's own, of whom it remembers for this attempt that somebody was there to ask. */
  readonly prompter: Prompter = {
    ask: async (...question) => {
      if (!this.isGivenUp()) this.#hasAsked = true;
      const answer = await this.userPrompter.ask(...question);
      if (answer.kind === "nobody" && !this.isGivenUp()) this.#hasAsked = false;
      return answer;
    },
  };

  giveUp(): void {
    this.#controller.abort();
  }

  /** What does nothing any more once the attempt is given up. */
  whileUnderWay<A extends unknown[]>(act: (...facts: A) => void): (...facts: A) => void {
    return (...facts) => {
      if (!this.isGivenUp()) act(...facts);
    };
  }
}
