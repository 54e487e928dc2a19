import type { Place } from "../../../../shared/profile/endpoint.js";
import { Failed, type Failure } from "../../../../shared/status/failure.js";
import { at } from "../../../../shared/words/words.js";
import type { ProxyTalk } from "./proxy-connection.js";

/** Far above any proxy's head of an answer. */
const MOST_HEAD = 64 * 1024;

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
export async function connectByHttp(talk: ProxyTalk, proxy: Place, gateway: Place, credentials: Credentials | undefined): Promise<boolean> {
  const target = at(gateway);
  const login = credentials === undefined ? "" : `Proxy-Authorization: Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}\r\n`;
  talk.say(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${login}\r\n`);
  const head = (await talk.hear(headLength)).toString("latin1");
  const [line = ""] = head.split(/\r?\n/, 1);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1];
  if (status === undefined) throw new Failed({ code: "proxy.not-a-proxy", ...placeOf(proxy), heard: printable(line) });
  if (status === "407" || (status === "401" && credentials !== undefined)) return false; // tinyproxy's answer to a wrong password
  if (!status.startsWith("2")) throw new Failed({ code: "proxy.refused", ...placeOf(proxy), target, cause: refusalCause(status), detail: printable(line) });
  return true;
}

/** To the blank line; what does not begin as HTTP ends at once, so that nobody waits for a blank line that never comes. */
function headLength(heard: Buffer): number | undefined {
  const text = heard.toString("latin1");
  if (!"HTTP/1.".startsWith(text.slice(0, 7)) || heard.length > MOST_HEAD) return heard.length;
  const blank = /\r?\n\r?\n/.exec(text);
  return blank === null ? undefined : blank.index + blank[0].length;
}

function refusalCause(status: string): Extract<Failure, { code: "proxy.refused" }>["cause"] {
  switch (status) {
    case "401": case "403": case "405": return "forbidden";
    case "404": return "name-not-found";
    case "500": case "502": case "503": case "504": return "unreachable"; // proxies do not agree on which of these it is
    default: return "other";
  }
}

const placeOf = ({ host, port }: Place): Place => ({ host, port });
const printable = (line: string): string => line.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
