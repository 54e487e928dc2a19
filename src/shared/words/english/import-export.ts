import type { ExportFormat, ExportNoteCode } from "../../import-export/export-format.js";
import type {
  ConflictChoice,
  ImportSource,
  ImportNoteCode,
  PreviewItem,
  MergeOutcome,
} from "../../import-export/import-candidate.js";
import type { ListenerFacts } from "../../profile/listener-facts.js";

const q = (what: string): string => `“${what}”`;

/** Each note of an import as a sentence; where it stands is said before it. */
export const importNotes: Readonly<Record<ImportNoteCode, (what: string) => string>> = {
  "file-missing": () => "There is no such file or folder: check its path.",
  "file-unreadable": (what) => `It cannot be read (${what}): check that it is a file and yours to read.`,
  "file-too-large": (what) => `It has ${what}, far more than any file of settings, and was not read.`,
  "file-binary": () =>
    "It holds bytes that are no text: choose the file that the program exports or keeps its settings in.",
  "file-not-recognised": () =>
    "Culvert does not know this kind of file. It reads OpenSSH configurations, sessions of PuTTY and KiTTY, WinSCP.ini, FileZilla's sitemanager.xml and its own profile documents.",
  "folder-without-sessions": () =>
    "This folder holds no files: name the folder with PuTTY's sessions, such as ~/.putty/sessions, or KiTTY's folder Sessions.",
  "nothing-found": () => "Nothing to import was found here.",
  "too-many": (what) =>
    `There is more in it than Culvert takes from one file (${what}): what follows was left out. Split the file, and import the parts.`,
  "xml-malformed": () => "The XML is damaged or cut off here: export the file again.",
  "xml-doctype": () =>
    "The file has a document type, by which XML can name other files and entities: Culvert resolves none of them and does not read the file. Remove that line if you trust it.",
  "json-malformed": () => "The JSON is damaged or cut off here: mend it in an editor, or export it again.",
  "document-version": (what) =>
    `It is a profile document of version ${what}, and this Culvert reads version 1: update Culvert.`,
  "registry-missing": (what) =>
    `Windows' registry cannot be read from here (${what}). On another computer, export the sessions there by regedit and name that .reg file.`,
  "document-refused": (what) => `A profile of the document is not valid. ${what} Correct that, and import it again.`,
  "line-malformed": () => "This line cannot be read and was passed over.",
  "session-without-host": (what) => `${q(what)} names no host and was passed over.`,
  "protocol-unknown": (what) => `${what} does not go through SSH as FTP or SFTP, and was passed over.`,
  "include-missing": (what) => `No file fits the included ${q(what)}.`,
  "include-not-followed": (what) =>
    `A dropped file is read by itself: what it includes, ${q(what)}, was not followed. Choose the file by the button instead, and it is.`,
  "include-loop": (what) => `${what} includes itself again; it is read once.`,
  "include-too-deep": (what) => `${what} is included too deeply and was not read.`,
  "setting-lost": (what) => `${what} is not carried over.`,
  "match-lost": (what) => `The settings under ${q(`Match ${what}`)} are not carried over.`,
  "password-lost": () => "The stored password is not imported: you are asked for it when you connect.",
  "ftp-password-lost": () =>
    "The stored password is not imported: it is the FTP server's, and your FTP program gives it as before.",
  "proxy-lost": (what) => `The proxy (${what}) is not carried over.`,
  "ftp-proxy-lost": (what) =>
    `FTP sites are reached from their gateway: for them the proxy (${what}) is not carried over.`,
  "jump-lost": (what) => `The jump host ${q(what)} is not carried over: it cannot be read, or leads in a circle.`,
  "name-not-completed": (what) =>
    `ssh would complete this host's name (CanonicalizeHostname), and Culvert has not found ${what}: the name stands as it was written. Write the whole name into the profile, or import again where it can be found.`,
  "token-lost": (what) => `${q(what)} depends on what only ssh knows, and is not carried over.`,
  "forward-lost": (what) =>
    `The forward ${what} is not carried over: a profile has no such kind, or its port is taken by another one.`,
  "forward-malformed": (what) => `The forward ${q(what)} cannot be read and was left out.`,
  "socket-lost": (what) => `The forward ${q(what)} listens on a Unix socket of this computer and was left out.`,
  "ftp-login-lost": (what) => `Log in as ${q(what)} in your FTP program as before: a profile keeps no FTP login.`,
  "ftp-tls": () =>
    "The site asks for TLS: the relay speaks it to the server, and shows you its certificate once. Set your FTP program to plain FTP.",
  "ftp-tls-at-once": () =>
    "The site uses TLS from the first byte: the relay speaks it to the server, and shows you its certificate once. Set your FTP program to plain FTP.",
  "scp-lost": () => "The site uses SCP: Culvert uses SFTP on the same server.",
  "section-twice": (what) => `${q(what)} appears twice: both were read as one.`,
  "value-twice": (what) => `${q(what)} is set twice: the first one is used.`,
  "encoding-guessed": (what) => `The file is not in UTF-8 here: it was read as ${what}, so check names with accents.`,
  "name-cleaned": (what) => `The name had characters that cannot be shown; it is now ${q(what)}.`,
  "username-assumed": (what) => `No user name is given: ${q(what)} is assumed, as ssh does.`,
  "aliases-joined": (what) => `${q(what)} leads to the same, so it is the same profile.`,
  "forward-narrowed": (what) =>
    `The forward on ${what} listened for the whole network; it now listens on this computer alone.`,
  "forward-open": (what) => `The forward listens on ${what}, where others may reach it.`,
  "remote-narrowed": (what) =>
    `The forward on ${what} of the gateway listened for the gateway's whole network; it now listens on the gateway itself alone.`,
  "remote-open": (what) => `The forward listens on ${what} of the gateway, where others may reach it.`,
  "listen-narrowed": (what) =>
    `It was to listen on ${what}, where others may reach it; it now listens on loopback alone.`,
  "remote-off": (what) =>
    `A remote forward would lead from the gateway to ${what} of this computer: it is switched off until you switch it on.`,
  "bridge-users-left-out": () =>
    "Its bridge had users, whose passwords others may know; it now asks for a password that is made for it.",
  "bridge-closed": () => "Its bridge let anybody in; it now asks for a password that is made for it.",
  "start-off": () => "It was to open whenever Culvert starts; it does not, until you set that again.",
  "old-server": (what) =>
    `${what} let in old algorithms: the switch for old servers is on in the profile, which lets in SHA-1 and CBC for that server alone.`,
  "range-made": (what) => `The forwards are the recipe for FTP: they became the range mode with ${what}.`,
  "relay-made": (what) =>
    `A control port alone (${what}) carries no file: it became the relay mode, which finds the data connections.`,
  "folder-in-name": () => "Its folder stands before its name.",
  "may-be-ftp": (what) =>
    `These forwards may carry FTP (${what}): they stay plain forwards, unless you take them as FTP.`,
};

