import type { Socket } from "node:net";
import { failureOf } from "../../shared/status/failure.js";
import { breakOff } from "../net/reset-socket.js";
import type { Carrier } from "./forwarder.js";
import { originOf, Port, type PortTask } from "./local-port.js";
import type { Link } from "./session-access.js";
import { splice } from "./splice.js";

/** One local port whose every connection gets a channel of its own to one place beyond the gateway. */
export const localForward = (task: PortTask, link: Link): Carrier => new Port(task, link, (client, port) => carry(client, port, task, link));

async function carry(client: Socket, port: Port, { target }: PortTask, link: Link): Promise<void> {
  try {
    const channel = await link.openChannel(target, originOf(client));
    port.found(undefined);
    if (client.destroyed) channel.close(); // it did not wait
    else await splice(client, channel, port.meter);
  } catch (thrown) {
    port.found(failureOf(thrown));
    breakOff(client);
  }
}
