import type { Socket } from "node:net";
import type { Failure } from "../../shared/failure.js";
import type { ForwardState, ForwardStatus, Transfer } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { Place } from "../place.js";
import type { Link } from "./link.js";
import { Listener } from "./listener.js";
import { Meter } from "./meter.js";

/** Where clients connect, where that leads, and what its row is called. */
export interface PortFacts {
  readonly name: string;
  readonly group: ForwardStatus["group"];
  readonly listen: Place;
  /** In words, where each client names its own. */
  readonly target: Place | string;
}

/** The same where all of them lead to one place. */
export interface PortTask extends PortFacts {
  readonly target: Place;
}

/** A local port of a tunnel: its listener, and all that its row tells. */
export class Port {
  readonly meter: Meter;
  readonly #listener: Listener;
  #state: ForwardState = { kind: "idle" };
  #trouble: Failure | undefined;

  /** @param serve carries one client; settles when nothing of it is left */
  constructor(private readonly task: PortFacts, private readonly link: Link, serve: (client: Socket) => Promise<void>) {
    this.meter = new Meter(() => link.passed());
    this.#listener = new Listener((client) => {
      this.meter.opened();
      void serve(client).finally(() => this.meter.closed());
    });
  }

  /** Listen, unless it listens already. */
  async listen(): Promise<void> {
    const refusal = await this.#listener.listen(this.task.listen.host, this.task.listen.port);
    if (refusal === undefined) this.#tell({ kind: "listening" });
    else this.refuse(refusal);
  }

  /** It cannot listen. */
  refuse(cause: Failure): void {
    this.#tell({ kind: "refused", cause });
  }

  /** Break every connection, except those whose target has ended them already. */
  cut(): void {
    this.#listener.cut();
  }

  /** Stop listening and break every connection; resolves when all are closed. */
  async stop(): Promise<void> {
    await this.#listener.close();
    this.#tell({ kind: "idle" });
  }

  get trouble(): Failure | undefined {
    return this.#trouble;
  }

  /** Why the latest connection failed, or that it did not. */
  found(trouble: Failure | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.link.changed();
  }

  /** @param now milliseconds since 1970 @param transfers what passes now, where FTP is read */
  row(now: number, transfers?: readonly Transfer[]): ForwardStatus {
    const { name, group, listen, target } = this.task;
    return {
      name, group,
      listen: at({ host: listen.host, port: this.#listener.port ?? listen.port }),
      target: typeof target === "string" ? target : at(target),
      state: this.#state,
      connections: this.meter.connections, bytes: this.meter.bytes, speed: this.meter.speed(now),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      ...(transfers === undefined ? {} : { transfers }),
    };
  }

  #tell(state: ForwardState): void {
    if (state.kind === this.#state.kind && state.kind !== "refused") return;
    this.#state = state;
    this.link.changed();
  }
}

/** The client's end of its connection, as a gateway may log it. */
export const originOf = (client: Socket): Place => ({ host: client.remoteAddress ?? "127.0.0.1", port: client.remotePort ?? 0 });
