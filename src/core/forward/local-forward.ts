import type { Socket } from "node:net";
import { failureOf } from "../../shared/status/failure.js";
import { resetSocket } from "../net/reset-socket.js";
import type { Forwarder } from "./forwarder.js";
import { clientEndpoint, LocalPort, type ForwardOptions } from "./local-port.js";
import type { SessionAccess } from "./session-access.js";
import { spliceStreams, type StreamTap } from "./splice-streams.js";

/** A forward whose connections may be watched. */
export interface LocalForwardOptions extends ForwardOptions {
  /** What sees the bytes of a client's connection. */
  readonly tap?: (client: Socket) => StreamTap;
}

/** One local port whose every connection gets a channel of its own to one place beyond the gateway. */
export const localForward = (options: LocalForwardOptions, access: SessionAccess): Forwarder =>
  new LocalPort(options, access, (client, port) => carryConnection(client, port, options, access));

async function carryConnection(
  client: Socket,
  port: LocalPort,
  { target, tap }: LocalForwardOptions,
  access: SessionAccess,
): Promise<void> {
  try {
    const channel = await access.openChannel(target, clientEndpoint(client));
    port.reportFailure(undefined);
    if (client.destroyed)
      channel.close(); // it did not wait
    else await spliceStreams(client, channel, port.meter, tap?.(client));
  } catch (thrown) {
    port.reportFailure(failureOf(thrown));
    resetSocket(client);
  }
}
