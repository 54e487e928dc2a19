import type {
  Candidate,
  CandidateDraft,
  ImportNote,
  ImportResult,
} from "../../shared/import-export/import-candidate.js";
import type { ProfileDraft } from "../../shared/profile/profile-schema.js";
import { importProxy, carriedProxy, type ProxyDraft } from "./candidates/imported-proxy.js";
import {
  parseSections,
  parseIniLine,
  isEnabled,
  isSwitchedOff,
  percentDecoded,
  portNotes,
  settingPort,
  settingText,
  type Section,
  type ParsedSections,
} from "./formats/ini-file.js";
import { loginMethods } from "./candidates/login-methods.js";
import { withoutBrackets } from "./candidates/parse-listen-address.js";
import { parsePastedHost, type PastedHost } from "./candidates/pasted-host.js";
import { nameWithFolders } from "./candidates/profile-names.js";
import { parseRegFile, sessionsUnder, withHomeFolder } from "./formats/reg-file.js";

/** Where WinSCP keeps its sites in the registry. */
export const WINSCP_KEY = "Software\\Martin Prikryl\\WinSCP 2";

/** `FSProtocol` in WinSCP's `SessionData.h`; a site without it speaks SFTP. */
const PROTOCOL: Readonly<Record<string, "ssh" | "ftp" | undefined>> = {
  "": "ssh",
  "0": "ssh",
  "1": "ssh",
  "2": "ssh",
  "5": "ftp",
};
const OTHER_PROTOCOLS: Readonly<Record<string, string>> = { "6": "WebDAV", "7": "S3" };
/** What an address says that was pasted as the host. */
const PASTED_PROTOCOLS: Readonly<Record<string, string>> = {
  sftp: "2",
  scp: "0",
  ssh: "2",
  ftp: "5",
  ftps: "5",
  ftpes: "5",
};
const SCP_ONLY = "0";
/** `ProxyMethod`. */
const PROXY_KINDS = { "2": "socks5", "3": "http" } as const;
/** `Ftps`: TLS from the first byte. */
const IMPLICIT_TLS = "1";
const SECRET_SETTINGS = [
  "Password",
  "PasswordPlain",
  "Passphrase",
  "TunnelPassword",
  "TunnelPasswordPlain",
  "TunnelPassphrase",
  "ProxyPasswordEnc",
  "ProxyPassword",
];

/** Every site of `WinSCP.ini`. */
export const readWinscpIni = (text: string, file: string): ImportResult => {
  const ini = parseSections(text, file, parseIniLine);
  return readSites(
    ini,
    ini.sections.flatMap((section) =>
      /^sessions\\/i.test(section.name) ? [{ name: section.name.slice("sessions\\".length), section }] : [],
    ),
    file,
  );
};

/** Every site of a `.reg` file exported from WinSCP's key. */
export const readWinscpRegistry = (text: string, file: string): ImportResult =>
  readWinscpKeys(parseRegFile(text, file), file);

/** Every site among the keys of a `.reg` file. */
export const readWinscpKeys = (registry: ParsedSections, file: string): ImportResult =>
  readSites(registry, sessionsUnder(registry.sections, WINSCP_KEY), file);

function readSites(
  source: ParsedSections,
  sites: readonly { readonly name: string; readonly section: Section }[],
  file: string,
): ImportResult {
  const candidates: Candidate[] = [];
  const notes: ImportNote[] = [...source.notes];
  for (const { name, section } of sites) {
    const folders = name.split("/").map(percentDecoded);
    if (folders.at(-1) === "Default Settings" || isEnabled(section, "IsWorkspace")) continue;
    const read = readSite(folders, section, file);
    if ("code" in read) notes.push(read);
    else candidates.push(read);
  }
  return { candidates, notes };
}

function readSite(folders: readonly string[], section: Section, file: string): Candidate | ImportNote {
  const at = { file, line: section.line };
  const pasted = parsePastedHost(valueAt(section, "HostName"));
  const { host, scheme = "" } = pasted;
  const { name, notes } = nameWithFolders(folders, host, at);
  const named = Object.hasOwn(PASTED_PROTOCOLS, scheme) ? PASTED_PROTOCOLS[scheme] : undefined;
  const protocol = named ?? settingText(section, "FSProtocol");
  const kind = Object.hasOwn(PROTOCOL, protocol) ? PROTOCOL[protocol] : undefined;
  if (kind === undefined)
    return { ...at, code: "protocol-unknown", what: `${name}: ${OTHER_PROTOCOLS[protocol] ?? protocol.slice(0, 20)}` };
  if (host === "") return { ...at, code: "session-without-host", what: name };
  const proxy = carriedProxy(readProxy(section), kind === "ssh", at);
  const draft = kind === "ftp" ? ftpSite(name, pasted, section) : sshSite(name, pasted, section, proxy.draft);
  return {
    source: "winscp",
    ...at,
    draft,
    notes: [
      ...notes,
      ...(kind === "ftp" ? ftpNotes(section, at, pasted.username) : sshNotes(section, at)),
      ...proxy.notes,
      ...proxyCommandNotes(section, at),
      ...commonNotes(section, at, kind, pasted.hasPassword),
    ],
  };
}

