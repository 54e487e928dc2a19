import { createServer, type Server, type Socket } from "node:net";
import type { Failure } from "../../shared/status/failure.js";
import { listenAddress } from "./listen-address.js";
import { wrapAccepted } from "./read-buffer.js";
import { resetSocket } from "./reset-socket.js";

/**
 * A local port that accepts clients; `localhost` stands for both loopback addresses, an interface's name for its address.
 *
 * Accepted sockets come paused, half-open (in FTP the end of a file *is* the FIN) and without Nagle's delay,
 * and with an `error` listener, since every `error` is followed by `close`.
 */
export class Listener {
  readonly #sockets = new Set<Socket>();
  #servers: Server[] = [];
  #serversClosed: Promise<unknown> = Promise.resolve();
  #port: number | undefined;

  constructor(private readonly onConnection: (socket: Socket) => void) {}

  /** @returns why it cannot listen, or nothing when it does */
  async listen(host: string, port: number): Promise<Failure | undefined> {
    if (this.#servers.length > 0) return undefined;
    const isLocalhost = host.toLowerCase() === "localhost";
    const refusal = await this.#bind(isLocalhost ? "127.0.0.1" : listenAddress(host), port);
    if (refusal !== undefined || !isLocalhost) return refusal;
    const refusalOnIpv6 = await this.#bind("::1", this.port ?? port);
    if (refusalOnIpv6 === undefined || refusalOnIpv6.code === "forward.address-missing") return undefined; // a computer without IPv6 is no fault
    await this.close();
    return refusalOnIpv6;
  }

  /** The port in use, also where 0 was asked for; nothing while it does not listen. */
  get port(): number | undefined {
    return this.#port; // kept, since asking the system for that of each row would cost a call a row
  }

  /** Break every accepted connection, except those whose target has ended them already: all that it sent is here. */
  resetConnections(): void {
    for (const socket of this.#sockets) if (!socket.writableEnded) resetSocket(socket);
  }

  /** Stop listening; who was accepted stays. */
  stopListening(): void {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    this.#serversClosed = Promise.all([this.#serversClosed, ...closed]);
    this.#servers = [];
    this.#port = undefined;
  }

  /** Stop listening and break every connection; resolves when all are closed. */
  async close(): Promise<void> {
    this.stopListening();
    for (const socket of this.#sockets) resetSocket(socket);
    await this.#serversClosed;
  }

  #bind(host: string, port: number): Promise<Failure | undefined> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) =>
      this.#handleConnection(socket),
    );
    return new Promise((resolve) => {
      server.once("error", (error: NodeJS.ErrnoException) => resolve(listenFailure(error, host, port)));
      server.listen({ host, port, exclusive: true }, () => {
        server.removeAllListeners("error").on("error", () => undefined); // a failed accept costs that one client only
        this.#servers.push(server);
        this.#port ??= portOf(server);
        resolve(undefined);
      });
    });
  }

  #handleConnection(accepted: Socket): void {
    const socket = wrapAccepted(accepted);
    socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
    this.#sockets.add(socket);
    this.onConnection(socket);
  }
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : undefined;
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Failure {
  switch (error.code) {
    case "EADDRINUSE":
      return { code: "forward.port-taken", host, port };
    case "EACCES":
    case "EPERM":
      return { code: "forward.port-forbidden", host, port };
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "ENOTFOUND":
      return { code: "forward.address-missing", host, port };
    default:
      return { code: "forward.cannot-listen", host, port, detail: error.code ?? error.message };
  }
}
