import { randomInt } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { FailureError } from "../../../shared/status/failure.js";
import type { Clock } from "../../environment.js";
import { STAND_BACK_MS, type AdmitClient } from "../admission/admit-client.js";
import { wrapAccepted } from "../read-buffer.js";
import { resetSocket } from "../reset-socket.js";

/** How long a client may take to make the data connection that it asked for. Milliseconds. */
const ACCEPT_TIMEOUT_MS = 60_000;

/** So many may wait to be looked at: strangers that fill a shorter queue would keep the client out. */
const MAX_WAITING = 64;

/** Where a gate listens and whom it lets through: both ends of the control connection that asked for it. */
export interface DataListenerOptions {
  readonly address: string;
  readonly peer: string;
  /** Those that it may listen on, where a firewall lets these alone pass; one of the system's choice otherwise. */
  readonly ports?: readonly number[] | undefined;
  readonly clock: Clock;
  /** Whether one that comes from there may come in. */
  readonly admit: AdmitClient;
  /** Called at most once, with a paused socket that is half-open and has its `error` listener. */
  readonly onConnection: (client: Socket) => void;
}

/** A listener on a fresh local port for one data connection, from the one address, for a limited time. */
export class DataListener {
  readonly #cancelTimeout: () => void;
  #isClosed = false;
  #admission: Promise<void> | undefined;
  readonly #standingBack = new Set<() => void>();
  /** Those of whom it is being found out whether they may come in. */
  readonly #judged = new Set<Promise<unknown>>();
  #tellExpected: () => void = () => undefined;
  readonly #expected = new Promise<void>((resolve) => {
    this.#tellExpected = resolve;
  });
  /** Resolves when nobody listens any more and who had entered has left. */
  readonly closed: Promise<void>;

  private constructor(
    private readonly server: Server,
    readonly port: number,
    options: DataListenerOptions,
  ) {
    this.#cancelTimeout = options.clock.setTimeout(ACCEPT_TIMEOUT_MS, () => this.close());
    this.closed = new Promise((resolve) => server.once("close", resolve));
    server.removeAllListeners("error").on("error", () => undefined); // a failed accept costs that one client only
    server.on("connection", (accepted: Socket) => {
      const socket = wrapAccepted(accepted);
      socket.on("error", () => undefined);
      if (this.#isClosed || socket.remoteAddress !== options.peer) {
        resetSocket(socket);
        return;
      }
      this.#judge(socket, options);
    });
  }

  /** @throws Failed `forward.cannot-listen`, of a range with its last port that was tried */
  static async open(options: DataListenerOptions): Promise<DataListener> {
    const { ports } = options;
    if (ports === undefined || ports.length === 0) return DataListener.#openOn(0, options);
    const first = randomInt(ports.length); // whoever watches must not know which port is the next
    let taken: FailureError | undefined;
    for (const port of [...ports.slice(first), ...ports.slice(0, first)]) {
      try {
        return await DataListener.#openOn(port, options);
      } catch (thrown) {
        if (!isPortTaken(thrown)) throw thrown;
        taken = thrown;
      }
    }
    throw taken ?? new RangeError("no port to try");
  }

  static #openOn(port: number, options: DataListenerOptions): Promise<DataListener> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        reject(
          new FailureError({
            code: "forward.cannot-listen",
            host: options.address,
            port,
            detail: error.code ?? error.message,
          }),
        ),
      );
      server.listen({ host: options.address, port, exclusive: true, backlog: MAX_WAITING }, () => {
        const address = server.address();
        if (typeof address === "object" && address !== null) resolve(new DataListener(server, address.port, options));
      });
    });
  }

  /** Resolves once it is found out whether those who have come may come in; nothing where nobody has come. */
  get admission(): Promise<void> | undefined {
    return this.#admission;
  }

  /** The transfer of this connection begins: most clients have connected by now. Safe to call twice. */
  expectClient(): void {
    this.#tellExpected();
  }

  /** Resolves once all who have connected by now have come in, or may not: on a busy computer some are not seen yet. */
  async settled(): Promise<void> {
    this.expectClient();
    await new Promise((resolve) => setImmediate(resolve)); // a timer may run before the look at the sockets in its turn
    await this.#admission;
  }

  /** Whether it still waits for its connection. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Listen no more; safe to call twice. A connection that has entered goes on. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimeout();
    for (const stop of this.#standingBack) stop();
    this.server.close();
  }

  /**
   * The next one may be the one that is waited for, so it goes on listening meanwhile. One that has gone is most likely a
   * client that has sent its small file and left, and may be somebody who wants to put another in its place: it comes in
   * where no other does.
   */
  #judge(socket: Socket, options: DataListenerOptions): void {
    const before = this.#admission;
    const judging = options.admit(socket).finally(() => this.#judged.delete(judging));
    this.#judged.add(judging);
    const admission = judging.then(async (verdict) => {
      if (verdict === "gone" && !this.#isClosed) await this.#standBack(options.clock);
      if (verdict !== "refused" && !this.#isClosed) this.#enter(socket, options);
      else resetSocket(socket);
      await before;
      if (this.#admission === admission) this.#admission = undefined;
    });
    this.#admission = admission;
  }

  #standBack(clock: Clock): Promise<void> {
    return new Promise((resolve) => {
      let cancelTimeout: () => void = () => undefined;
      const stop = () => {
        cancelTimeout();
        this.#standingBack.delete(stop);
        resolve();
      };
      this.#standingBack.add(stop);
      void this.#expected.then(() => {
        if (this.#standingBack.has(stop))
          cancelTimeout = clock.setTimeout(STAND_BACK_MS, () => void this.#allJudged().then(stop));
      });
    });
  }

  /** Resolves once it is found out of all who have connected by now whether they may come in, which takes a while on a busy computer. */
  async #allJudged(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // a timer may run before the look at the sockets in its turn
    await Promise.allSettled(this.#judged);
  }

  #enter(socket: Socket, options: DataListenerOptions): void {
    this.close();
    options.onConnection(socket);
  }
}

const isPortTaken = (thrown: unknown): thrown is FailureError =>
  thrown instanceof FailureError &&
  thrown.failure.code === "forward.cannot-listen" &&
  thrown.failure.detail === "EADDRINUSE";
