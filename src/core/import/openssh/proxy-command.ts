import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { ProxyDraft } from "../candidates/imported-proxy.js";
import { parseEndpoint } from "../candidates/parse-listen-address.js";

/** What a `ProxyCommand` does, where Culvert can do the same: go straight there, or through a proxy. */
export type ProxyCommand =
  { readonly kind: "direct" } | { readonly kind: "proxy"; readonly draft: ProxyDraft; readonly hasSecret: boolean };

/** Longer ones nobody writes. */
const MAX_WORDS = 40;

/**
 * Read a `ProxyCommand` of a program that people use for proxies: OpenBSD's `nc -X connect -x proxy:3128 %h %p`, Nmap's
 * `ncat --proxy proxy:3128 --proxy-type http %h %p`, `connect -S proxy:1080 %h %p`, `corkscrew proxy 3128 %h %p`,
 * `socat - PROXY:proxy:%h:%p,proxyport=3128`. Ports that are not said are the programs' own.
 *
 * @returns `undefined` for what cannot be carried
 */
export function parseProxyCommand(written: readonly string[]): ProxyCommand | undefined {
  const words = written[0] === "exec" ? written.slice(1) : written;
  const [program = "", ...rest] = words;
  if (words.length > MAX_WORDS) return undefined;
  switch (/^(?:.*[/\\])?([^/\\]*?)(?:\.exe)?$/i.exec(program)?.[1]?.toLowerCase()) {
    case "nc":
    case "netcat":
      return readNetcat(rest);
    case "ncat":
      return rest.some((word) => word.startsWith("--proxy")) ? readNcat(rest) : readNetcat(rest);
    case "connect":
    case "connect-proxy":
      return readConnect(rest);
    case "corkscrew":
      return readCorkscrew(rest);
    case "socat":
      return readSocat(rest);
    default:
      return undefined;
  }
}

const isTarget = (words: readonly string[]): boolean => words.length === 2 && words[0] === "%h" && words[1] === "%p";

function proxy(
  kind: ProxyDraft["kind"],
  address: string,
  defaultPort: number,
  login = "",
): Extract<ProxyCommand, { kind: "proxy" }> | undefined {
  const endpoint = addressOf(address, defaultPort);
  if (endpoint === undefined) return undefined;
  const [username = "", ...secret] = login.split(":");
  return {
    kind: "proxy",
    draft: { kind, ...endpoint, ...(username === "" ? {} : { username }) },
    hasSecret: secret.length > 0,
  };
}

const addressOf = (text: string, defaultPort: number): Endpoint | undefined =>
  parseEndpoint(text) ?? parseEndpoint(`${text}:${defaultPort}`);

/** nc(1) of OpenBSD: SOCKS 5 where `-X` says nothing else, at 1080, or HTTP at 3128. */
function readNetcat(words: readonly string[]): ProxyCommand | undefined {
  const values = new Map<string, string>();
  const rest = [...words];
  while (rest[0]?.startsWith("-") === true) {
    const [, option = "", attached = ""] = /^-[46CDdnrtUuvz]*(?:([iOPqsTVwXx])(.*))?$/.exec(rest.shift() ?? "-?") ?? [
      "",
      "?",
    ];
    if (option === "?") return undefined;
    if (option !== "") values.set(option, attached === "" ? (rest.shift() ?? "") : attached);
  }
  if (!isTarget(rest)) return undefined;
  const address = values.get("x");
  if (address === undefined) return { kind: "direct" };
  const protocol = values.get("X") ?? "5";
  if (protocol === "5") return proxy("socks5", address, 1080, values.get("P"));
  return protocol === "connect" ? proxy("http", address, 3128, values.get("P")) : undefined;
}

/** ncat(1): HTTP where nothing else is said. */
function readNcat(words: readonly string[]): ProxyCommand | undefined {
  const values = new Map<string, string>();
  const rest = words.flatMap((word) => {
    const [, name, value] = /^(--proxy(?:-type|-auth|-dns)?)=(.*)$/.exec(word) ?? [];
    return name === undefined ? [word] : [name, value ?? ""];
  });
  const target: string[] = [];
  while (rest.length > 0) {
    const word = rest.shift() ?? "";
    if (word.startsWith("--proxy")) values.set(word, rest.shift() ?? "");
    else if (!word.startsWith("-")) target.push(word);
    else if (!/^-(?:[46nv]+|-verbose)$/.test(word)) return undefined;
  }
  if (!isTarget(target)) return undefined;
  const address = values.get("--proxy") ?? "";
  const login = values.get("--proxy-auth");
  const kind = values.get("--proxy-type") ?? "http";
  if (kind === "http") return proxy("http", address, 3128, login);
  return kind === "socks5" ? proxy("socks5", address, 1080, login) : undefined;
}

/** connect(1), which Git for Windows brings: `-H` for HTTP, `-S` for SOCKS 5. */
function readConnect(words: readonly string[]): ProxyCommand | undefined {
  const rest = words.filter((word) => !/^-[dn5]$/.test(word));
  const [, kind, attached] = /^-([HS])(.*)$/.exec(rest.shift() ?? "") ?? [];
  if (kind === undefined) return undefined;
  const written = attached === "" ? (rest.shift() ?? "") : (attached ?? "");
  const [, username, address = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(written) ?? [];
  if (!isTarget(rest)) return undefined;
  return kind === "H" ? proxy("http", address, 80, username) : proxy("socks5", address, 1080, username);
}

/** `corkscrew host port %h %p`, and a file with the login, which stays where it is. */
function readCorkscrew([host = "", port = "", ...rest]: readonly string[]): ProxyCommand | undefined {
  const made = isTarget(rest.slice(0, 2)) && rest.length <= 3 ? proxy("http", `${host}:${port}`, 8080) : undefined;
  return made === undefined ? undefined : { ...made, hasSecret: rest.length === 3 };
}

/** `PROXY:proxy:%h:%p,proxyport=3128,proxyauth=olive:secret` of socat(1), at 8080 where no port is said. */
function readSocat(words: readonly string[]): ProxyCommand | undefined {
  const [one = "", other = "", ...more] = words;
  const [, host, options = ""] = /^PROXY(?:-CONNECT)?:([^:,]+):%h:%p((?:,[^,]+)*)$/i.exec(other) ?? [];
  if (host === undefined || more.length > 0 || !/^(?:-|stdio)$/i.test(one)) return undefined;
  const valueOf = (name: string): string | undefined =>
    options
      .split(",")
      .find((option) => option.toLowerCase().startsWith(`${name}=`))
      ?.slice(name.length + 1);
  return proxy("http", `${host}:${valueOf("proxyport") ?? "8080"}`, 8080, valueOf("proxyauth"));
}
