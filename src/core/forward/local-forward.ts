import type { Socket } from "node:net";
import { failureOf } from "../../shared/status/failure.js";
import { resetSocket } from "../net/reset-socket.js";
import type { Forwarder } from "./forwarder.js";
import { clientEndpoint, LocalPort, type ForwardOptions } from "./local-port.js";
import type { SessionAccess } from "./session-access.js";
import { splice } from "./splice.js";

/** One local port whose every connection gets a channel of its own to one place beyond the gateway. */
export const localForward = (options: ForwardOptions, access: SessionAccess): Forwarder =>
  new LocalPort(options, access, (client, port) => carryConnection(client, port, options, access));

async function carryConnection(
  client: Socket,
  port: LocalPort,
  { target }: ForwardOptions,
  access: SessionAccess,
): Promise<void> {
  try {
    const channel = await access.openChannel(target, clientEndpoint(client));
    port.reportFailure(undefined);
    if (client.destroyed)
      channel.close(); // it did not wait
    else await splice(client, channel, port.meter);
  } catch (thrown) {
    port.reportFailure(failureOf(thrown));
    resetSocket(client);
  }
}
