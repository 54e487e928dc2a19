import type { Socket } from "node:net";
import { failureOf, type Failure } from "../../shared/failure.js";
import type { ForwardState, ForwardStatus } from "../../shared/tunnel-state.js";
import { at, sayFailure } from "../../shared/words.js";
import { reply } from "../ftp/reply.js";
import type { Place } from "../place.js";
import type { Carrier } from "../tunnel/carrier.js";
import type { Link } from "../tunnel/link.js";
import { Listener } from "../tunnel/listener.js";
import { Meter } from "../tunnel/meter.js";
import { ControlRelay } from "./control-relay.js";

/** FTP to one target, read on the way: its data connections get a local port and a channel when they are asked for. */
export class FtpRelay implements Carrier {
  readonly #listener = new Listener((client) => void this.#serve(client));
  readonly #relays = new Set<ControlRelay>();
  readonly #meter: Meter;
  #state: ForwardState = { kind: "idle" };
  #trouble: Failure | undefined;

  constructor(private readonly task: { readonly listen: Place; readonly target: Place }, private readonly link: Link) {
    this.#meter = new Meter(() => link.passed());
  }

  async listen(): Promise<void> {
    const { host, port } = this.task.listen;
    const refusal = await this.#listener.listen(host, port);
    this.#state = refusal === undefined ? { kind: "listening" } : { kind: "refused", cause: refusal };
    this.link.changed();
  }

  cut(): void {
    for (const relay of this.#relays) void relay.cut();
    this.#listener.cut();
  }

  async stop(): Promise<void> {
    const cut = [...this.#relays].map((relay) => relay.cut());
    await Promise.all([this.#listener.close(), ...cut]);
    this.#state = { kind: "idle" };
    this.link.changed();
  }

  rows(now: number): readonly ForwardStatus[] {
    const { listen, target } = this.task;
    return [{
      name: "control", group: "control",
      listen: at({ host: listen.host, port: this.#listener.port ?? listen.port }), target: at(target),
      state: this.#state, connections: this.#meter.connections, bytes: this.#meter.bytes, speed: this.#meter.speed(now),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      transfers: [...this.#relays].flatMap((relay) => relay.transfers(now)),
    }];
  }

  async #serve(client: Socket): Promise<void> {
    this.#meter.opened();
    try {
      const channel = await this.link.openChannel(this.task.target, { host: client.remoteAddress ?? "127.0.0.1", port: client.remotePort ?? 0 });
      if (client.destroyed) {
        channel.close();
        return;
      }
      if (this.#trouble?.code === "channel.refused") this.#found(undefined);
      const relay = new ControlRelay(client, channel, { ...this.task, link: this.link, meter: this.#meter, found: (trouble) => this.#found(trouble) });
      this.#relays.add(relay);
      await relay.closed.finally(() => this.#relays.delete(relay));
    } catch (thrown) {
      const failure = failureOf(thrown);
      this.#found(failure);
      client.resume().end(reply(421, sayFailure(failure).says).raw); // an FTP program shows this to its user
    } finally {
      this.#meter.closed();
    }
  }

  #found(trouble: Failure | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.link.changed();
  }
}
