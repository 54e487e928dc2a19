import { isIPv4, isIPv6 } from "node:net";
import type { Place } from "../../../../shared/profile/endpoint.js";
import { Failed, type Failure } from "../../../../shared/status/failure.js";
import { at } from "../../../../shared/words/words.js";
import type { Credentials } from "./http-connect.js";
import type { ProxyTalk } from "./proxy-connection.js";

const VERSION = 5;
const NO_LOGIN = 0;
const BY_PASSWORD = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;

/**
 * Ask a SOCKS 5 proxy for a way to a gateway (RFC 1928, RFC 1929), whose name the proxy resolves.
 *
 * @param credentials asked for only if the proxy chooses a login
 * @returns whether the way is open; if not, the proxy does not take the login, or wants one and was given none
 * @throws Failed `proxy.not-a-proxy`, `proxy.refused`, `proxy.unreachable`
 */
export async function connectBySocks5(talk: ProxyTalk, proxy: Place, gateway: Place, credentials: (() => Promise<Credentials | undefined>) | undefined): Promise<boolean> {
  const methods = credentials === undefined ? [NO_LOGIN] : [NO_LOGIN, BY_PASSWORD];
  talk.say(Buffer.of(VERSION, methods.length, ...methods));
  const [version, method] = await talk.hear(atLeast(2));
  if (version !== VERSION) throw notSocks(proxy, version);
  if (method === NONE_ACCEPTABLE) return false;
  if (method === BY_PASSWORD) {
    const given = await credentials?.();
    if (given === undefined) return false;
    talk.say(Buffer.concat([Buffer.of(1), counted(given.username), counted(given.password)]));
    const [, status] = await talk.hear(atLeast(2));
    if (status !== 0) return false;
  }
  talk.say(Buffer.concat([Buffer.of(VERSION, CONNECT, 0), addressOf(gateway.host), portBytes(gateway.port)]));
  const reply = await talk.hear(replyLength);
  if (reply[0] !== VERSION) throw notSocks(proxy, reply[0]);
  const refusal = REFUSALS[reply[1] ?? -1] ?? { cause: "other", detail: `SOCKS reply ${reply[1] ?? "?"}` };
  if (reply[1] !== 0) throw new Failed({ code: "proxy.refused", host: proxy.host, port: proxy.port, target: at(gateway), ...refusal });
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

const atLeast = (length: number) => (heard: Buffer): number | undefined => (heard.length >= length ? length : undefined);

/** `05 00 00 01 7f 00 00 01 00 16`: version, reply, reserved, then an address whose kind tells its length, and a port. */
function replyLength(heard: Buffer): number | undefined {
  if (heard.length < 5) return heard[0] === VERSION || heard.length === 0 ? undefined : heard.length;
  const address = heard[3] === 1 ? 4 : heard[3] === 4 ? 16 : 1 + (heard[4] ?? 0);
  return atLeast(4 + address + 2)(heard);
}

/** As a name wherever it is one: the proxy resolves it. */
function addressOf(host: string): Buffer {
  if (isIPv4(host)) return Buffer.of(1, ...host.split(".").map(Number));
  if (isIPv6(host)) return Buffer.concat([Buffer.of(4), ipv6Bytes(host)]);
  return Buffer.concat([Buffer.of(3), counted(host)]);
}

/** The sixteen bytes of `2001:db8::1`; the URL parser writes an IPv4 tail as two groups. */
function ipv6Bytes(host: string): Buffer {
  const [front = "", back] = new URL(`http://[${host.replace(/%.*$/, "")}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((group) => parseInt(group, 16)));
  const [head, tail] = [groups(front), groups(back ?? "")];
  const all = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

const counted = (text: string): Buffer => {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
};
const portBytes = (port: number): Buffer => Buffer.of(port >> 8, port & 0xff);
const notSocks = ({ host, port }: Place, first: number | undefined): Failed =>
  new Failed({ code: "proxy.not-a-proxy", host, port, heard: first === undefined ? "" : `byte ${first}` });
