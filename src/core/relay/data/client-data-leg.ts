import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { SessionAccess } from "../../forward/session-access.js";
import type { DataListener } from "../../net/ftp/data-listener.js";
import { resetSocket } from "../../net/reset-socket.js";
import { dialClient } from "./dial-client.js";

/** A client is taken in, judged and read within so many turns of the event loop, where it is there. */
const MAX_READ_TURNS = 4;

/** Between whom a data connection's client leg is made. */
export interface ClientDataTask {
  /** This end and the other end of the client's control connection; the port is the one to call back, for PORT and EPRT. */
  readonly here: Endpoint;
  readonly client: Endpoint;
  readonly access: SessionAccess;
  /** Begins TLS on the client's leg, where that was agreed on. */
  readonly secureClient?: ((client: Socket) => Promise<Socket>) | undefined;
}

/**
 * The client's leg of a data connection. It comes in through a listener of one connection (PASV, EPSV) or is called back
 * (PORT, EPRT), and is in TLS where the client has asked for that.
 */
export class ClientDataLeg {
  #socket: Socket | undefined;
  /** The client's TLS, while it is on its way. */
  #handshake: { readonly accepted: Socket; readonly handshake: Promise<void> } | undefined;

  /** @param listener where the client comes in; without one it gave a port of its own, `client.port` */
  constructor(
    private readonly task: ClientDataTask,
    private readonly listener?: DataListener,
  ) {}

  /** As its bytes are meant, once it is there. */
  get socket(): Socket | undefined {
    return this.#socket;
  }

  /** The port that the client named, where it is to be called back. */
  get portToCallBack(): Endpoint | undefined {
    return this.listener === undefined ? this.task.client : undefined;
  }

  /** Resolves once it is found out whether who has come for it may come in; nothing where nobody waits for that. */
  get admission(): Promise<void> | undefined {
    return this.task.secureClient === undefined ? this.listener?.admission : this.#untilSecured();
  }

  /** Its transfer begins: a client that has connected first is there by now. */
  expectClient(): void {
    this.listener?.expectClient();
  }

  /** Resolves once it is known of everybody who stands at the listener whether they come in. */
  async settled(): Promise<void> {
    await this.listener?.settled();
  }

  /** Resolves when nobody listens for it any more; nothing where it is called back. */
  get listenerClosed(): Promise<void> | undefined {
    return this.listener?.closed;
  }

  /** The client has come in through the listener. */
  enter(socket: Socket): Promise<Socket> {
    this.#socket = socket;
    return this.#secure(Promise.resolve(socket));
  }

  /** Connect to the port that the client named. */
  callBack(): Promise<Socket> {
    const { socket, connected } = dialClient(this.task);
    this.#socket = socket;
    return this.#secure(connected);
  }

  /** Why it is not there. */
  unreachable(): FailureError {
    return new FailureError({ code: "ftp.client-unreachable", client: formatEndpoint(this.task.client) });
  }

  /** Let nobody in any more, and break what is there. */
  close(): void {
    this.listener?.close();
    if (this.#socket !== undefined) resetSocket(this.#socket);
  }

  /** Resolves when nothing of it is open on this computer. To be called before it is closed. */
  async untilClosed(): Promise<void> {
    const socket = this.#socket;
    const left =
      socket === undefined || socket.closed ? undefined : new Promise((resolve) => socket.once("close", resolve));
    await Promise.all([left, this.listener?.closed]);
  }

  /**
   * TLS is listened for as soon as the client is there: some begin it at once, and others once they hear that the transfer
   * begins. Who has begun hears that when TLS stands: basic-ftp ends an empty file before, which breaks its own handshake.
   */
  #secure(client: Promise<Socket>): Promise<Socket> {
    const { secureClient } = this.task;
    if (secureClient === undefined) return client;
    return client.then(async (accepted) => {
      const secured = secureClient(accepted);
      const handshake = secured.then(
        () => undefined,
        () => undefined,
      );
      this.#handshake = { accepted, handshake };
      this.#socket = await secured.finally(() => (this.#handshake = undefined));
      return this.#socket;
    });
  }

  /** What a client has sent by now is read within some turns of the event loop. */
  async #untilSecured(): Promise<void> {
    for (let turn = 0; turn < MAX_READ_TURNS && !this.#hasBegunTls; turn++) {
      await this.listener?.admission;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#hasBegunTls) await this.#handshake?.handshake;
  }

  get #hasBegunTls(): boolean {
    return this.#handshake !== undefined && this.#handshake.accepted.bytesRead > 0;
  }
}