/** What an export could not carry. */
export const exportNotes: Readonly<Record<ExportNoteCode, (what: string) => string>> = {
  "relay-as-control-port": (what) =>
    `No other program has Culvert's relay: only the control port to ${what} is forwarded, so listings and transfers will hang. Use the range mode for a recipe that other programs can follow.`,
  "bridge-left-out": () => "No other program has Culvert's bridge: what is written here only logs in to the gateway.",
  "first-key-only": () => "PuTTY takes one key: only the first one is written.",
  "first-jump-only": () => "PuTTY takes one jump host: only the first one is written.",
  "socket-left-out": () => "PuTTY forwards ports alone: what leads to a Unix socket is left out.",
  "off-left-out": (what) => `PuTTY has no forwards that are switched off: ${what} is left out.`,
  "any-port-left-out": (what) => `PuTTY cannot leave a port to the server: the forward to ${what} is left out.`,
  "jump-login-left-out": () =>
    "PuTTY logs in to a jump host by its default settings: the profile's own login there is left out.",
  "proxy-left-out": (what) => `PuTTY takes a jump host or a proxy: the proxy ${what} is left out.`,
  "old-server-left-out": () =>
    "PuTTY asks by itself before it uses old algorithms: the switch for old servers is left out.",
  "agent-left-out": (what) =>
    `PuTTY asks Pageant, or the agent of SSH_AUTH_SOCK, for all of its keys: ${what} is left out.`,
  "ways-left-out": () => "PuTTY has its own order of ways to log in: agent, key, prompts, password.",
  "site-behind-tunnel": (what) => `The site leads to ${what}, where the tunnel listens: open the tunnel first.`,
  "puts-key-as-ppk": (what) => `PuTTY reads keys of its own kind: convert ${what} with PuTTYgen if it is another.`,
  "nothing-to-set": () => "Nothing needs to be set on the server: only the range mode asks for fixed passive ports.",
  "no-ftp": () => "This profile carries no FTP, so there is nothing to write.",
  "range-left-out": (what) => `This server knows one passive range: ${what} is left out.`,
  "name-address-to-all": (what) =>
    `The server then names ${what} to every client: those that reach it without the tunnel must ignore that address.`,
};

