import type { Socket } from "node:net";
import type { Spot } from "../../shared/profile/endpoint.js";
import { failureOf, mayPass } from "../../shared/status/failure.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { at } from "../../shared/words/words.js";
import { dialHere, whyUnreachable } from "../net/dial-target.js";
import { breakOff } from "../net/reset-socket.js";
import type { Arrival, GatewayPort } from "../ssh/remote-listeners.js";
import { Row } from "./forward-row.js";
import type { Carrier } from "./forwarder.js";
import type { GatewayLink } from "./session-access.js";
import { splice } from "./splice.js";

/** What a remote forward does: `listen` is a spot at the gateway, `target` one as this computer sees it. */
export interface RemoteTask extends Pick<ForwardStatus, "name" | "group"> {
  readonly listen: Spot;
  readonly target: Spot;
  /** The gateway's name, for the row. */
  readonly gateway: string;
}

/** One port or Unix socket at the gateway whose every connection is joined with one from this computer (RFC 4254 section 7.1 and 7.2). */
export class RemoteForward implements Carrier {
  readonly #row: Row;
  readonly #sockets = new Set<Socket>();
  #port: GatewayPort | undefined;
  /** The end of the gateway's listening. */
  #unlistened: Promise<void> = Promise.resolve();
  /** Counts the sessions that it has listened through: what an earlier one still answers means nothing. */
  #round = 0;

  constructor(private readonly task: RemoteTask, private readonly link: GatewayLink) {
    this.#row = new Row(task, link);
  }

  async listen(): Promise<void> {
    if (this.#port !== undefined) return;
    const round = ++this.#round;
    try {
      const port = await this.link.listenAtGateway(this.task.listen, (arrival) => void this.#carry(arrival));
      if (round !== this.#round) {
        await port.close();
        return;
      }
      this.#port = port;
      this.#row.tell({ kind: "listening" });
    } catch (thrown) {
      const cause = failureOf(thrown);
      if (round === this.#round) this.#row.tell(mayPass(cause) ? { kind: "idle" } : { kind: "refused", cause });
    }
  }

  /** With the session goes the gateway's port: the next one has to ask again. */
  cut(): void {
    this.#round++;
    this.#port = undefined;
    for (const socket of this.#sockets) end(socket);
    this.#row.tell({ kind: "idle" });
  }

  /** Who comes to the gateway's port now is refused, since nobody carries it any more. */
  windDown(): void {
    this.#round++;
    if (this.#port !== undefined) this.#unlistened = this.#port.close();
    this.#port = undefined;
    this.#row.tell({ kind: "idle" });
  }

  async stop(): Promise<void> {
    this.windDown();
    await this.#unlistened;
    const closed = [...this.#sockets].map((socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())));
    for (const socket of this.#sockets) end(socket);
    await Promise.all(closed);
  }

  rows(now: number): readonly ForwardStatus[] {
    const { listen, target, gateway } = this.task;
    return [this.#row.status(now, { listen: `${at(this.#port?.spot ?? listen)} on ${gateway}`, target: at(target) })];
  }

  async #carry(arrival: Arrival): Promise<void> {
    const { meter } = this.#row;
    meter.opened();
    const socket = dialHere(this.task.target);
    this.#sockets.add(socket.on("close", () => this.#sockets.delete(socket)));
    try {
      const unreachable = await whyUnreachable(socket, this.task.target, this.link.clock);
      if (unreachable !== undefined || socket.destroyed) {
        arrival.refuse();
        if (unreachable !== undefined) this.#row.found(unreachable);
        return;
      }
      const channel = arrival.accept();
      // the client is at the gateway's end: what comes out of the channel goes up
      const joined = splice(socket, channel, { up: (bytes) => meter.down(bytes), down: (bytes) => meter.up(bytes) });
      this.#row.found(undefined);
      await joined;
    } catch (thrown) {
      this.#row.found(failureOf(thrown));
    } finally {
      socket.destroy();
      meter.closed();
    }
  }
}

/** A connection still on its way has no other end that could see it break. */
const end = (socket: Socket): unknown => (socket.connecting ? socket.destroy() : breakOff(socket));
