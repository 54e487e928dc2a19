import { connect, type Socket } from "node:net";
import { isSocket, type EndpointOrSocket } from "../../../shared/profile/endpoint.js";
import type { Failure } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import { expandHome } from "../../system/home-path.js";
import { unreachableCause } from "./dial.js";

/** How long an endpoint may take to accept a connection from this computer. Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** How long each address of a name has before Node gives it up for the next; its own 250 ms are too few for a long path. Milliseconds. */
const ADDRESS_TIMEOUT_MS = 3_000;

type Unreachable = Extract<Failure, { code: "forward.target-unreachable" }>;

/** A connection to an endpoint as this computer sees it, on its way; `connectFailure` tells how it goes. Whoever asks for it destroys it. */
export function dialTarget(target: EndpointOrSocket): Socket {
  const socket = isSocket(target)
    ? connect({ path: expandHome(target.socket), allowHalfOpen: true })
    : connect({ ...target, noDelay: true, allowHalfOpen: true, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS });
  return socket.on("error", () => undefined); // told by `connectFailure`, and by `close` afterwards
}

/** @param socket that `dialTarget` has just given @returns why the target did not accept; nothing when it did, or when the socket was given up */
export function connectFailure(
  socket: Socket,
  target: EndpointOrSocket,
  clock: Clock,
): Promise<Unreachable | undefined> {
  return new Promise((resolve) => {
    const settle = (cause?: Unreachable["cause"]) => {
      cancelTimeout();
      resolve(
        cause === undefined ? undefined : { code: "forward.target-unreachable", target: formatEndpoint(target), cause },
      );
    };
    const cancelTimeout = clock.setTimeout(CONNECT_TIMEOUT_MS, () => settle("timed-out"));
    socket
      .once("connect", () => settle())
      .once("error", (error) => settle(isSocket(target) ? socketCause(error) : unreachableCause(error)))
      .once("close", () => settle());
  });
}

/** What a Unix socket's error says of it. */
function socketCause(error: NodeJS.ErrnoException): Unreachable["cause"] {
  switch (error.code) {
    case "ENOENT":
      return "missing";
    case "EACCES":
    case "EPERM":
      return "forbidden";
    case "ECONNREFUSED":
      return "refused";
    default:
      return "reset";
  }
}
