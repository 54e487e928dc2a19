import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Clock } from "../environment.js";
import { pinger } from "./ssh2-internals/ping.js";

/** How long a gateway may take to say that it is still there. Milliseconds. */
const ALIVE_TIMEOUT_MS = 4_000;

/**
 * Whether a gateway says anything within a few seconds once it is asked for an answer.
 *
 * @param stream what carries its bytes
 * @param closed resolves when the session is closed, which is told by others, and counts as an answer here
 * @returns true as well where this release of ssh2 cannot ask
 */
export function answersPing(client: Client, stream: Duplex, closed: Promise<void>, clock: Clock): Promise<boolean> {
  const ping = pinger(client);
  if (ping === undefined) return Promise.resolve(true);
  const before = bytesReceived(stream);
  return new Promise((resolve) => {
    const cancelTimeout = clock.setTimeout(ALIVE_TIMEOUT_MS, () => resolve(bytesReceived(stream) > before)); // its answer may stand behind many bytes
    const settle = () => {
      cancelTimeout();
      resolve(true);
    };
    void closed.then(settle);
    ping(settle);
  });
}

/** Bytes that have come; none are counted where a jump host carries them. */
const bytesReceived = (stream: Duplex): number => (stream instanceof Socket ? stream.bytesRead : 0);
