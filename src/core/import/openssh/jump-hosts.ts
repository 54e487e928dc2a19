import type { Note } from "../../../shared/exchange/import-candidate.js";
import type { ProxyDraft } from "../imported-proxy.js";
import { readTarget } from "../parse-listen-address.js";
import { settingsOf, type Config } from "./config-blocks.js";
import type { Directive } from "./config-lines.js";
import { hopOf, type HopDraft, type LocalMachine } from "./host-settings.js";

/** The jump hosts on the way to a host, in the order they are passed. */
export interface JumpHosts {
  readonly via: readonly HopDraft[];
  /** What the first hop is reached through. */
  readonly proxy?: ProxyDraft;
  readonly notes: readonly Note[];
}

/** Longer chains nobody has; a configuration that leads in circles does. */
const LONGEST_CHAIN = 16;

/**
 * What `ProxyJump a,b` means: `ssh` reaches `b` through `a` (in place of b's own ProxyJump), and `a` in a's own way.
 * `ProxyCommand ssh -W %h:%p a` says the same in the old way; other commands cannot be carried over.
 */
export function jumpHostsOf(config: Config, settings: ReadonlyMap<string, readonly Directive[]>, machine: LocalMachine, depth = 0): JumpHosts {
  const jump = settings.get("proxyjump")?.[0];
  const command = settings.get("proxycommand")?.[0];
  const counts = firstOf(config, jump, command);
  if (counts === undefined || counts.words[0]?.toLowerCase() === "none") return { via: [], notes: [] };
  const at = { file: counts.file, line: counts.line };
  const places = counts === jump ? counts.words.join(" ").split(",", LONGEST_CHAIN + 1).map((place) => place.trim()) : jumpInCommand(counts.words);
  if (places === undefined) {
    const proxy = proxyInCommand(counts.words);
    return proxy === undefined ? { via: [], notes: [{ ...at, code: "proxy-lost", what: "ProxyCommand" }] } : { via: [], proxy, notes: [] };
  }

  if (places.length > LONGEST_CHAIN) return { via: [], notes: [{ ...at, code: "jump-lost", what: places.join(",").slice(0, 80) }] };

  const via: HopDraft[] = [];
  const notes: Note[] = [];
  let proxy: ProxyDraft | undefined;
  for (const [index, text] of places.entries()) {
    const place = readJump(text);
    if (place === undefined || depth >= LONGEST_CHAIN) {
      notes.push({ ...at, code: "jump-lost", what: text });
      continue;
    }
    const own = settingsOf(config, place.host);
    if (index === 0) {
      const before = jumpHostsOf(config, own, machine, depth + 1);
      if (before.via.length > LONGEST_CHAIN) return { via: [], notes: [{ ...at, code: "jump-lost", what: text }] };
      via.push(...before.via);
      proxy = before.proxy;
      notes.push(...before.notes);
    }
    const hop = hopOf(place.host, own, machine, at);
    via.push({ ...hop.draft, ...(place.username === undefined ? {} : { username: place.username }), ...(place.port === undefined ? {} : { port: place.port }) });
    notes.push(...hop.notes.filter(({ code }) => place.username === undefined || code !== "username-assumed"));
  }
  return { via, notes, ...(proxy === undefined ? {} : { proxy }) };
}

/** `nc -X connect -x proxy:3128 %h %p`: HTTP, or SOCKS 5 which is nc's default. */
function proxyInCommand(words: readonly string[]): ProxyDraft | undefined {
  const [, kind = "5", address = "", username] = /^(?:exec\s+)?(?:\S*\/)?(?:nc|netcat|ncat)\s+(?:-X\s+(connect|5)\s+)?-x\s+(\S+)(?:\s+-P\s+(\S+))?\s+%h\s+%p$/.exec(words.join(" ").slice(0, 2_000)) ?? [];
  const place = readTarget(address);
  if (place === undefined) return undefined;
  return { kind: kind === "connect" ? "http" : "socks5", ...place, ...(username === undefined ? {} : { username }) };
}

/** Of ProxyJump and ProxyCommand the one that `ssh` meets first counts. */
function firstOf(config: Config, jump: Directive | undefined, command: Directive | undefined): Directive | undefined {
  if (jump === undefined || command === undefined) return jump ?? command;
  for (const { directives } of config.blocks) {
    for (const directive of directives) if (directive === jump || directive === command) return directive;
  }
  return jump;
}

/** `ssh -W %h:%p jump`, with quiet options before or after. */
function jumpInCommand(words: readonly string[]): readonly string[] | undefined {
  const match = /^(?:exec\s+)?(?:\S*\/)?ssh\s+(?:-[qTx]+\s+)*(?:-W\s+\[?%h\]?:%p\s+(?:-[qTx]+\s+)*(\S+)|([^-\s]\S*)\s+-W\s+\[?%h\]?:%p)$/.exec(words.join(" ").slice(0, 2_000));
  const place = match?.[1] ?? match?.[2];
  return place === undefined || place.startsWith("-") ? undefined : [place];
}

interface JumpPlace {
  readonly host: string;
  readonly username?: string;
  readonly port?: number;
}

/** `user@host:port`, each but the host optional, an IPv6 address in brackets, or the same as `ssh://`. */
function readJump(text: string): JumpPlace | undefined {
  const [, username, bracketed, plain, digits] = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@\s/]+))(?::(\d{1,5}))?\/?$/.exec(text.slice(0, 1_000)) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host, ...(username === undefined ? {} : { username }), ...(port === undefined ? {} : { port }) };
}
