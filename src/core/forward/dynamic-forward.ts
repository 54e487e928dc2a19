import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import { failureOf } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { ByteCollector } from "../net/byte-collector.js";
import { rejectClient } from "../net/admission/reject-client.js";
import { resetSocket } from "../net/reset-socket.js";
import type { Forwarder } from "./forwarder.js";
import { clientEndpoint, LocalPort, type LocalPortOptions } from "./local-port.js";
import type { SessionAccess } from "./session-access.js";
import { grantedReply, parseRequest, refusedReply, type SocksProgress } from "./socks.js";
import { spliceStreams } from "./splice-streams.js";

/** How long a client may take to say where it wants to go, or to go where it was refused. Milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Where a client wants to go. */
type ConnectRequest = Extract<SocksProgress["next"], { kind: "connect" }>;

/** One local port that is a SOCKS proxy: each client names its own place, and the gateway resolves and reaches it. */
export const dynamicForward = (options: Omit<LocalPortOptions, "target">, access: SessionAccess): Forwarder =>
  new LocalPort({ ...options, target: "anywhere, by SOCKS" }, access, (client, port) => serve(client, port, access));

async function serve(client: Socket, port: LocalPort, access: SessionAccess): Promise<void> {
  const request = await readRequest(client, access.clock);
  if (request === undefined) return;
  let channel: Channel;
  try {
    channel = await access.openChannel(request.target, clientEndpoint(client));
  } catch (thrown) {
    const cause = failureOf(thrown);
    port.reportFailure(cause);
    return rejectClient(client, refusedReply(request.version, cause), access.clock);
  }
  port.reportFailure(undefined);
  if (client.destroyed)
    channel.close(); // it did not wait
  else {
    client.write(grantedReply(request.version));
    await spliceStreams(client, channel, port.meter);
  }
}

/** @returns where the client wants to go, with nothing read beyond it; nothing once the client is gone */
function readRequest(client: Socket, clock: Clock): Promise<ConnectRequest | undefined> {
  return new Promise((resolve) => {
    const received = new ByteCollector();
    let sentBytes = 0;
    const settle = (request: ConnectRequest | undefined) => {
      cancelTimeout();
      client.off("data", read).off("end", onEnd).off("close", onClose);
      resolve(request);
    };
    const onClose = () => settle(undefined);
    const onEnd = () => client.destroy();
    const cancelTimeout = clock.setTimeout(REQUEST_TIMEOUT_MS, () => resetSocket(client));
    const read = (chunk: Buffer) => {
      received.add(chunk);
      const { bytes } = received;
      const { reply, next } = parseRequest(bytes);
      const unsaid = reply.subarray(sentBytes);
      sentBytes = reply.length;
      if (next.kind === "over") {
        cancelTimeout();
        client.off("data", read).off("end", onEnd);
        void rejectClient(client, unsaid, clock).then(onClose);
        return;
      }
      if (unsaid.length > 0) client.write(unsaid);
      if (next.kind === "more") return;
      client.pause();
      if (bytes.length > next.length) client.unshift(Buffer.from(bytes.subarray(next.length)));
      settle(next);
    };
    client.on("data", read).on("end", onEnd).on("close", onClose).resume();
  });
}
