import type { Channel, Client } from "ssh2";
import { isSocket, type EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { formatEndpoint } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";

/** How long the gateway may take to say whether it listens. Milliseconds. */
const REPLY_TIMEOUT_MS = 10_000;

/** A connection that came to a port at the gateway, and waits to be taken: one of the two is called, once. */
export interface IncomingConnection {
  /** @throws Failed `ssh.lost` */
  accept(): Channel;
  /** As if the connection had failed; nothing where the session is gone. */
  refuse(): void;
}

/** What the gateway listens on for us. */
export interface RemoteListener {
  /** Where it does; for port 0 with the port that it has given. */
  readonly endpoint: EndpointOrSocket;
  /** Have the gateway listen no more; nothing where the session is gone. */
  close(): Promise<void>;
}

/** What the ports need of their session. */
interface SessionContext {
  readonly client: Client;
  readonly clock: Clock;
  /** Why the session is lost; nothing while it lives. */
  readonly lost: () => Failure | undefined;
  /** Told of each channel that was accepted. */
  readonly opened: (channel: Channel) => void;
}

type ListenReply = (error: Error | undefined, port?: number) => void;

/** The ports that one session has the gateway listen on (RFC 4254 section 7.1), and the Unix sockets (OpenSSH's PROTOCOL section 2.4). */
export class RemoteListeners {
  readonly #handlers = new Map<string, (arrival: IncomingConnection) => void>();

  constructor(private readonly context: SessionContext) {
    context.client.on("tcp connection", ({ destIP, destPort }, accept, reject) =>
      this.#handleConnection({ host: destIP, port: destPort }, accept, reject),
    );
    context.client.on("unix connection", ({ socketPath }, accept, reject) =>
      this.#handleConnection({ socket: socketPath }, accept, reject),
    );
  }

  /**
   * Have the gateway listen. Its refusal carries no reason (RFC 4254 section 4).
   *
   * @param onConnection called for each connection
   * @throws Failed `forward.gateway-refused`, `forward.gateway-socket-refused`; why the session is lost
   */
  listen(requested: EndpointOrSocket, onConnection: (arrival: IncomingConnection) => void): Promise<RemoteListener> {
    const { clock, lost } = this.context;
    const refused = (detail: string) => new FailureError(lost() ?? refusalOf(requested, detail));
    return new Promise((resolve, reject) => {
      let waiting = true;
      const cancelTimeout = clock.setTimeout(REPLY_TIMEOUT_MS, () => {
        waiting = false;
        reject(refused("no answer"));
      });
      const answered: ListenReply = (error, port) => {
        cancelTimeout();
        if (error !== undefined) return reject(refused(error.message));
        const endpoint = isSocket(requested) ? requested : { host: requested.host, port: port ?? requested.port };
        if (waiting) {
          this.#handlers.set(formatEndpoint(endpoint), onConnection); // at once: the first connection may be in the same packet
          resolve({ endpoint, close: () => this.#cancel(endpoint) });
        } else void this.#cancel(endpoint); // too late: nobody wants it any more
      };
      try {
        this.#request(requested, answered);
      } catch (thrown) {
        // ssh2 throws where its socket has just ended, before it has told of it
        cancelTimeout();
        reject(refused(thrown instanceof Error ? thrown.message : String(thrown)));
      }
    });
  }

  #request(endpoint: EndpointOrSocket, answered: ListenReply): void {
    if (isSocket(endpoint))
      this.context.client.openssh_forwardInStreamLocal(endpoint.socket, (error) => answered(error ?? undefined));
    else this.context.client.forwardIn(endpoint.host, endpoint.port, answered);
  }

  #handleConnection(endpoint: EndpointOrSocket, accept: () => Channel, reject: () => void): void {
    const refuse = () => {
      if (this.context.lost() === undefined) reject();
    };
    const handler = this.#handlers.get(formatEndpoint(endpoint));
    if (handler === undefined) refuse();
    else handler({ accept: () => this.#accept(accept), refuse });
  }

  #accept(accept: () => Channel): Channel {
    const lost = this.context.lost();
    if (lost !== undefined) throw new FailureError(lost);
    const channel = accept();
    this.context.opened(channel);
    return channel;
  }

  /** The gateway's word on it changes nothing. */
  #cancel(endpoint: EndpointOrSocket): Promise<void> {
    const { client, clock, lost } = this.context;
    this.#handlers.delete(formatEndpoint(endpoint));
    if (lost() !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelTimeout = clock.setTimeout(REPLY_TIMEOUT_MS, resolve);
      const done = () => {
        cancelTimeout();
        resolve();
      };
      try {
        if (isSocket(endpoint)) client.openssh_unforwardInStreamLocal(endpoint.socket, done);
        else client.unforwardIn(endpoint.host, endpoint.port, done);
      } catch {
        done();
      }
    });
  }
}

const refusalOf = (requested: EndpointOrSocket, detail: string): Failure =>
  isSocket(requested)
    ? { code: "forward.gateway-socket-refused", socket: requested.socket, detail }
    : { code: "forward.gateway-refused", ...requested, detail };
