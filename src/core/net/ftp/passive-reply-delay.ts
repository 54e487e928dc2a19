import { setTimeout } from "node:timers/promises";
import type { Clock } from "../../environment.js";

const REPLY_DELAY_MS = 1;
const SLOW_REPLY_DELAY_MS = 4;
const isCurlSleep = (waited: number): boolean => waited > 900 && waited < 1_500;

/**
 * How long a reply to PASV or EPSV waits that needs nothing of anybody else.
 *
 * A reply that comes while curl (7.88) is still in the call that sent the question sends it to sleep for a whole second
 * before it connects, watching neither connection: it found the reply in the look right behind its `send`, since the
 * system let whom that woke go first. It happens with vsftpd too, and on a busy computer with one to eight of a hundred
 * files. A moment's rest lets curl return first: curl is known by asking EPSV and never FEAT, as others do who ask that.
 * A client that was seen to sleep all the same hears these replies later from then on.
 */
export class PassiveReplyDelay {
  #hasAskedFeatures = false;
  #hasSlept = false;
  #repliedAt = 0;

  constructor(private readonly clock: Clock) {}

  /** The client has said FEAT. */
  askedFeatures(): void {
    this.#hasAskedFeatures = true;
  }

  /** The client asks by this verb. @returns what its reply waits for; nothing where it may go at once */
  begin(verb: string): Promise<void> | undefined {
    const isCurl = verb === "EPSV" && !this.#hasAskedFeatures;
    const delay = this.#hasSlept ? SLOW_REPLY_DELAY_MS : REPLY_DELAY_MS;
    if (!this.#hasSlept && !isCurl) return undefined;
    return setTimeout(delay); // the client's own system is waited for, so that no other clock will do
  }

  /** The reply goes out now. */
  replied(): void {
    this.#repliedAt = this.clock.elapsed();
  }

  /** The client has made its data connection behind that reply. */
  connected(): void {
    this.#hasSlept ||= isCurlSleep(this.clock.elapsed() - this.#repliedAt);
  }
}
