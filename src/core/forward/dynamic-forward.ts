import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import { failureOf } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { dismiss } from "../net/reject-client.js";
import { breakOff } from "../net/reset-socket.js";
import type { Carrier } from "./forwarder.js";
import { originOf, Port, type PortFacts } from "./local-port.js";
import type { Link } from "./session-access.js";
import { granted, hear, refused, type Heard } from "./socks.js";
import { splice } from "./splice.js";

/** How long a client may take to say where it wants to go, or to go where it was refused. Milliseconds. */
const GREETING_LIMIT_MS = 10_000;

/** Where a client wants to go. */
type Wish = Extract<Heard["next"], { kind: "connect" }>;

/** One local port that is a SOCKS proxy: each client names its own place, and the gateway resolves and reaches it. */
export const socksForward = (task: Omit<PortFacts, "target">, link: Link): Carrier =>
  new Port({ ...task, target: "anywhere, by SOCKS" }, link, (client, port) => serve(client, port, link));

async function serve(client: Socket, port: Port, link: Link): Promise<void> {
  const wish = await greet(client, link.clock);
  if (wish === undefined) return;
  let channel: Channel;
  try {
    channel = await link.openChannel(wish.target, originOf(client));
  } catch (thrown) {
    const cause = failureOf(thrown);
    port.found(cause);
    return dismiss(client, refused(wish.version, cause), link.clock);
  }
  port.found(undefined);
  if (client.destroyed) channel.close(); // it did not wait
  else {
    client.write(granted(wish.version));
    await splice(client, channel, port.meter);
  }
}

/** @returns where the client wants to go, with nothing read beyond it; nothing once the client is gone */
function greet(client: Socket, clock: Clock): Promise<Wish | undefined> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let answered = 0;
    const settle = (wish: Wish | undefined) => {
      stopLimit();
      client.off("data", read).off("end", hangUp).off("close", gone);
      resolve(wish);
    };
    const gone = () => settle(undefined);
    const hangUp = () => client.destroy();
    const stopLimit = clock.after(GREETING_LIMIT_MS, () => breakOff(client));
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const { answer, next } = hear(bytes);
      const unsaid = answer.subarray(answered);
      answered = answer.length;
      if (next.kind === "over") {
        stopLimit();
        client.off("data", read).off("end", hangUp);
        void dismiss(client, unsaid, clock).then(gone);
        return;
      }
      if (unsaid.length > 0) client.write(unsaid);
      if (next.kind === "more") return;
      client.pause();
      if (bytes.length > next.length) client.unshift(bytes.subarray(next.length));
      settle(next);
    };
    client.on("data", read).on("end", hangUp).on("close", gone).resume();
  });
}
