import type { Candidate, Note, Reading } from "../../../shared/exchange/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { importForwards } from "../imported-forwards.js";
import { foreignProxy, type ProxyDraft } from "../imported-proxy.js";
import { gatherSections, iniLine, isOn, percentDecoded, portAt, textAt, type Section } from "../ini-file.js";
import { cleanName } from "../profile-names.js";
import { readRegistryFile, sessionsBelow } from "../reg-file.js";
import { readPuttyForwards } from "./putty-forwards.js";

/** Where PuTTY keeps its sessions in the registry. */
export const PUTTY_KEY = "Software\\SimonTatham\\PuTTY";

/** A session as PuTTY keeps it, and what its name is. */
interface Session {
  readonly name: string;
  readonly section: Section;
  readonly file: string;
}

/** Every session of an exported `.reg` file. */
export function readPuttyRegistry(text: string, file: string): Reading {
  const { sections, notes } = readRegistryFile(text, file);
  return readSessions(sessionsBelow(sections, PUTTY_KEY).map(({ name, section }) => ({ name: percentDecoded(name), section, file })), notes);
}

/** One file of `~/.putty/sessions`: it has no sections, and its own name is the session's. */
export function readPuttySessionFile(text: string, file: string): Reading {
  const { sections, notes } = gatherSections(text, file, iniLine);
  const name = percentDecoded(file.split(/[/\\]/).at(-1) ?? file);
  return readSessions(sections.filter((section) => section.name === "").map((section) => ({ name, section, file })), notes);
}

function readSessions(sessions: readonly Session[], before: readonly Note[]): Reading {
  const others = new Map(sessions.map((session) => [session.name.toLowerCase(), session.section]));
  const candidates: Candidate[] = [];
  const notes: Note[] = [...before];
  for (const session of sessions) {
    if (session.name === "Default Settings") continue;
    const read = readSession(session, others);
    if ("code" in read) notes.push(read);
    else candidates.push(read);
  }
  return { candidates, notes };
}

function readSession({ name: written, section, file }: Session, others: ReadonlyMap<string, Section>): Candidate | Note {
  const at = { file, line: section.line };
  const { name, wasCleaned } = cleanName(written, "PuTTY");
  const protocol = textAt(section, "Protocol").toLowerCase();
  if (protocol !== "ssh" && protocol !== "") return { ...at, code: "protocol-unknown", what: `${name}: ${cleanName(protocol, "").name}` };
  const place = placeOf(section);
  if (place.host === "") return { ...at, code: "session-without-host", what: name };

  const way = wayOf(section, others, at);
  const written2 = section.values.get("portforwardings");
  const { foreign, notes: forwardNotes } = readPuttyForwards(written2?.text ?? "", { file, line: written2?.line ?? section.line }, { local: isOn(section, "LocalPortAcceptAll"), remote: isOn(section, "RemotePortAcceptAll") });
  const imported = importForwards(foreign);
  return {
    source: "putty", ...at,
    draft: {
      name, gateway: { ...hopOf(section), ...(way.via.length === 0 ? {} : { via: [...way.via] }), ...(way.proxy === undefined ? {} : { proxy: way.proxy }) },
      ...(imported.ftp === undefined ? {} : { ftp: imported.ftp }), ...(imported.forwards.length === 0 ? {} : { forwards: [...imported.forwards] }),
    },
    notes: [...(wasCleaned ? [{ ...at, code: "name-cleaned" as const, what: name }] : []), ...way.notes, ...forwardNotes, ...imported.notes, ...lostSettings(section, file)],
  };
}

type HopDraft = NonNullable<ProfileDraft["gateway"]["via"]>[number];

/** The host may carry the user name, `olive@www.spinach.com`. */
function placeOf(section: Section): { readonly host: string; readonly username: string } {
  const [, before, host = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(textAt(section, "HostName").trim()) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, "$1"), username: before ?? textAt(section, "UserName") };
}

function hopOf(section: Section): HopDraft {
  const { host, username } = placeOf(section);
  const port = portAt(section, "PortNumber");
  const key = textAt(section, "PublicKeyFile");
  return { host, ...(port === undefined ? {} : { port }), username, ...(key === "" ? {} : { auth: authOf(section, key) }) };
}

function authOf(section: Section, key: string): NonNullable<HopDraft["auth"]> {
  const agent = section.values.has("tryagent") && !isOn(section, "TryAgent") ? [] : [{ method: "agent" as const }];
  return [...agent, { method: "key", file: key }, { method: "keyboard-interactive" }, { method: "password" }];
}

/** PuTTY's numbers for the ways through a proxy. */
const [NO_PROXY, SSH_JUMP] = ["0", "6"];
const PROXY_KINDS = { "2": "socks5", "3": "http" } as const;
const PROXIES: Readonly<Record<string, string>> = { 1: "SOCKS 4", 4: "Telnet", 5: "a command", 7: "SSH and a command", 8: "an SSH subsystem" };

/** The jump host is a host, or the name of another session. */
function wayOf(section: Section, others: ReadonlyMap<string, Section>, at: { file: string; line: number }): { readonly via: readonly HopDraft[]; readonly proxy?: ProxyDraft; readonly notes: readonly Note[] } {
  const method = textAt(section, "ProxyMethod");
  const host = textAt(section, "ProxyHost");
  if (method === "" || method === NO_PROXY || host === "") return { via: [], notes: [] };
  const secret: readonly Note[] = textAt(section, "ProxyPassword") === "" ? [] : [{ ...at, code: "password-lost" }];
  const user = textAt(section, "ProxyUsername");
  const { draft: proxy } = foreignProxy({ kind: method, host, port: textAt(section, "ProxyPort"), username: user, secret: "" }, PROXY_KINDS);
  if (proxy !== undefined) return { via: [], proxy, notes: secret };
  if (method !== SSH_JUMP) return { via: [], notes: [{ ...at, code: "proxy-lost", what: `${PROXIES[method] ?? "proxy"} ${host}:${textAt(section, "ProxyPort")}` }] };
  const other = others.get(host.toLowerCase());
  if (other !== undefined && other !== section && placeOf(other).host !== "") return { via: [hopOf(other)], notes: [] };
  const port = portAt(section, "ProxyPort");
  return { via: [{ host, ...(port === undefined || port === 80 ? {} : { port }), username: user }], notes: secret }; // 80 is what PuTTY writes for every kind of proxy
}

/** Settings that change what a session does, where they are not at their default. */
function lostSettings(section: Section, file: string): readonly Note[] {
  const on = ["Compression", "AgentFwd", "X11Forward"].filter((name) => isOn(section, name));
  const written = ["RemoteCommand", "LogHost", "DetachedCertificate"].filter((name) => textAt(section, name) !== "");
  return [...on, ...written].map((what) => ({ code: "setting-lost", file, line: section.values.get(what.toLowerCase())?.line ?? section.line, what }));
}
