import type { Candidate, ImportNote, ImportResult } from "../../../shared/exchange/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { importForwards } from "../imported-forwards.js";
import { importProxy, type ProxyDraft } from "../imported-proxy.js";
import {
  parseSections,
  parseIniLine,
  isEnabled,
  isSwitchedOff,
  percentDecoded,
  portNotes,
  settingPort,
  settingText,
  type ParsedSections,
  type Section,
} from "../ini-file.js";
import { withoutBrackets } from "../parse-listen-address.js";
import { loginMethods } from "../login-methods.js";
import { cleanName } from "../profile-names.js";
import { parseRegFile, sessionsUnder } from "../reg-file.js";
import { readPuttyForwards } from "./putty-forwards.js";

/** Where PuTTY keeps its sessions in the registry. */
export const PUTTY_KEY = "Software\\SimonTatham\\PuTTY";

/** A session as PuTTY keeps it, and what its name is. */
interface PuttySession {
  readonly name: string;
  readonly section: Section;
  readonly file: string;
}

/** Every session of an exported `.reg` file. */
export const readPuttyRegistry = (text: string, file: string): ImportResult =>
  readPuttyKeys(parseRegFile(text, file), file);

/** Every session among the keys of a `.reg` file. */
export const readPuttyKeys = ({ sections, notes }: ParsedSections, file: string): ImportResult =>
  readSessions(
    sessionsUnder(sections, PUTTY_KEY).map(({ name, section }) => ({ name: percentDecoded(name), section, file })),
    notes,
  );

/** One file of `~/.putty/sessions`: it has no sections, and its own name is the session's. */
export function readPuttySessionFile(text: string, file: string): ImportResult {
  const { sections, notes } = parseSections(text, file, parseIniLine);
  const name = percentDecoded(file.split(/[/\\]/).at(-1) ?? file);
  return readSessions(
    sections.filter((section) => section.name === "").map((section) => ({ name, section, file })),
    notes,
  );
}

function readSessions(sessions: readonly PuttySession[], before: readonly ImportNote[]): ImportResult {
  const others = new Map(sessions.map((session) => [session.name.toLowerCase(), session.section]));
  const candidates: Candidate[] = [];
  const notes: ImportNote[] = [...before];
  for (const session of sessions) {
    if (session.name === "Default Settings") continue;
    const read = readSession(session, others);
    if ("code" in read) notes.push(read);
    else candidates.push(read);
  }
  return { candidates, notes };
}

function readSession(
  { name: encodedName, section, file }: PuttySession,
  others: ReadonlyMap<string, Section>,
): Candidate | ImportNote {
  const at = { file, line: section.line };
  const { name, wasCleaned } = cleanName(encodedName, "PuTTY");
  const protocol = settingText(section, "Protocol").toLowerCase();
  if (protocol !== "ssh" && protocol !== "")
    return { ...at, code: "protocol-unknown", what: `${name}: ${cleanName(protocol, "").name}` };
  const hostAndUserName = hostAndUser(section);
  if (hostAndUserName.host === "") return { ...at, code: "session-without-host", what: name };

  const route = resolveRoute(section, others, at);
  const forwardings = section.values.get("portforwardings");
  const { foreign, notes: forwardNotes } = readPuttyForwards(
    forwardings?.text ?? "",
    { file, line: forwardings?.line ?? section.line },
    { local: isEnabled(section, "LocalPortAcceptAll"), remote: isEnabled(section, "RemotePortAcceptAll") },
  );
  const imported = importForwards(foreign);
  return {
    source: "putty",
    ...at,
    draft: {
      name,
      gateway: {
        ...toHop(section),
        ...(route.via.length === 0 ? {} : { via: [...route.via] }),
        ...(route.proxy === undefined ? {} : { proxy: route.proxy }),
      },
      ...(imported.ftp === undefined ? {} : { ftp: imported.ftp }),
      ...(imported.forwards.length === 0 ? {} : { forwards: [...imported.forwards] }),
    },
    ...(imported.ifFtp === undefined ? {} : { ifFtp: imported.ifFtp }),
    notes: [
      ...(wasCleaned ? [{ ...at, code: "name-cleaned" as const, what: name }] : []),
      ...route.notes,
      ...forwardNotes,
      ...imported.notes,
      ...portNotes(section, ["PortNumber"], file),
      ...unsupportedSettings(section, file),
    ],
  };
}

type HopDraft = NonNullable<ProfileDraft["gateway"]["via"]>[number];

/** The host may carry the user name, `olive@www.spinach.com`. */
function hostAndUser(section: Section): { readonly host: string; readonly username: string } {
  const [, before, host = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(settingText(section, "HostName").trim()) ?? [];
  return { host: withoutBrackets(host), username: before ?? settingText(section, "UserName") };
}

function toHop(section: Section): HopDraft {
  const { host, username } = hostAndUser(section);
  const port = settingPort(section, "PortNumber");
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
const [NO_PROXY, SSH_JUMP] = ["0", "6"];
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
function resolveRoute(
  section: Section,
  others: ReadonlyMap<string, Section>,
  at: { file: string; line: number },
  within: readonly Section[] = [],
): Route {
  const method = settingText(section, "ProxyMethod");
  const host = withoutBrackets(settingText(section, "ProxyHost").trim());
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
  const other = others.get(host.toLowerCase());
  if (other === undefined || other === section || hostAndUser(other).host === "") {
    const port = settingPort(section, "ProxyPort");
    return { via: [{ host, ...(port === undefined || port === 80 ? {} : { port }), username: user }], notes: secret }; // 80 is what PuTTY writes for every kind of proxy
  }
  if (within.includes(other) || within.length >= MAX_CHAIN)
    return { via: [], notes: [{ ...at, code: "jump-lost", what: host }, ...secret] };
  const before = resolveRoute(other, others, at, [...within, section]);
  return {
    via: [...before.via, { ...toHop(other), ...(user === "" ? {} : { username: user }) }],
    ...(before.proxy === undefined ? {} : { proxy: before.proxy }),
    notes: [...before.notes, ...secret],
  };
}

/** Settings that change what a session does, where they are not at their default. */
function unsupportedSettings(section: Section, file: string): readonly ImportNote[] {
  const on = ["Compression", "AgentFwd", "X11Forward"].filter((name) => isEnabled(section, name));
  const hasKey = settingText(section, "PublicKeyFile") !== "";
  const written = ["RemoteCommand", "LogHost", ...(hasKey ? [] : ["DetachedCertificate"])].filter(
    (name) => settingText(section, name) !== "",
  );
  return [...on, ...written].map((what) => ({
    code: "setting-lost",
    file,
    line: section.values.get(what.toLowerCase())?.line ?? section.line,
    what,
  }));
}
