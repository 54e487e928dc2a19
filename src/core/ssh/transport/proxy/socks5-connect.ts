import { isIPv4, isIPv6 } from "node:net";
import type { Endpoint } from "../../../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../../../shared/status/failure.js";
import { formatEndpoint } from "../../../../shared/words/words.js";
import type { Credentials } from "./http-connect.js";
import { addressBytes } from "../../../net/dial/canonical-address.js";
import { asciiHost } from "../../../net/dial/resolve-host.js";
import type { ProxyConnection } from "./proxy-connection.js";

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const USERNAME_PASSWORD = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;

/**
 * Ask a SOCKS 5 proxy for a way to a gateway (RFC 1928, RFC 1929), whose name the proxy resolves.
 *
 * @param credentials asked for only if the proxy chooses a login
 * @returns whether the way is open; if not, the proxy does not take the login, or wants one and was given none
 * @throws Failed `proxy.not-a-proxy`, `proxy.refused`, `proxy.unreachable`
 */
export async function connectViaSocks5(
  connection: ProxyConnection,
  proxy: Endpoint,
  gateway: Endpoint,
  credentials: (() => Promise<Credentials | undefined>) | undefined,
): Promise<boolean> {
  const methods = credentials === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, USERNAME_PASSWORD];
  connection.write(Buffer.of(VERSION, methods.length, ...methods));
  const [version, method] = await connection.readReply(atLeast(2));
  if (version !== VERSION) throw notSocks(proxy, version);
  if (method === NONE_ACCEPTABLE) return false;
  if (method === USERNAME_PASSWORD) {
    const given = await credentials?.();
    if (given === undefined) return false;
    connection.write(Buffer.concat([Buffer.of(1), lengthPrefixed(given.username), lengthPrefixed(given.password)]));
    const [, status] = await connection.readReply(atLeast(2));
    if (status !== 0) return false;
  }
  connection.write(Buffer.concat([Buffer.of(VERSION, CONNECT, 0), addressOf(gateway.host), portBytes(gateway.port)]));
  const reply = await connection.readReply(replyLength);
  if (reply[0] !== VERSION) throw notSocks(proxy, reply[0]);
  const refusal = REFUSALS[reply[1] ?? -1] ?? { cause: "other", detail: `SOCKS reply ${reply[1] ?? "?"}` };
  if (reply[1] !== 0)
    throw new FailureError({
      code: "proxy.refused",
      host: proxy.host,
      port: proxy.port,
      target: formatEndpoint(gateway),
      ...refusal,
    });
  return true;
}

type Refusal = Pick<Extract<Failure, { code: "proxy.refused" }>, "cause" | "detail">;

/** RFC 1928 section 6, by code. */
const REFUSALS: Readonly<Partial<Record<number, Refusal>>> = {
  1: { cause: "other", detail: "general SOCKS server failure" },
  2: { cause: "forbidden", detail: "not allowed by its rules" },
  3: { cause: "unreachable", detail: "network unreachable" },
  4: { cause: "unreachable", detail: "host unreachable" },
  5: { cause: "unreachable", detail: "connection refused" },
  6: { cause: "unreachable", detail: "TTL expired" },
  7: { cause: "other", detail: "it does not know CONNECT" },
  8: { cause: "other", detail: "it does not know this kind of address" },
};

const atLeast =
  (length: number) =>
  (received: Buffer): number | undefined =>
    received.length >= length ? length : undefined;

/** `05 00 00 01 7f 00 00 01 00 16`: version, reply, reserved, then an address whose kind tells its length, and a port. */
function replyLength(received: Buffer): number | undefined {
  if (received.length < 5) return received[0] === VERSION || received.length === 0 ? undefined : received.length;
  const address = received[3] === 1 ? 4 : received[3] === 4 ? 16 : 1 + (received[4] ?? 0);
  return atLeast(4 + address + 2)(received);
}

/** As a name wherever it is one: the proxy resolves it. */
function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.of(1, ...addressBytes(host));
  if (isIPv6(host)) return Buffer.of(4, ...addressBytes(host));
  return Buffer.concat([Buffer.of(3), lengthPrefixed(asciiHost(host))]);
}

const lengthPrefixed = (text: string): Buffer => {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
};
const portBytes = (port: number): Buffer => Buffer.of(port >> 8, port & 0xff);
const notSocks = ({ host, port }: Endpoint, first: number | undefined): FailureError =>
  new FailureError({ code: "proxy.not-a-proxy", host, port, heard: first === undefined ? "" : `byte ${first}` });
