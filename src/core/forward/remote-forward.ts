import type { Socket } from "node:net";
import type { EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { failureOf, isRetryable } from "../../shared/status/failure.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { formatEndpoint } from "../../shared/words/words.js";
import { dialTarget, connectFailure } from "../net/dial/dial-target.js";
import { resetSocket } from "../net/reset-socket.js";
import type { IncomingConnection, RemoteListener } from "../ssh/remote-listeners.js";
import { ForwardRow } from "./forward-row.js";
import type { Forwarder } from "./forwarder.js";
import type { GatewayAccess } from "./session-access.js";
import { spliceStreams } from "./splice-streams.js";

/** What a remote forward does: `listen` is an endpoint at the gateway, `target` one as this computer sees it. */
export interface RemoteForwardOptions extends Pick<ForwardStatus, "name" | "group"> {
  readonly listen: EndpointOrSocket;
  readonly target: EndpointOrSocket;
  /** The gateway's name, for the row. */
  readonly gateway: string;
}

/** One port or Unix socket at the gateway whose every connection is joined with one from this computer (RFC 4254 section 7.1 and 7.2). */
export class RemoteForward implements Forwarder {
  readonly #row: ForwardRow;
  readonly #sockets = new Set<Socket>();
  #listener: RemoteListener | undefined;
  /** The end of the gateway's listening. */
  #stopListening: Promise<void> = Promise.resolve();
  /** Counts the sessions that it has listened through: what an earlier one still answers means nothing. */
  #generation = 0;

  constructor(
    private readonly options: RemoteForwardOptions,
    private readonly access: GatewayAccess,
  ) {
    this.#row = new ForwardRow(options, access);
  }

  async listen(): Promise<void> {
    if (this.#listener !== undefined) return;
    const generation = ++this.#generation;
    try {
      const listener = await this.access.listenRemotely(
        this.options.listen,
        (connection) => void this.#carryConnection(connection),
      );
      if (generation !== this.#generation) {
        await listener.close();
        return;
      }
      this.#listener = listener;
      this.#row.setState({ kind: "listening" });
    } catch (thrown) {
      const cause = failureOf(thrown);
      if (generation === this.#generation)
        this.#row.setState(isRetryable(cause) ? { kind: "idle" } : { kind: "refused", cause });
    }
  }

  /** With the session goes the gateway's port: the next one has to ask again. */
  reset(): void {
    this.#generation++;
    this.#listener = undefined;
    for (const socket of this.#sockets) closeSocket(socket);
    this.#row.setState({ kind: "idle" });
  }

  /** Who comes to the gateway's port now is refused, since nobody carries it any more. */
  drain(): void {
    this.#generation++;
    if (this.#listener !== undefined) this.#stopListening = this.#listener.close();
    this.#listener = undefined;
    this.#row.setState({ kind: "idle", isFinishing: true });
  }

  async stop(): Promise<void> {
    this.drain();
    this.#row.setState({ kind: "idle" });
    await this.#stopListening;
    const closed = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
    );
    for (const socket of this.#sockets) closeSocket(socket);
    await Promise.all(closed);
  }

  rows(now: number): readonly ForwardStatus[] {
    const { listen, target, gateway } = this.options;
    return [
      this.#row.status(now, {
        listen: `${formatEndpoint(this.#listener?.endpoint ?? listen)} on ${gateway}`,
        target: formatEndpoint(target),
      }),
    ];
  }

  async #carryConnection(connection: IncomingConnection): Promise<void> {
    const { meter } = this.#row;
    meter.connectionOpened();
    const socket = dialTarget(this.options.target);
    this.#sockets.add(socket.on("close", () => this.#sockets.delete(socket)));
    try {
      const unreachable = await connectFailure(socket, this.options.target, this.access.clock);
      if (unreachable !== undefined || socket.destroyed) {
        connection.refuse();
        if (unreachable !== undefined) this.#row.reportFailure(unreachable);
        return;
      }
      const channel = connection.accept();
      // the client is at the gateway's end: what comes out of the channel goes up
      const joined = spliceStreams(socket, channel, {
        countUp: (bytes) => meter.countDown(bytes),
        countDown: (bytes) => meter.countUp(bytes),
      });
      this.#row.reportFailure(undefined);
      await joined;
    } catch (thrown) {
      this.#row.reportFailure(failureOf(thrown));
    } finally {
      socket.destroy();
      meter.connectionClosed();
    }
  }
}

/** A connection still on its way has no other end that could see it break. */
const closeSocket = (socket: Socket): unknown => (socket.connecting ? socket.destroy() : resetSocket(socket));
