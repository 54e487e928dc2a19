import type { Channel } from "ssh2";
import { FailureError } from "../../../shared/status/failure.js";
import type { GatewayAccess } from "../../forward/session-access.js";
import { formatPassiveEndpoint } from "../../ftp/passive-endpoint.js";
import { isPositive, type FtpReply } from "../../ftp/reply.js";
import { formatEndpoint } from "../../../shared/words/words.js";

/** How long the target may take to connect to the port that it was told. Milliseconds. */
const CONNECT_LIMIT_MS = 60_000;

/** The gateway's loopback of the target's family, where the target sees the control connection come from: most servers connect to no other address. */
function loopbackOf(host: string): "127.0.0.1" | "::1" | undefined {
  if (host === "::1") return host;
  return /^(?:localhost\.?|127\.\d+\.\d+\.\d+)$/i.test(host) ? "127.0.0.1" : undefined;
}

/** What names a port to the target: PORT, where it can name the address (RFC 959 section 4.1.2), then EPRT (RFC 2428 section 2). */
const commandsNaming = (loopback: "127.0.0.1" | "::1", port: number): readonly string[] =>
  loopback === "::1"
    ? [`EPRT |2|${loopback}|${port}|`]
    : [`PORT ${formatPassiveEndpoint({ host: loopback, port })}`, `EPRT |1|${loopback}|${port}|`];

/**
 * A data connection for a target that knows active mode alone: the gateway is asked to listen (`tcpip-forward`, RFC 4254
 * section 7.1), and the target is sent a PORT or EPRT that names that port. It works where the target is the gateway itself, reached
 * by its loopback, since the gateway listens nowhere else unless its administrator says so.
 *
 * @param host the target's, as the gateway resolves it
 * @param ask puts a command to the target
 * @returns the leg that is there once the target connects; nothing where the gateway or the target will not have it
 */
export async function openActiveAtGateway(
  host: string,
  access: GatewayAccess,
  ask: (line: string) => Promise<FtpReply | undefined>,
): Promise<{ readonly leg: Promise<Channel> } | undefined> {
  const loopback = loopbackOf(host);
  if (loopback === undefined) return undefined;
  let accept: (channel: Channel) => void = () => undefined;
  let fail: (reason: FailureError) => void = () => undefined;
  const leg = new Promise<Channel>((resolve, reject) => {
    accept = resolve;
    fail = reject;
  });
  leg.catch(() => undefined);
  try {
    const port = await access.listenRemotely({ host: loopback, port: 0 }, (arrival) => {
      try {
        accept(arrival.accept());
      } catch (thrown) {
        if (!(thrown instanceof FailureError)) throw thrown;
        fail(thrown);
      }
    });
    const close = () => void port.close().catch(() => undefined);
    const number = "port" in port.endpoint ? port.endpoint.port : 0;
    if (!(await isAnyTaken(commandsNaming(loopback, number), ask))) {
      close();
      return undefined;
    }
    const cancelTimeout = access.clock.setTimeout(CONNECT_LIMIT_MS, () =>
      fail(
        new FailureError({
          code: "channel.refused",
          target: formatEndpoint({ host: loopback, port: number }),
          cause: "timed-out",
          detail: "the FTP server did not connect",
        }),
      ),
    );
    void leg
      .catch(() => undefined)
      .then(() => {
        cancelTimeout();
        close();
      });
    return { leg };
  } catch (thrown) {
    if (thrown instanceof FailureError) return undefined;
    throw thrown;
  }
}

/** Ask until one is answered by yes. A silent target is asked no further: its answer may still come. */
async function isAnyTaken(
  commands: readonly string[],
  ask: (line: string) => Promise<FtpReply | undefined>,
): Promise<boolean> {
  for (const command of commands) {
    const answer = await ask(command);
    if (answer === undefined) return false;
    if (isPositive(answer)) return true;
  }
  return false;
}
