import type { Endpoint } from "../../../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../../../shared/status/failure.js";
import { formatEndpoint } from "../../../../shared/words/words.js";
import { asciiHost } from "../../../net/dial/resolve-host.js";
import type { ProxyConnection } from "./proxy-connection.js";

/** Far above any proxy's head of an answer. */
const MAX_HEAD_BYTES = 64 * 1024;

/** A name and its password. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Ask an HTTP proxy for a way to a gateway (RFC 9110 section 9.3.6), whose name the proxy resolves:
 * ```
 * CONNECT www.spinach.com:22 HTTP/1.1
 * Host: www.spinach.com:22
 * Proxy-Authorization: Basic b2xpdmU6c3BpbmFjaA==
 *
 * HTTP/1.1 200 Connection established
 * ```
 * @returns whether the way is open; if not, the proxy wants a login, or another one
 * @throws Failed `proxy.not-a-proxy`, `proxy.refused`, `proxy.unreachable`
 */
export async function connectViaHttp(
  connection: ProxyConnection,
  proxy: Endpoint,
  gateway: Endpoint,
  credentials: Credentials | undefined,
): Promise<boolean> {
  const target = formatEndpoint(gateway);
  const authority = formatEndpoint({ ...gateway, host: asciiHost(gateway.host) });
  const authorization =
    credentials === undefined
      ? ""
      : `Proxy-Authorization: Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}\r\n`;
  connection.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`);
  const head = (await connection.readReply(headLength)).toString("latin1");
  const [line = ""] = head.split(/\r?\n/, 1);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1];
  if (status === undefined)
    throw new FailureError({ code: "proxy.not-a-proxy", ...endpointOf(proxy), heard: printable(line) });
  if (status === "407" || (status === "401" && credentials !== undefined)) return false; // tinyproxy's answer to a wrong password
  if (!status.startsWith("2"))
    throw new FailureError({
      code: "proxy.refused",
      ...endpointOf(proxy),
      target,
      cause: refusalCause(status),
      detail: printable(line),
    });
  return true;
}

/** To the blank line; what does not begin as HTTP ends at once, so that nobody waits for a blank line that never comes. */
function headLength(received: Buffer, seen: number): number | undefined {
  if (!"HTTP/1.".startsWith(received.toString("latin1", 0, 7)) || received.length > MAX_HEAD_BYTES)
    return received.length;
  const from = Math.max(0, seen - 3); // the blank line may have begun in what was seen
  const blank = /\r?\n\r?\n/.exec(received.toString("latin1", from));
  return blank === null ? undefined : from + blank.index + blank[0].length;
}

function refusalCause(status: string): Extract<Failure, { code: "proxy.refused" }>["cause"] {
  switch (status) {
    case "401":
    case "403":
    case "405":
      return "forbidden";
    case "404":
      return "name-not-found";
    case "500":
    case "502":
    case "503":
    case "504":
      return "unreachable"; // proxies do not agree on which of these it is
    default:
      return "other";
  }
}

const endpointOf = ({ host, port }: Endpoint): Endpoint => ({ host, port });
const printable = (line: string): string => line.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
