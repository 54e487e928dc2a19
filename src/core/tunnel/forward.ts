import type { Socket } from "node:net";
import { failureOf } from "../../shared/failure.js";
import type { ForwardStatus } from "../../shared/tunnel-state.js";
import { breakOff } from "./break-off.js";
import type { Carrier } from "./carrier.js";
import type { Link } from "./link.js";
import { originOf, Port, type PortTask } from "./port.js";
import { splice } from "./splice.js";

/** One local port whose every connection gets a channel of its own to one place beyond the gateway. */
export class Forward implements Carrier {
  readonly #port: Port;

  constructor(private readonly task: PortTask, private readonly link: Link) {
    this.#port = new Port(task, link, (client) => this.#carry(client));
  }

  listen(): Promise<void> {
    return this.#port.listen();
  }

  cut(): void {
    this.#port.cut();
  }

  stop(): Promise<void> {
    return this.#port.stop();
  }

  rows(now: number): readonly ForwardStatus[] {
    return [this.#port.row(now)];
  }

  async #carry(client: Socket): Promise<void> {
    try {
      const channel = await this.link.openChannel(this.task.target, originOf(client));
      this.#port.found(undefined);
      if (client.destroyed) channel.close(); // it did not wait
      else await splice(client, channel, this.#port.meter);
    } catch (thrown) {
      this.#port.found(failureOf(thrown));
      breakOff(client);
    }
  }
}