const ftpSite = (name: string, { host, port }: PastedHost, section: Section): CandidateDraft => ({
  name,
  ftp: {
    mode: "relay",
    target: { host, port: port ?? settingPort(section, "PortNumber") ?? (tlsOf(section) === "implicit" ? 990 : 21) },
    ...(tlsOf(section) === undefined ? {} : { tls: tlsOf(section) }),
  },
});

function tlsOf(section: Section): "implicit" | "explicit" | undefined {
  const written = settingText(section, "Ftps");
  if (written === "" || written === "0") return undefined;
  return written === IMPLICIT_TLS ? "implicit" : "explicit";
}

const readProxy = (section: Section) =>
  importProxy(
    {
      kind: settingText(section, "ProxyMethod"),
      host: hostAt(section, "ProxyHost"),
      port: settingText(section, "ProxyPort"),
      username: valueAt(section, "ProxyUsername"),
      secret: "",
    },
    PROXY_KINDS,
  );

/** The tunnel of a site goes through its proxy, as the first of a profile's hops does. */
function sshSite(name: string, pasted: PastedHost, section: Section, proxy: ProxyDraft | undefined): CandidateDraft {
  const gateway = hopOf(pasted, section, "");
  const tunnel = hostAt(section, "TunnelHostName");
  const via =
    isEnabled(section, "Tunnel") && tunnel !== "" ? { via: [hopOf({ host: tunnel }, section, "Tunnel")] } : {};
  return { name, gateway: { ...gateway, ...via, ...(proxy === undefined ? {} : { proxy }) }, ftp: { mode: "bridge" } };
}

/** The gateway's values have their plain names, those of the tunnel to it begin with `Tunnel`. */
function hopOf(
  pasted: Pick<PastedHost, "host" | "port" | "username">,
  section: Section,
  prefix: "" | "Tunnel",
): NonNullable<ProfileDraft["gateway"]["via"]>[number] {
  const port = pasted.port ?? settingPort(section, `${prefix}PortNumber`);
  return {
    host: pasted.host,
    ...(port === undefined ? {} : { port }),
    username: pasted.username ?? valueAt(section, `${prefix}UserName`),
    ...loginMethods({
      key: pathAt(section, `${prefix}PublicKeyFile`),
      ...(prefix === "" ? { certificate: pathAt(section, "DetachedCertificate") } : {}),
      usesAgent: prefix !== "" || !isSwitchedOff(section, "TryAgent"),
      usesPrompts: prefix !== "" || !isSwitchedOff(section, "AuthKI"),
    }),
  };
}

/** WinSCP writes signs of other alphabets and `\` as `%5C`, in the registry too. */
const valueAt = (section: Section, name: string): string => percentDecoded(settingText(section, name));
/** It puts the values of variables into a path, and takes quotes off. */
const pathAt = (section: Section, name: string): string =>
  withHomeFolder(valueAt(section, name).replace(/^"(.*)"$/s, "$1"));
const hostAt = (section: Section, name: string): string => withoutBrackets(valueAt(section, name).trim());

interface LinePosition {
  readonly file: string;
  readonly line: number;
}

function ftpNotes(section: Section, at: LinePosition, pastedUser: string | undefined): readonly ImportNote[] {
  const tls = tlsOf(section);
  const user = pastedUser ?? valueAt(section, "UserName");
  return [
    ...(tls === undefined
      ? []
      : [{ ...at, code: tls === "implicit" ? ("ftp-tls-at-once" as const) : ("ftp-tls" as const) }]),
    ...(user === "" || user === "anonymous" ? [] : [{ ...at, code: "ftp-login-lost" as const, what: user }]),
  ];
}

const sshNotes = (section: Section, at: LinePosition): readonly ImportNote[] =>
  settingText(section, "FSProtocol") === SCP_ONLY && section.values.has("fsprotocol")
    ? [{ ...at, code: "scp-lost" }]
    : [];

/** `ProxyMethod`: a command takes the place of a proxy, whatever host is written beside it. */
const PROXY_COMMAND = "5";

const proxyCommandNotes = (section: Section, at: LinePosition): readonly ImportNote[] =>
  settingText(section, "ProxyMethod") === PROXY_COMMAND && hostAt(section, "ProxyHost") === ""
    ? [{ ...at, code: "proxy-lost", what: "a command" }]
    : [];

function commonNotes(
  section: Section,
  at: LinePosition,
  kind: "ssh" | "ftp",
  hasPastedPassword: boolean,
): readonly ImportNote[] {
  const notes: ImportNote[] = [
    ...portNotes(section, ["PortNumber", ...(isEnabled(section, "Tunnel") ? ["TunnelPortNumber"] : [])], at.file),
  ];
  if (hasPastedPassword || SECRET_SETTINGS.some((name) => settingText(section, name) !== ""))
    notes.push({ ...at, code: kind === "ftp" ? "ftp-password-lost" : "password-lost" });
  for (const name of [
    "PostLoginCommands",
    "LogicalHostName",
    "SftpServer",
    "Shell",
    "RemoteDirectory",
    "Compression",
    "AddressFamily",
  ]) {
    const value = section.values.get(name.toLowerCase());
    if (value !== undefined && value.text !== "" && value.text !== "0")
      notes.push({ ...at, line: value.line, code: "setting-lost", what: name });
  }
  return notes;
}
