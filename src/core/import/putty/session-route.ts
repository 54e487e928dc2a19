import type { ImportNote } from "../../../shared/import-export/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { importProxy, type ProxyDraft } from "../candidates/imported-proxy.js";
import { isSwitchedOff, settingPort, settingText, type Section } from "../formats/ini-file.js";
import { loginMethods } from "../candidates/login-methods.js";
import { parseJumpCommand } from "../openssh/jump-command.js";
import { parseJump } from "../openssh/jump-hosts.js";
import { parsePlinkCommand } from "../openssh/plink-command.js";
import { withoutBrackets } from "../candidates/parse-listen-address.js";
import { parsePastedHost } from "../candidates/pasted-host.js";

type HopDraft = NonNullable<ProfileDraft["gateway"]["via"]>[number];

/** The host may carry the user name, `olive@www.spinach.com`, or be a whole address that was pasted there. */
export function hostAndUser(section: Section): {
  readonly host: string;
  readonly username: string;
  readonly port?: number;
} {
  const written = settingText(section, "HostName").trim();
  const ownUser = settingText(section, "UserName");
  const pasted = /^[a-z]+:\/\//i.test(written) ? parsePastedHost(written) : undefined;
  if (pasted !== undefined) return { username: ownUser, ...pasted };
  const [, before, host = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(written) ?? [];
  return { host: withoutBrackets(host), username: before ?? ownUser };
}

export function toHop(section: Section): HopDraft {
  const { host, username, port = settingPort(section, "PortNumber") } = hostAndUser(section);
  return {
    host,
    ...(port === undefined ? {} : { port }),
    username,
    ...loginMethods({
      key: settingText(section, "PublicKeyFile"),
      certificate: settingText(section, "DetachedCertificate"),
      usesAgent: !isSwitchedOff(section, "TryAgent"),
      usesPrompts: !isSwitchedOff(section, "AuthKI"),
    }),
  };
}

/** PuTTY's numbers for the ways through a proxy. */
const [NO_PROXY, COMMAND, SSH_JUMP] = ["0", "5", "6"];
const PROXY_KINDS = { "2": "socks5", "3": "http" } as const;
const OTHER_PROXY_KINDS: Readonly<Record<string, string>> = {
  1: "SOCKS 4",
  4: "Telnet",
  5: "a command",
  7: "SSH and a command",
  8: "an SSH subsystem",
};

/** The way to a session's host. */
interface Route {
  readonly via: readonly HopDraft[];
  readonly proxy?: ProxyDraft;
  readonly notes: readonly ImportNote[];
}

/** Longer chains nobody has. */
const MAX_CHAIN = 16;

/** The jump host is a host, or the name of another session, which is reached in its own way. @param within the sessions whose ways lead here */
export function resolveRoute(
  section: Section,
  others: ReadonlyMap<string, Section>,
  at: { file: string; line: number },
  within: readonly Section[] = [],
): Route {
  const method = settingText(section, "ProxyMethod");
  const host = withoutBrackets(settingText(section, "ProxyHost").trim());
  if (method === COMMAND) return routeOfCommand(section, others, at, within);
  if (method === "" || method === NO_PROXY || host === "") return { via: [], notes: [] };
  const secret: readonly ImportNote[] =
    settingText(section, "ProxyPassword") === "" ? [] : [{ ...at, code: "password-lost" }];
  const user = settingText(section, "ProxyUsername");
  const { draft: proxy } = importProxy(
    { kind: method, host, port: settingText(section, "ProxyPort"), username: user, secret: "" },
    PROXY_KINDS,
  );
  if (proxy !== undefined) return { via: [], proxy, notes: secret };
  if (method !== SSH_JUMP) {
    const what = `${OTHER_PROXY_KINDS[method] ?? "proxy"} ${host}:${settingText(section, "ProxyPort")}`;
    return { via: [], notes: [{ ...at, code: "proxy-lost", what }, ...secret] };
  }
  const port = settingPort(section, "ProxyPort");
  const jump = { host, ...(port === undefined || port === 80 ? {} : { port }), username: user }; // 80 is what PuTTY writes for every kind of proxy
  const route = routeOfJump(jump, section, others, at, within);
  return { ...route, notes: [...route.notes, ...secret] };
}

/** @param jump a host, or the name of another session, which is reached in its own way; its own user and port count first there, too */
function routeOfJump(
  jump: HopDraft,
  section: Section,
  others: ReadonlyMap<string, Section>,
  at: { file: string; line: number },
  within: readonly Section[],
): Route {
  const other = others.get(jump.host.toLowerCase());
  if (other === undefined || other === section || hostAndUser(other).host === "") return { via: [jump], notes: [] };
  if (within.includes(other) || within.length >= MAX_CHAIN)
    return { via: [], notes: [{ ...at, code: "jump-lost", what: jump.host }] };
  const before = resolveRoute(other, others, at, [...within, section]);
  return {
    ...before,
    via: [...before.via, { ...toHop(other), ...(jump.username === "" ? {} : { username: jump.username }) }],
  };
}

/** `plink.exe %user@%proxyhost -P %proxyport -nc %host:%port` and `ssh -W %host:%port olive@jump` lead over a jump host. */
function routeOfCommand(
  section: Section,
  others: ReadonlyMap<string, Section>,
  at: { file: string; line: number },
  within: readonly Section[],
): Route {
  const written = settingText(section, "ProxyTelnetCommand");
  const words = commandWords(written, section);
  const { jumps = [], lost = [] } = parsePlinkCommand(words) ?? parseJumpCommand(words) ?? {};
  const hops = jumps.map(parseJump);
  const [jump] = hops;
  const secret: readonly ImportNote[] =
    settingText(section, "ProxyPassword") === "" ? [] : [{ ...at, code: "password-lost" }];
  if (jump === undefined || hops.length > 1) {
    const program =
      written
        .trim()
        .slice(0, 80)
        .split(/[\s"]+/)
        .find((word) => word !== "") ?? "";
    return { via: [], notes: [{ ...at, code: "proxy-lost", what: `a command ${program}`.trim() }, ...secret] };
  }
  const route = routeOfJump({ username: "", ...jump }, section, others, at, within);
  const notes = lost.map((what): ImportNote => ({ ...at, code: "setting-lost", what }));
  return { ...route, notes: [...route.notes, ...notes, ...secret] };
}

/** The words of a proxy command, its variables (PuTTY's manual, section 4.16.5) replaced, and the target's host and port as `%h` and `%p`. */
function commandWords(written: string, section: Section): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    host: "%h",
    port: "%p",
    user: settingText(section, "ProxyUsername"),
    proxyhost: settingText(section, "ProxyHost"),
    proxyport: settingText(section, "ProxyPort"),
  };
  const text = written
    .replace(/(?:\\[rn])+\s*$/, "")
    .replace(/%(proxyhost|proxyport|host|port|user|%)/gi, (whole, name: string) => values[name.toLowerCase()] ?? whole);
  return (text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ""));
}
