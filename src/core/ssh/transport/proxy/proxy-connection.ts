import type { Socket } from "node:net";
import type { Endpoint } from "../../../../shared/profile/endpoint.js";
import { FailureError } from "../../../../shared/status/failure.js";
import type { Clock } from "../../../environment.js";
import { ByteCollector } from "../../../net/byte-collector.js";

/** How long a proxy may take for one answer: it may have to dial the gateway itself. Milliseconds. */
const REPLY_TIMEOUT_MS = 30_000;

/** How much of what came first makes an answer: so many bytes, or nothing as long as it is not whole. @param seen bytes that it was given before */
export type ReplyLength = (received: Buffer, seen: number) => number | undefined;

/** The few words with a proxy before it carries bytes. */
export class ProxyConnection {
  readonly #received = new ByteCollector();

  constructor(
    private readonly socket: Socket,
    private readonly proxy: Endpoint,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  write(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  /**
   * One answer, and not a byte of what follows it: the gateway may speak at once.
   *
   * @throws Failed `proxy.unreachable` where it hangs up or says nothing; the signal's reason
   */
  readReply(replyLength: ReplyLength): Promise<Buffer> {
    const { socket, clock, signal } = this;
    const { host, port } = this.proxy;
    return new Promise((resolve, reject) => {
      const settle = (callback: () => void) => {
        cancelTimeout();
        signal.removeEventListener("abort", onAbort);
        socket.off("readable", readAvailable).off("end", onGone).off("error", onGone).off("close", onGone);
        callback();
      };
      const fail = (cause: "reset" | "timed-out") =>
        settle(() => reject(new FailureError({ code: "proxy.unreachable", host, port, cause })));
      const onAbort = () => settle(() => reject(signal.reason));
      const onGone = () => fail("reset");
      let seen = 0;
      const readAvailable = () => {
        this.#received.add((socket.read() as Buffer | null) ?? Buffer.alloc(0));
        const length = replyLength(this.#received.bytes, seen);
        seen = this.#received.length;
        if (length !== undefined) settle(() => resolve(this.#received.shift(length)));
      };
      const cancelTimeout = clock.setTimeout(REPLY_TIMEOUT_MS, () => fail("timed-out"));
      signal.addEventListener("abort", onAbort, { once: true });
      socket.on("readable", readAvailable).on("end", onGone).on("error", onGone).on("close", onGone);
      readAvailable();
    });
  }

  /** Give back what came behind the last answer, so that the socket reads as if there had been no proxy. */
  release(): Socket {
    if (this.#received.length > 0) this.socket.unshift(this.#received.shift(this.#received.length));
    return this.socket;
  }
}
