import type { Socket } from "node:net";
import { failureOf, type Failure } from "../../shared/failure.js";
import type { ForwardState, ForwardStatus } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import { breakOff } from "./break-off.js";
import type { Carrier } from "./carrier.js";
import type { Place } from "../place.js";
import type { Link } from "./link.js";
import { Listener } from "./listener.js";
import { Meter } from "./meter.js";
import { splice } from "./splice.js";

/** What a forward is to do: where clients connect, and where that leads. */
export interface ForwardTask {
  readonly name: string;
  readonly group: ForwardStatus["group"];
  readonly listen: Place;
  readonly target: Place;
}

/** One local port whose every connection gets a channel of its own to one place beyond the gateway. */
export class Forward implements Carrier {
  readonly #listener = new Listener((client) => void this.#carry(client));
  readonly #meter: Meter;
  #state: ForwardState = { kind: "idle" };
  #trouble: Failure | undefined;

  constructor(private readonly task: ForwardTask, private readonly link: Link) {
    this.#meter = new Meter(() => link.passed());
  }

  async listen(): Promise<void> {
    const refusal = await this.#listener.listen(this.task.listen.host, this.task.listen.port);
    this.#tell(refusal === undefined ? { kind: "listening" } : { kind: "refused", cause: refusal });
  }

  cut(): void {
    this.#listener.cut();
  }

  async stop(): Promise<void> {
    await this.#listener.close();
    this.#tell({ kind: "idle" });
  }

  rows(now: number): readonly ForwardStatus[] {
    const { name, group, listen, target } = this.task;
    return [{
      name, group,
      listen: at({ host: listen.host, port: this.#listener.port ?? listen.port }),
      target: at(target),
      state: this.#state,
      connections: this.#meter.connections,
      bytes: this.#meter.bytes,
      speed: this.#meter.speed(now),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    }];
  }

  async #carry(client: Socket): Promise<void> {
    this.#meter.opened();
    try {
      const channel = await this.link.openChannel(this.task.target, { host: client.remoteAddress ?? "127.0.0.1", port: client.remotePort ?? 0 });
      this.#found(undefined);
      await splice(client, channel, this.#meter);
    } catch (thrown) {
      this.#found(failureOf(thrown));
      breakOff(client);
    } finally {
      this.#meter.closed();
    }
  }

  #found(trouble: Failure | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.link.changed();
  }

  #tell(state: ForwardState): void {
    if (state.kind === this.#state.kind && state.kind !== "refused") return;
    this.#state = state;
    this.link.changed();
  }
}
