import type { Candidate, ImportNote, ImportResult } from "../../../shared/import-export/import-candidate.js";
import { importForwards } from "../candidates/imported-forwards.js";
import {
  parseSections,
  parseIniLine,
  isEnabled,
  percentDecoded,
  portNotes,
  settingText,
  type ParsedLine,
  type ParsedSections,
  type Section,
} from "../formats/ini-file.js";
import { cleanName, nameWithFolders } from "../candidates/profile-names.js";
import { parseRegFile, sessionsUnder } from "../formats/reg-file.js";
import { readPuttyForwards } from "./putty-forwards.js";
import { hostAndUser, resolveRoute, toHop } from "./session-route.js";

/** Where PuTTY keeps its sessions in the registry. */
export const PUTTY_KEY = "Software\\SimonTatham\\PuTTY";
/** Where KiTTY, which grew out of PuTTY and has its settings, keeps them. */
export const KITTY_KEY = "Software\\9bis.com\\KiTTY";

/** A session as PuTTY keeps it, and what its name is. */
interface PuttySession {
  readonly source: "putty" | "kitty";
  readonly name: string;
  /** The folders that KiTTY shows it in. */
  readonly folders: readonly string[];
  readonly section: Section;
  readonly file: string;
}

/** Every session of an exported `.reg` file. */
export const readPuttyRegistry = (text: string, file: string): ImportResult =>
  readPuttyKeys(parseRegFile(text, file), file);
export const readKittyRegistry = (text: string, file: string): ImportResult =>
  readKittyKeys(parseRegFile(text, file), file);

/** Every session among the keys of a `.reg` file. */
export const readPuttyKeys = ({ sections, notes }: ParsedSections, file: string): ImportResult =>
  readSessions(
    puttySessions(sections, PUTTY_KEY).map(({ name, section }) => ({
      source: "putty",
      name: percentDecoded(name),
      folders: [],
      section,
      file,
    })),
    notes,
  );

/** The same of KiTTY's, each of which names the folder that it is shown in. */
export const readKittyKeys = ({ sections, notes }: ParsedSections, file: string): ImportResult =>
  readSessions(
    puttySessions(sections, KITTY_KEY).map(({ name, section }) => ({
      source: "kitty",
      name: percentDecoded(name),
      folders: settingText(section, "Folder").split("/").filter(isOwnFolder),
      section,
      file,
    })),
    notes,
  );

/** A key below a session's own, such as KiTTY's Commands, is none. */
const puttySessions = (sections: readonly Section[], key: string) =>
  sessionsUnder(sections, key).filter(({ name }) => !name.includes("\\"));

/** What KiTTY calls the folder of sessions that were put into none. */
const isOwnFolder = (name: string): boolean => name !== "" && name !== "Default";

/** One file of `~/.putty/sessions`: it has no sections, and its own name is the session's. */
export function readPuttySessionFile(text: string, file: string): ImportResult {
  const { sections, notes } = parseSections(text, file, parseIniLine);
  return readSessions(
    withoutName(sections).map((section) => ({
      source: "putty",
      name: sessionNameOf(file),
      folders: [],
      section,
      file,
    })),
    notes,
  );
}

/** One file of the folder Sessions beside a portable KiTTY (`savemode=dir`), where each folder in it is one that KiTTY shows. */
export function readKittySessionFile(text: string, file: string): ImportResult {
  const { sections, notes } = parseSections(text, file, parseKittyLine);
  const [, below = ""] = /(?:^|[/\\])Sessions[/\\](.*)[/\\][^/\\]*$/.exec(file) ?? [];
  const folders = below.split(/[/\\]/).map(percentDecoded).filter(isOwnFolder);
  const name = sessionNameOf(file.replace(/\.ktx$/i, ""));
  return readSessions(
    withoutName(sections).map((section) => ({ source: "kitty", name, folders, section, file })),
    notes,
  );
}

const withoutName = (sections: readonly Section[]): readonly Section[] => sections.filter(({ name }) => name === "");
const sessionNameOf = (file: string): string => percentDecoded(file.split(/[/\\]/).at(-1) ?? file);

/** `HostName\www.spinach.com\`: KiTTY escapes values as PuTTY does the names of sessions. */
function parseKittyLine(line: string): ParsedLine {
  if (line.trim() === "") return { kind: "nothing" };
  const [, name, text] = /^\s*([^\\]+)\\(.*)\\\s*$/.exec(line) ?? [];
  return name === undefined ? { kind: "wrong" } : { kind: "value", name, text: percentDecoded(text ?? "") };
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
  { source, name: ownName, folders, section, file }: PuttySession,
  others: ReadonlyMap<string, Section>,
): Candidate | ImportNote {
  const at = { file, line: section.line };
  const { name, notes: nameNotes } = nameWithFolders([...folders, ownName], "PuTTY", at);
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
    source,
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
      ...nameNotes,
      ...route.notes,
      ...forwardNotes,
      ...imported.notes,
      ...portNotes(section, ["PortNumber"], file),
      ...unsupportedSettings(section, file),
      ...(settingText(section, "Password") === "" ? [] : [{ ...at, code: "password-lost" as const }]), // KiTTY keeps one
    ],
  };
}

/** What KiTTY does around a session: ports that it knocks at, commands that it types. */
const KITTY_SETTINGS = ["PortKnocking", "Autocommand"];

/** Settings that change what a session does, where they are not at their default. */
function unsupportedSettings(section: Section, file: string): readonly ImportNote[] {
  const on = ["Compression", "AgentFwd", "X11Forward"].filter((name) => isEnabled(section, name));
  const hasKey = settingText(section, "PublicKeyFile") !== "";
  const written = ["RemoteCommand", "LogHost", ...KITTY_SETTINGS, ...(hasKey ? [] : ["DetachedCertificate"])].filter(
    (name) => settingText(section, name) !== "",
  );
  const chosen = ["AddressFamily"].filter((name) => !["", "0"].includes(settingText(section, name)));
  return [...on, ...written, ...chosen].map((what) => ({
    code: "setting-lost",
    file,
    line: section.values.get(what.toLowerCase())?.line ?? section.line,
    what,
  }));
}
