import { connect, type Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import type { AdmitClient } from "../../net/admission/admit-client.js";
import { DataListener } from "../../net/ftp/data-listener.js";
import type { PassiveOptions } from "../../net/ftp/passive-options.js";
import { resetSocket } from "../../net/reset-socket.js";

/** How long a client may take to make the data connection, or to accept it. Milliseconds. */
const CLIENT_TIMEOUT_MS = 20_000;
/** How long a client may take whose control connection has ended: it may be a moment behind with the data connection of its last command. Milliseconds. */
const LAST_CLIENT_TIMEOUT_MS = 5_000;
/**
 * How long a client may keep its side open once the system has all that was sent. Bytes may wait there for a client that
 * pauses, and the system gives them up within a minute of a close. Milliseconds.
 */
const CLOSE_TIMEOUT_MS = 30 * 60_000;

/** What a client has sent is read within so many turns of the event loop. */
const MAX_READ_TURNS = 4;

/** Both ends of the control connection, which a data connection must share. */
export interface ControlEndpoints {
  readonly local: Endpoint;
  readonly client: Endpoint;
  /** Whether a client that comes to a data port may come in. */
  readonly admit: AdmitClient;
  /** What PASV and EPSV may name; what the system gives otherwise. */
  readonly passiveOptions?: PassiveOptions;
  /** Begins TLS on a data connection, where that is agreed on now. @throws Failed `ftp.client-tls-failed` */
  readonly dataTls?: () => ((socket: Socket) => Promise<Socket>) | undefined;
}

/** One data connection, agreed by PASV or PORT and used for one transfer. */
export class DataConnection {
  #listener: DataListener | undefined;
  #socket: Socket | undefined;
  #secured: Promise<Socket> | undefined;
  #onSocket: (socket: Socket) => void = () => undefined;
  #stopWaiting: () => void = () => undefined;
  #notifyEntered: () => void = () => undefined;
  #isClosed = false;

  /** @param activeEndpoint where the client wants to be called (PORT, EPRT); else it comes to the gate */
  private constructor(
    private readonly ends: ControlEndpoints,
    private readonly clock: Clock,
    private readonly activeEndpoint: Endpoint | undefined,
  ) {}

  /** For a client that asked for passive mode. @returns the port to tell it @throws Failed `forward.cannot-listen` */
  static async passive(
    ends: ControlEndpoints,
    clock: Clock,
  ): Promise<{ readonly connection: DataConnection; readonly port: number }> {
    const connection = new DataConnection(ends, clock, undefined);
    const listener = await DataListener.open({
      address: ends.local.host,
      peer: ends.client.host,
      ports: ends.passiveOptions?.ports,
      clock,
      admit: ends.admit,
      onConnection: (socket) => {
        connection.#socket = socket;
        connection.#beginTls(socket);
        connection.#notifyEntered();
        connection.#onSocket(socket);
      },
    });
    connection.#listener = listener;
    return { connection, port: listener.port };
  }

  /** For a client that asked to be called back. */
  static active(ends: ControlEndpoints, clock: Clock, activeEndpoint: Endpoint): DataConnection {
    return new DataConnection(ends, clock, activeEndpoint);
  }

  /** Told when the client has come to the gate. */
  onAccepted(notify: () => void): void {
    this.#notifyEntered = notify;
  }

  /** The connection, once it is there; half-open and with its `error` listener. @throws Failed `ftp.client-unreachable` */
  async socket(): Promise<Socket> {
    const socket =
      this.activeEndpoint === undefined ? await this.#awaitClient() : await this.#dialClient(this.activeEndpoint);
    if (!this.#isClosed) return socket;
    resetSocket(socket);
    throw this.#unreachable();
  }

  /** Whether the client has begun TLS before it was told that the transfer begins: what it has sent by now is read within some turns of the event loop. */
  async hasBegunTls(): Promise<boolean> {
    const isRead = () => this.#socket !== undefined && this.#socket.bytesRead > 0;
    if (this.#secured === undefined) return false;
    for (let turn = 0; turn < MAX_READ_TURNS && !isRead(); turn++)
      await new Promise((resolve) => setImmediate(resolve));
    return isRead();
  }

  /** Have it in TLS, where the client asked for that; many begin it no sooner than they were told 150. @throws Failed `ftp.client-tls-failed` */
  async secure(socket: Socket): Promise<Socket> {
    if (this.#secured === undefined) this.#beginTls(socket);
    const secured = (await this.#secured) ?? socket;
    if (this.#isClosed) resetSocket(secured);
    return (this.#socket = secured);
  }

  /** Some begin it at once. */
  #beginTls(socket: Socket): void {
    this.#secured = this.ends.dataTls?.()?.(socket);
    this.#secured?.catch(() => undefined); // told to whoever uses it
  }

  /** End it so that the client sees it break, never a clean end. Safe to call twice. */
  reset(): void {
    this.#isClosed = true;
    this.#stopWaiting();
    this.#listener?.close();
    if (this.#socket !== undefined) resetSocket(this.#socket);
  }

  /** The control connection has ended: a client that has not come is not waited for much longer. */
  controlEnded(): void {
    this.clock.setTimeout(LAST_CLIENT_TIMEOUT_MS, () => {
      void this.#allJudged().then(() => this.#stopWaiting());
    });
  }

  /** A busy computer may look late at a client that came in time, and whose it is. */
  async #allJudged(): Promise<void> {
    await this.#listener?.settled();
  }

  /** All was sent: end it cleanly, and not wait for the client for ever. Resolves when the last byte has left. @throws where the client broke it before */
  async finish(socket: Socket): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      socket.once("finish", resolve).once("close", () => reject(this.#unreachable()));
      socket.end();
    });
    const stop = this.clock.setTimeout(CLOSE_TIMEOUT_MS, () => socket.destroy());
    socket.once("close", stop).resume();
  }

  #awaitClient(): Promise<Socket> {
    if (this.#socket !== undefined) return Promise.resolve(this.#socket);
    if (this.#listener?.isOpen !== true) return Promise.reject(this.#unreachable());
    this.#listener.expectClient();
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        stop();
        this.#listener?.close();
        reject(this.#unreachable());
      };
      const stop = this.clock.setTimeout(CLIENT_TIMEOUT_MS, () => void this.#allJudged().then(giveUp));
      this.#stopWaiting = giveUp;
      this.#onSocket = (socket) => {
        stop();
        this.#stopWaiting = () => undefined;
        resolve(socket);
      };
    });
  }

  #dialClient(endpoint: Endpoint): Promise<Socket> {
    const socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      localAddress: this.ends.local.host,
      allowHalfOpen: true,
      noDelay: true,
    });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      const stop = this.clock.setTimeout(CLIENT_TIMEOUT_MS, () => socket.destroy());
      this.#stopWaiting = () => void socket.destroy();
      socket
        .on("error", () => undefined)
        .once("connect", () => {
          stop();
          this.#stopWaiting = () => undefined;
          resolve(socket.pause());
        });
      socket.once("close", () => {
        stop();
        reject(this.#unreachable());
      });
    });
  }

  #unreachable(): FailureError {
    return new FailureError({
      code: "ftp.client-unreachable",
      client: formatEndpoint(this.activeEndpoint ?? this.ends.client),
    });
  }
}
