import { connect, type Socket } from "node:net";
import { isSocket, type Spot } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { fromHome } from "../system/home-path.js";
import { unreachableCause } from "./dial.js";

/** How long a place may take to accept a connection from this computer. Milliseconds. */
const TARGET_LIMIT_MS = 10_000;

type Unreachable = Extract<Failure, { code: "forward.target-unreachable" }>;

/** A connection to a spot as this computer sees it, on its way; `whyUnreachable` tells how it goes. Whoever asks for it destroys it. */
export function dialHere(target: Spot): Socket {
  const socket = isSocket(target)
    ? connect({ path: fromHome(target.socket), allowHalfOpen: true })
    : connect({ ...target, noDelay: true, allowHalfOpen: true });
  return socket.on("error", () => undefined); // told by `whyUnreachable`, and by `close` afterwards
}

/** @param socket that `dialHere` has just given @returns why the target did not accept; nothing when it did, or when the socket was given up */
export function whyUnreachable(socket: Socket, target: Spot, clock: Clock): Promise<Unreachable | undefined> {
  return new Promise((resolve) => {
    const settle = (cause?: Unreachable["cause"]) => {
      stopLimit();
      resolve(cause === undefined ? undefined : { code: "forward.target-unreachable", target: at(target), cause });
    };
    const stopLimit = clock.after(TARGET_LIMIT_MS, () => settle("timed-out"));
    socket.once("connect", () => settle())
      .once("error", (error) => settle(isSocket(target) ? socketCause(error) : unreachableCause(error)))
      .once("close", () => settle());
  });
}

/** What a Unix socket's error says of it. */
function socketCause(error: NodeJS.ErrnoException): Unreachable["cause"] {
  switch (error.code) {
    case "ENOENT": return "missing";
    case "EACCES":
    case "EPERM": return "forbidden";
    case "ECONNREFUSED": return "refused";
    default: return "reset";
  }
}
