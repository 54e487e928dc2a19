import type { Socket } from "node:net";
import type { Place } from "../../shared/profile/endpoint.js";
import { failureOf, mayPass } from "../../shared/status/failure.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { english, sayFailure } from "../../shared/words/words.js";
import type { Carrier } from "../forward/forwarder.js";
import { originOf, Port } from "../forward/local-port.js";
import type { GatewayLink } from "../forward/session-access.js";
import { reply } from "../ftp/reply.js";
import { dismiss } from "../net/reject-client.js";
import { ControlRelay } from "./control-relay.js";

/** FTP to one target, read on the way: its data connections get a local port and a channel when they are asked for. */
export class FtpRelay implements Carrier {
  readonly #port: Port;
  readonly #relays = new Set<ControlRelay>();

  constructor(private readonly task: { readonly listen: Place; readonly target: Place }, private readonly link: GatewayLink) {
    this.#port = new Port({ name: "control", group: "control", ...task }, link, (client) => this.#serve(client));
  }

  listen(): Promise<void> {
    return this.#port.listen();
  }

  cut(): void {
    for (const relay of this.#relays) void relay.cut();
    this.#port.cut();
  }

  windDown(): void {
    this.#port.windDown();
    for (const relay of this.#relays) relay.windDown();
  }

  async stop(): Promise<void> {
    await Promise.all([...[...this.#relays].map((relay) => relay.cut()), this.#port.stop()]);
  }

  rows(now: number): readonly ForwardStatus[] {
    return [this.#port.row(now, [...this.#relays].flatMap((relay) => relay.transfers(now)))];
  }

  async #serve(client: Socket): Promise<void> {
    try {
      const channel = await this.link.openChannel(this.task.target, originOf(client));
      const { trouble } = this.#port;
      if (trouble !== undefined && (trouble.code === "channel.refused" || mayPass(trouble))) this.#port.found(undefined);
      if (client.destroyed) { // it did not wait
        channel.close();
        return;
      }
      const relay = new ControlRelay(client, channel, { ...this.task, link: this.link, meter: this.#port.meter, found: (trouble) => this.#port.found(trouble) });
      this.#relays.add(relay);
      await relay.closed.finally(() => this.#relays.delete(relay));
    } catch (thrown) {
      const failure = failureOf(thrown);
      this.#port.found(failure);
      await dismiss(client, reply(421, sayFailure(failure, english).says).raw, this.link.clock); // an FTP program shows this to its user
    }
  }
}
