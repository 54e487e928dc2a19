import type { Socket } from "node:net";
import type { Place } from "../../../../shared/profile/endpoint.js";
import { Failed } from "../../../../shared/status/failure.js";
import type { Clock } from "../../../environment.js";

/** How long a proxy may take for one answer: it may have to dial the gateway itself. Milliseconds. */
const ANSWER_LIMIT_MS = 30_000;

/** How much of what came first makes an answer: so many bytes, or nothing as long as it is not whole. */
export type Measure = (heard: Buffer) => number | undefined;

/** The few words with a proxy before it carries bytes. */
export class ProxyTalk {
  #heard = Buffer.alloc(0);

  constructor(private readonly socket: Socket, private readonly proxy: Place, private readonly clock: Clock, private readonly signal: AbortSignal) {}

  say(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  /**
   * One answer, and not a byte of what follows it: the gateway may speak at once.
   *
   * @throws Failed `proxy.unreachable` where it hangs up or says nothing; the signal's reason
   */
  hear(measure: Measure): Promise<Buffer> {
    const { socket, clock, signal } = this;
    const { host, port } = this.proxy;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        stopLimit();
        signal.removeEventListener("abort", onAbort);
        socket.off("readable", look).off("end", onGone).off("error", onGone).off("close", onGone);
        act();
      };
      const fail = (cause: "reset" | "timed-out") => settle(() => reject(new Failed({ code: "proxy.unreachable", host, port, cause })));
      const onAbort = () => settle(() => reject(signal.reason));
      const onGone = () => fail("reset");
      const look = () => {
        this.#heard = Buffer.concat([this.#heard, (socket.read() as Buffer | null) ?? Buffer.alloc(0)]);
        const length = measure(this.#heard);
        if (length !== undefined) settle(() => resolve(this.#take(length)));
      };
      const stopLimit = clock.after(ANSWER_LIMIT_MS, () => fail("timed-out"));
      signal.addEventListener("abort", onAbort, { once: true });
      socket.on("readable", look).on("end", onGone).on("error", onGone).on("close", onGone);
      look();
    });
  }

  /** Give back what came behind the last answer, so that the socket reads as if there had been no proxy. */
  end(): Socket {
    if (this.#heard.length > 0) this.socket.unshift(this.#heard);
    return this.socket;
  }

  #take(length: number): Buffer {
    const answer = this.#heard.subarray(0, length);
    this.#heard = this.#heard.subarray(length);
    return answer;
  }
}