export const importSources: Readonly<Record<ImportSource, string>> = {
  openssh: "OpenSSH",
  putty: "PuTTY",
  kitty: "KiTTY",
  winscp: "WinSCP",
  filezilla: "FileZilla",
  culvert: "Culvert",
};
export const exportFormats: Readonly<Record<ExportFormat, string>> = {
  openssh: "OpenSSH: command and configuration",
  putty: "PuTTY: registry file",
  winscp: "WinSCP: site",
  filezilla: "FileZilla: site",
  vsftpd: "Server lines for vsftpd",
  proftpd: "Server lines for ProFTPD",
  "pure-ftpd": "Server lines for Pure-FTPd",
  culvert: "Culvert: profile document",
};
export const conflictChoices: Readonly<Record<ConflictChoice, string>> = {
  "keep-both": "Keep both",
  replace: "Replace it",
  skip: "Skip",
};
export const standings: Readonly<Record<PreviewItem["standing"], string>> = {
  new: "New",
  conflict: "There already",
  same: "The same is there",
  invalid: "Not valid",
};
export const takings: Readonly<Record<MergeOutcome["outcome"], string>> = {
  added: "added",
  replaced: "replaced",
  skipped: "skipped",
  same: "there already",
  "needs-gateway": "needs its gateway",
  invalid: "not valid",
};

/** Where a profile listens and leads, before it is taken over. */
export function sayListener({ kind, listen, target = "", enabled }: ListenerFacts): string {
  const says = ((): string => {
    switch (kind) {
      case "bridge":
        return `listens on ${listen} and leads to the gateway's files`;
      case "dynamic":
        return `listens on ${listen} and leads to whatever a program names there (SOCKS)`;
      case "remote":
        return `listens on ${listen} of the gateway and leads to ${target} of this computer`;
      default:
        return `listens on ${listen} and leads to ${target}`;
    }
  })();
  return enabled ? says : `${says} (switched off)`;
}

/** `culvert import` and `culvert export`. */
export const exchange = {
  import: "import profiles from OpenSSH, PuTTY, WinSCP, FileZilla or a profile document",
  importFiles:
    "files, a folder of PuTTY's or KiTTY's sessions, or registry:putty, registry:kitty and registry:winscp on Windows",
  importProfilesOption: "put them into this profile document instead of the app's own store",
  dryRunOption: "only show what would be imported",
  onConflictOption: "what to do where a profile of that name is there: keep-both, replace or skip",
  gatewayOption: "the SSH gateway of FTP sites, user@host or user@host:port",
  asFtpOption: "import forwards that look like FTP's as FTP",
  gatewayWrong: (text: string) => `${q(text)} is not a gateway: write user@host or user@host:port.`,
  export: "write a profile as another program's settings, or as the lines that an FTP server needs",
  exportProfile: "the id or name of a profile (see: culvert list)",
  asOption: "what to write",
  intoOption: "write the site into the settings of a program on this computer, while that program is closed",
  asOrInto: "Say what to write: --as FORMAT, or --into PROGRAM.",
  outputOption: "write to this file instead of standard output",
  line: (file: string, line: number | undefined) => (line === undefined ? file : `${file}, line ${line}`),
  needsGateway: "It is an FTP site: name the SSH gateway that leads to it with --gateway user@host.",
  wouldBe: (name: string, what: string) => `${name}: would be ${what}`,
  was: (name: string, what: string, id: string | undefined) => `${name}: ${what}${id === undefined ? "" : ` (${id})`}`,
  count: (taken: number, left: number) => `${taken} imported, ${left} left out.`,
  countOfPart: (taken: number) => `${taken} imported; what is beyond them in the file was left out.`,
  nothingStored: "Nothing was stored.",
  atStart: (opens: boolean): string => (opens ? "opens whenever Culvert starts" : "does not open by itself"),
};

/** The import page and the export sheet. */
export const importing = {
  says: "Import what you already have: nothing is stored before you have seen it.",
  sources: "From this computer",
  sourcesSay:
    "OpenSSH configurations, sessions of PuTTY and KiTTY, WinSCP.ini, FileZilla's sitemanager.xml and Culvert's own documents.",
  choose: "Choose a file…",
  drop: "Or drop files here",
  found: (count: number) =>
    count === 0 ? "Nothing found" : count === 1 ? "1 profile found" : `${count} profiles found`,
  notes: "About the file",
  gateway: "SSH gateway of the FTP sites",
  gatewayHint: "user@host or user@host:port. FTP sites need one; their servers are reached from there.",
  gatewayWrong: "Write it as user@host or user@host:port.",
  onConflict: "If it is there already",
  asFtp: "These forwards carry FTP",
  needsGateway: "Needs its gateway",
  take: (count: number) => (count === 1 ? "Import 1 profile" : `Import ${count} profiles`),
  done: (count: number) => (count === 1 ? "1 profile was imported." : `${count} profiles were imported.`),
  doneSays:
    "Passwords were not: Culvert asks for those of the SSH gateways when you connect, and your FTP program for those of FTP servers.",
};

export const exporting = {
  menu: "Export…",
  title: "Export",
  format: "Write it as",
  text: "Text",
  save: "Save to a file…",
  saved: (file: string) => `It was written to ${file}.`,
  close: "Close",
};
