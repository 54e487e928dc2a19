import { connect, type Socket } from "node:net";
import type { Place } from "../../shared/profile/endpoint.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { DataGate } from "../net/data-listener.js";
import { breakOff } from "../net/reset-socket.js";

/** How long a client may take to make the data connection, or to accept it. Milliseconds. */
const CLIENT_LIMIT_MS = 20_000;
/**
 * How long a client may keep its side open once the system has all that was sent. Bytes may wait there for a client that
 * pauses, and the system gives them up within a minute of a close. Milliseconds.
 */
const GOODBYE_LIMIT_MS = 30 * 60_000;

/** Both ends of the control connection, which a data connection must share. */
export interface Ends {
  readonly here: Place;
  readonly client: Place;
}

/** One data connection, agreed by PASV or PORT and used for one transfer. */
export class DataLink {
  #gate: DataGate | undefined;
  #socket: Socket | undefined;
  #entered: (socket: Socket) => void = () => undefined;
  #tellEntered: () => void = () => undefined;
  #over = false;

  /** @param callBack where the client wants to be called (PORT, EPRT); else it comes to the gate */
  private constructor(private readonly ends: Ends, private readonly clock: Clock, private readonly callBack: Place | undefined) {}

  /** For a client that asked for passive mode. @returns the port to tell it @throws Failed `forward.cannot-listen` */
  static async passive(ends: Ends, clock: Clock): Promise<{ readonly link: DataLink; readonly port: number }> {
    const link = new DataLink(ends, clock, undefined);
    const gate = await DataGate.open({
      address: ends.here.host, peer: ends.client.host, clock,
      enter: (socket) => {
        link.#socket = socket;
        link.#tellEntered();
        link.#entered(socket);
      },
    });
    link.#gate = gate;
    return { link, port: gate.port };
  }

  /** For a client that asked to be called back. */
  static active(ends: Ends, clock: Clock, callBack: Place): DataLink {
    return new DataLink(ends, clock, callBack);
  }

  /** Told when the client has come to the gate. */
  onEntered(tell: () => void): void {
    this.#tellEntered = tell;
  }

  /** The connection, once it is there; half-open and with its `error` listener. @throws Failed `ftp.client-unreachable` */
  async socket(): Promise<Socket> {
    const socket = this.callBack === undefined ? await this.#comes() : await this.#calls(this.callBack);
    if (!this.#over) return socket;
    breakOff(socket);
    throw this.#unreachable();
  }

  /** End it so that the client sees it break, never a clean end. Safe to call twice. */
  cut(): void {
    this.#over = true;
    this.#gate?.shut();
    if (this.#socket !== undefined) breakOff(this.#socket);
  }

  /** All was sent: end it cleanly, and not wait for the client for ever. Resolves when the last byte has left. @throws where the client broke it before */
  async finish(socket: Socket): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      socket.once("finish", resolve).once("close", () => reject(this.#unreachable()));
      socket.end();
    });
    const stop = this.clock.after(GOODBYE_LIMIT_MS, () => socket.destroy());
    socket.once("close", stop).resume();
  }

  #comes(): Promise<Socket> {
    if (this.#socket !== undefined) return Promise.resolve(this.#socket);
    if (this.#gate?.isOpen !== true) return Promise.reject(this.#unreachable());
    return new Promise((resolve, reject) => {
      const stop = this.clock.after(CLIENT_LIMIT_MS, () => {
        this.#gate?.shut();
        reject(this.#unreachable());
      });
      this.#entered = (socket) => { stop(); resolve(socket); };
    });
  }

  #calls(place: Place): Promise<Socket> {
    const socket = connect({ host: place.host, port: place.port, localAddress: this.ends.here.host, allowHalfOpen: true, noDelay: true });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      const stop = this.clock.after(CLIENT_LIMIT_MS, () => socket.destroy());
      socket.on("error", () => undefined).once("connect", () => { stop(); resolve(socket.pause()); });
      socket.once("close", () => { stop(); reject(this.#unreachable()); });
    });
  }

  #unreachable(): Failed {
    return new Failed({ code: "ftp.client-unreachable", client: at(this.callBack ?? this.ends.client) });
  }
}
