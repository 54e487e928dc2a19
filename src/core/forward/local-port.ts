import type { Socket } from "node:net";
import type { Place, Spot } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import type { ForwardStatus, Transfer } from "../../shared/status/tunnel-state.js";
import { at } from "../../shared/words/words.js";
import { Listener } from "../net/listener.js";
import { Row } from "./forward-row.js";
import type { Carrier } from "./forwarder.js";
import type { Meter } from "./meter.js";
import type { Link } from "./session-access.js";

/** Where clients connect, where that leads, and what its row is called. */
export interface PortFacts {
  readonly name: string;
  readonly group: ForwardStatus["group"];
  readonly listen: Place;
  /** In words, where each client names its own. */
  readonly target: Spot | string;
}

/** The same where all of them lead to one spot. */
export interface PortTask extends PortFacts {
  readonly target: Spot;
}

/** A local port of a tunnel: its listener, and all that its row tells. */
export class Port implements Carrier {
  readonly #row: Row;
  readonly #listener: Listener;
  readonly #target: string;

  /** @param serve carries one client; settles when nothing of it is left */
  constructor(private readonly task: PortFacts, private readonly link: Link, private readonly serve: (client: Socket, port: Port) => Promise<void>) {
    this.#row = new Row(task, link);
    this.#target = typeof task.target === "string" ? task.target : at(task.target);
    this.#listener = new Listener((client) => {
      this.meter.opened();
      void this.#admit(client).finally(() => this.meter.closed());
    });
  }

  async listen(): Promise<void> {
    const refusal = await this.#listener.listen(this.task.listen.host, this.task.listen.port);
    if (refusal === undefined) this.#row.tell({ kind: "listening" });
    else this.refuse(refusal);
  }

  /** It cannot listen. */
  refuse(cause: Failure): void {
    this.#row.tell({ kind: "refused", cause });
  }

  /** Those whose target has ended them already are left to come to their end. */
  cut(): void {
    this.#listener.cut();
  }

  windDown(): void {
    this.#listener.shut();
    this.#row.tell({ kind: "idle" });
  }

  async stop(): Promise<void> {
    await this.#listener.close();
    this.#row.tell({ kind: "idle" });
  }

  get meter(): Meter {
    return this.#row.meter;
  }

  get trouble(): Failure | undefined {
    return this.#row.trouble;
  }

  /** Why the latest connection failed, or that it did not. */
  found(trouble: Failure | undefined): void {
    this.#row.found(trouble);
  }

  rows(now: number): readonly ForwardStatus[] {
    return [this.row(now)];
  }

  /** @param now milliseconds since 1970 @param transfers what passes now, where FTP is read */
  row(now: number, transfers?: readonly Transfer[]): ForwardStatus {
    const { listen } = this.task;
    const status = this.#row.status(now, {
      listen: at({ host: listen.host, port: this.#listener.port ?? listen.port }),
      target: this.#target,
    });
    return transfers === undefined ? status : { ...status, transfers };
  }

  /** A link that is down still when the client is served refuses it in the protocol's own way. */
  async #admit(client: Socket): Promise<void> {
    if (this.link.whyDown() !== undefined) await this.link.awaitUp(client);
    if (!client.destroyed) await this.serve(client, this);
  }
}

/** The client's end of its connection, as a gateway may log it. */
export const originOf = (client: Socket): Place => ({ host: client.remoteAddress ?? "127.0.0.1", port: client.remotePort ?? 0 });
