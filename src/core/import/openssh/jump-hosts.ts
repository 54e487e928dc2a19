import type { ImportNote, SourcePosition } from "../../../shared/import-export/import-candidate.js";
import type { ProxyDraft } from "../candidates/imported-proxy.js";
import { percentDecoded } from "../formats/ini-file.js";
import { parsePort } from "../candidates/service-ports.js";
import { hostSettingsOf, type OpensshConfig } from "./config-blocks.js";
import type { ConfigDirective } from "./config-lines.js";
import { expandTokens, type HostSettings } from "./config-values.js";
import { parseJumpCommand, type JumpCommand } from "./jump-command.js";
import { resolveHop, tokenValues, type HopDraft, type LocalMachine } from "./host-settings.js";
import { parsePlinkCommand } from "./plink-command.js";
import { parseProxyCommand } from "./proxy-command.js";

/** The jump hosts on the way to a host, in the order they are passed. */
export interface ResolvedJumpHosts {
  readonly via: readonly HopDraft[];
  /** What the first hop is reached through. */
  readonly proxy?: ProxyDraft;
  readonly notes: readonly ImportNote[];
}

/** A host whose way is asked for: by its name in the configuration, and what it comes to. */
export interface ResolvedHop {
  readonly name: string;
  readonly draft: HopDraft;
}

/** Longer chains nobody has; a configuration that leads in circles does. */
const MAX_CHAIN = 16;

/**
 * What `ProxyJump a,b` means: `ssh` reaches `b` through `a` (in place of b's own ProxyJump), and `a` in a's own way.
 * `ProxyCommand ssh -W %h:%p a` says the same in the old way; other commands cannot be carried over.
 *
 * @param hop the host itself
 * @param within the hosts whose ways lead here, this one the last: a jump back to one of them is a circle, which is cut there and told of
 */
export function resolveJumpHosts(
  config: OpensshConfig,
  settings: HostSettings,
  machine: LocalMachine,
  hop: ResolvedHop,
  within: readonly string[],
): ResolvedJumpHosts {
  const jump = settings.get("proxyjump")?.[0];
  const command = settings.get("proxycommand")?.[0];
  const effective = effectiveDirective(config, jump, command);
  if (effective === undefined || effective.words[0]?.toLowerCase() === "none") return { via: [], notes: [] };
  const at = { file: effective.file, line: effective.line };
  const commandWords = effective === jump ? [] : commandWordsOf(effective);
  const jumpCommand = effective === jump ? undefined : jumpCommandOf(commandWords, hop, settings, machine);
  const jumpTexts =
    effective === jump
      ? effective.words
          .join(" ")
          .split(",", MAX_CHAIN + 1)
          .map((path) => withTokens(path.trim(), hop, settings, machine))
      : jumpCommand?.jumps;
  if (jumpTexts === undefined) return throughProxy(commandWords, at);

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
    const own = hostSettingsOf(config, name, machine);
    const resolved = resolveHop(name, own, machine, at);
    const draft: HopDraft = {
      ...resolved.draft,
      ...(jumpTarget.username === undefined ? {} : { username: jumpTarget.username }),
      ...(jumpTarget.port === undefined ? {} : { port: jumpTarget.port }),
    };
    if (index === 0) {
      const before = resolveJumpHosts(config, own, machine, { name, draft }, [...within, name]);
      if (before.via.length > MAX_CHAIN) return { via: [], notes: [{ ...at, code: "jump-lost", what: text }] };
      via.push(...before.via);
      proxy = before.proxy;
      notes.push(...before.notes);
    }
    via.push(draft);
    notes.push(
      ...resolved.notes.filter(({ code }) => jumpTarget.username === undefined || code !== "username-assumed"),
    );
  }
  return { via, notes, ...(proxy === undefined ? {} : { proxy }) };
}

/** A command in quotes as a whole is meant as its words. */
const commandWordsOf = ({ words }: ConfigDirective): readonly string[] =>
  words.length === 1 ? (words[0] ?? "").split(/\s+/) : words;

/** The tokens in the jump hosts are this host's: `%r@jump` logs in there as its user. */
function jumpCommandOf(
  words: readonly string[],
  hop: ResolvedHop,
  settings: HostSettings,
  machine: LocalMachine,
): JumpCommand | undefined {
  const { host, port = 22 } = hop.draft;
  const command = parseJumpCommand(words, { host, port }) ?? parsePlinkCommand(words);
  if (command === undefined) return undefined;
  return { ...command, jumps: command.jumps.map((text) => withTokens(text, hop, settings, machine)) };
}

/** A jump with the values of this host's tokens; as it stands where one of them is not known. */
function withTokens(text: string, { name, draft }: ResolvedHop, settings: HostSettings, machine: LocalMachine): string {
  const { host, port, username } = draft;
  return expandTokens(text, tokenValues({ name, host, port, username }, settings, machine)) ?? text;
}

function throughProxy(words: readonly string[], at: SourcePosition): ResolvedJumpHosts {
  const command = parseProxyCommand(words);
  const program = (words[0] === "exec" ? words[1] : words[0])?.split(/[/\\]/).at(-1) ?? "";
  const what = ["ProxyCommand", program].join(" ").trim().slice(0, 80);
  if (command === undefined) return { via: [], notes: [{ ...at, code: "proxy-lost", what }] };
  if (command.kind === "direct") return { via: [], notes: [] };
  return { via: [], proxy: command.draft, notes: command.hasSecret ? [{ ...at, code: "password-lost" }] : [] };
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

export interface JumpTarget {
  readonly host: string;
  readonly username?: string;
  readonly port?: number;
}

/** `user@host:port`, each but the host optional, an IPv6 address in brackets, or an address as the draft of RFC for `ssh://` has it. */
export function parseJump(text: string): JumpTarget | undefined {
  const [, scheme, username, bracketed, plain, service] =
    /^(ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@\s/]+))(?::([\w.+-]+))?\/?$/i.exec(text.slice(0, 1_000)) ?? [];
  const host = bracketed ?? plain;
  const port = service === undefined ? undefined : parsePort(service);
  if (host === undefined || port === 0 || (service !== undefined && port === undefined)) return undefined;
  const user = scheme === undefined || username === undefined ? username : userOfUri(username);
  return { host, ...(user === undefined ? {} : { username: user }), ...(port === undefined ? {} : { port }) };
}

/** `olive%40corp;fingerprint=...` is `olive@corp`. */
const userOfUri = (text: string): string => percentDecoded(text.replace(/;.*$/s, ""));
