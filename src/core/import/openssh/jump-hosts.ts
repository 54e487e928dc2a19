import type { ImportNote } from "../../../shared/exchange/import-candidate.js";
import type { ProxyDraft } from "../imported-proxy.js";
import { parseEndpoint } from "../parse-listen-address.js";
import { parsePort } from "../service-ports.js";
import { hostSettingsOf, type OpensshConfig } from "./config-blocks.js";
import type { ConfigDirective } from "./config-lines.js";
import { parseJumpCommand } from "./jump-command.js";
import { resolveHop, type HopDraft, type LocalMachine } from "./host-settings.js";

/** The jump hosts on the way to a host, in the order they are passed. */
export interface ResolvedJumpHosts {
  readonly via: readonly HopDraft[];
  /** What the first hop is reached through. */
  readonly proxy?: ProxyDraft;
  readonly notes: readonly ImportNote[];
}

/** Longer chains nobody has; a configuration that leads in circles does. */
const MAX_CHAIN = 16;

/**
 * What `ProxyJump a,b` means: `ssh` reaches `b` through `a` (in place of b's own ProxyJump), and `a` in a's own way.
 * `ProxyCommand ssh -W %h:%p a` says the same in the old way; other commands cannot be carried over.
 *
 * @param within the hosts whose ways lead here, this one the last: a jump back to one of them is a circle, which is cut there and told of
 */
export function resolveJumpHosts(
  config: OpensshConfig,
  settings: ReadonlyMap<string, readonly ConfigDirective[]>,
  machine: LocalMachine,
  within: readonly string[],
): ResolvedJumpHosts {
  const jump = settings.get("proxyjump")?.[0];
  const command = settings.get("proxycommand")?.[0];
  const effective = effectiveDirective(config, jump, command);
  if (effective === undefined || effective.words[0]?.toLowerCase() === "none") return { via: [], notes: [] };
  const at = { file: effective.file, line: effective.line };
  const jumpCommand = effective === jump ? undefined : parseJumpCommand(effective.words);
  const jumpTexts =
    effective === jump
      ? effective.words
          .join(" ")
          .split(",", MAX_CHAIN + 1)
          .map((path) => path.trim())
      : jumpCommand?.jumps;
  if (jumpTexts === undefined) {
    const proxy = parseProxyCommand(effective.words);
    return proxy === undefined
      ? { via: [], notes: [{ ...at, code: "proxy-lost", what: "ProxyCommand" }] }
      : { via: [], proxy, notes: [] };
  }

  if (jumpTexts.length > MAX_CHAIN)
    return { via: [], notes: [{ ...at, code: "jump-lost", what: jumpTexts.join(",").slice(0, 80) }] };

  const via: HopDraft[] = [];
  const notes: ImportNote[] = (jumpCommand?.lost ?? []).map((what) => ({ ...at, code: "setting-lost", what }));
  let proxy: ProxyDraft | undefined;
  for (const [index, text] of jumpTexts.entries()) {
    const jumpTarget = parseJump(text);
    if (jumpTarget === undefined || within.length > MAX_CHAIN) {
      notes.push({ ...at, code: "jump-lost", what: text });
      continue;
    }
    const name = jumpTarget.host;
    if (index === 0 ? within.includes(name) : name === within.at(-1)) {
      notes.push({ ...at, code: "jump-lost", what: [...within.slice(within.indexOf(name)), name].join(" → ") });
      continue;
    }
    const own = hostSettingsOf(config, jumpTarget.host);
    if (index === 0) {
      const before = resolveJumpHosts(config, own, machine, [...within, name]);
      if (before.via.length > MAX_CHAIN) return { via: [], notes: [{ ...at, code: "jump-lost", what: text }] };
      via.push(...before.via);
      proxy = before.proxy;
      notes.push(...before.notes);
    }
    const hop = resolveHop(jumpTarget.host, own, machine, at);
    via.push({
      ...hop.draft,
      ...(jumpTarget.username === undefined ? {} : { username: jumpTarget.username }),
      ...(jumpTarget.port === undefined ? {} : { port: jumpTarget.port }),
    });
    notes.push(...hop.notes.filter(({ code }) => jumpTarget.username === undefined || code !== "username-assumed"));
  }
  return { via, notes, ...(proxy === undefined ? {} : { proxy }) };
}

/** `nc -X connect -x proxy:3128 %h %p`: HTTP, or SOCKS 5 which is nc's default. */
function parseProxyCommand(words: readonly string[]): ProxyDraft | undefined {
  const [, kind = "5", address = "", username] =
    /^(?:exec\s+)?(?:\S*\/)?(?:nc|netcat|ncat)\s+(?:-X\s+(connect|5)\s+)?-x\s+(\S+)(?:\s+-P\s+(\S+))?\s+%h\s+%p$/.exec(
      words.join(" ").slice(0, 2_000),
    ) ?? [];
  const endpoint = parseEndpoint(address);
  if (endpoint === undefined) return undefined;
  return { kind: kind === "connect" ? "http" : "socks5", ...endpoint, ...(username === undefined ? {} : { username }) };
}

/** Of ProxyJump and ProxyCommand the one that `ssh` meets first counts. */
function effectiveDirective(
  config: OpensshConfig,
  jump: ConfigDirective | undefined,
  command: ConfigDirective | undefined,
): ConfigDirective | undefined {
  if (jump === undefined || command === undefined) return jump ?? command;
  for (const { directives } of config.blocks) {
    for (const directive of directives) if (directive === jump || directive === command) return directive;
  }
  return jump;
}

interface JumpTarget {
  readonly host: string;
  readonly username?: string;
  readonly port?: number;
}

/** `user@host:port`, each but the host optional, an IPv6 address in brackets, or the same as `ssh://`. */
function parseJump(text: string): JumpTarget | undefined {
  const [, username, bracketed, plain, service] =
    /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@\s/]+))(?::([\w.+-]+))?\/?$/.exec(text.slice(0, 1_000)) ?? [];
  const host = bracketed ?? plain;
  const port = service === undefined ? undefined : parsePort(service);
  if (host === undefined || port === 0 || (service !== undefined && port === undefined)) return undefined;
  return { host, ...(username === undefined ? {} : { username }), ...(port === undefined ? {} : { port }) };
}
