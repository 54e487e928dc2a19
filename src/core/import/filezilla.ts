import {
  emptyResult,
  type Candidate,
  type CandidateDraft,
  type ImportNote,
  type ImportResult,
} from "../../shared/import-export/import-candidate.js";
import { importProxy, carriedProxy, type ProxyDraft, type ImportedProxy } from "./candidates/imported-proxy.js";
import { loginMethods } from "./candidates/login-methods.js";
import { parsePastedHost } from "./candidates/pasted-host.js";
import { nameWithFolders } from "./candidates/profile-names.js";
import { deduplicateNotes } from "./candidates/deduplicate-notes.js";
import { attributeOf, parseXml, type XmlElement } from "./formats/xml-parser.js";

/** `Protocol` in FileZilla's `server.h`. */
const FTP_PROTOCOLS: Readonly<Record<string, "plain" | "if offered" | "demanded" | "at once" | undefined>> = {
  "": "if offered",
  "0": "if offered",
  "3": "at once",
  "4": "demanded",
  "6": "plain",
};
const SFTP_PROTOCOL = "1";
const OTHER_PROTOCOLS: Readonly<Record<string, string>> = {
  "2": "HTTP",
  "5": "HTTPS",
  "7": "S3",
  "8": "Storj",
  "9": "WebDAV",
  "10": "Azure Files",
  "11": "Azure Blob",
  "12": "OpenStack Swift",
  "13": "Google Cloud Storage",
  "14": "Google Drive",
  "15": "Dropbox",
  "16": "OneDrive",
  "17": "Backblaze B2",
  "18": "Box",
  "19": "WebDAV",
  "20": "Rackspace",
};
/** Which of them an address names that was pasted as the host: FileZilla goes by it. */
const PASTED_PROTOCOLS: Readonly<Record<string, string>> = { ftp: "0", sftp: "1", ssh: "1", ftps: "3", ftpes: "4" };
/** `Logontype`: the key in `Keyfile` is to be used. */
const KEY_LOGON_TYPE = "5";

/** FileZilla's numbers for the kinds of its one proxy. */
const PROXY_KINDS = { "1": "http", "2": "socks5" } as const;

/** Every site of FileZilla's `sitemanager.xml`, or of an export that has its settings too, with its folders before its name. */
export function readFilezilla(text: string, file: string): ImportResult {
  const root = parseXml(text);
  if ("problem" in root)
    return emptyResult({ file, line: root.line, code: root.problem === "doctype" ? "xml-doctype" : "xml-malformed" });
  if (!["FileZilla3", "Servers"].includes(root.name))
    return emptyResult({ file, line: root.line, code: "file-not-recognised" });

  const proxy = readProxy(root, file);
  const candidates: Candidate[] = [];
  const notes: ImportNote[] = [];
  const visit = (element: XmlElement, folders: readonly string[]): void => {
    for (const tag of element.children) {
      if (tag.name === "Server") {
        const read = readSite(tag, folders, file, proxy);
        if ("code" in read) notes.push(read);
        else candidates.push(read);
      } else if (tag.name === "Folder") visit(tag, [...folders, tag.text.trim()]);
      else if (["Servers", "RecentServers"].includes(tag.name)) visit(tag, folders);
    }
  };
  visit(root, []);
  return deduplicateNotes({ candidates, notes });
}

/** What a site has beside its address that no profile carries: they are the FTP program's, which keeps its own site. */
const LOST_TAGS = ["PostLoginCommands", "CustomEncoding", "Account", "RemoteDir", "Bookmark"];

function readSite(
  tag: XmlElement,
  folders: readonly string[],
  file: string,
  shared: SharedProxy,
): Candidate | ImportNote {
  const at = { file, line: tag.line };
  const values = new Map(tag.children.map(({ name, text }) => [name, text.trim()]));
  const pasted = parsePastedHost(values.get("Host") ?? "");
  const { host, scheme } = pasted;
  if (pasted.port !== undefined) values.set("Port", String(pasted.port));
  if (pasted.username !== undefined) values.set("User", pasted.username);
  const value = (name: string): string => values.get(name) ?? "";
  const own = value("Name") === "" ? tag.text.trim() : value("Name");
  const { name, notes } = nameWithFolders([...folders, own === "" ? host : own], "FileZilla", at);
  const protocol = scheme === undefined ? value("Protocol") : protocolOf(scheme, value("Protocol"));
  const tls = Object.hasOwn(FTP_PROTOCOLS, protocol) ? FTP_PROTOCOLS[protocol] : undefined;
  if (tls === undefined && protocol !== SFTP_PROTOCOL)
    return { ...at, code: "protocol-unknown", what: `${name}: ${OTHER_PROTOCOLS[protocol] ?? protocol.slice(0, 20)}` };
  if (host === "") return { ...at, code: "session-without-host", what: name };

  const proxy: ImportedProxy = value("BypassProxy") === "1" ? {} : shared.proxy;
  const { notes: proxyNotes, draft: proxyDraft } = carriedProxy(proxy, tls === undefined, shared.at);
  const common: readonly ImportNote[] = [
    ...notes,
    ...proxyNotes.map((note) => (proxy.draft === undefined ? note : { ...note, code: "ftp-proxy-lost" as const })),
    ...(proxy.hasSecret === true ? [{ ...shared.at, code: "password-lost" as const }] : []),
    ...(/^0*$/.test(value("Port")) || portOf(value("Port")) !== undefined
      ? []
      : [{ ...at, code: "setting-lost" as const, what: `Port ${value("Port").slice(0, 20)}` }]),
    ...(value("Pass") === "" && !pasted.hasPassword
      ? []
      : [{ ...at, code: tls === undefined ? ("password-lost" as const) : ("ftp-password-lost" as const) }]),
    ...tag.children
      .filter((child) => LOST_TAGS.includes(child.name) && (child.text.trim() !== "" || child.children.length > 0))
      .map((child) => ({ file, line: child.line, code: "setting-lost" as const, what: child.name })),
  ];
  if (tls === undefined)
    return { source: "filezilla", ...at, draft: sftpSite(name, host, value, proxyDraft), notes: common };
  const user = value("User");
  return {
    source: "filezilla",
    ...at,
    draft: {
      name,
      ftp: {
        mode: "relay",
        target: { host, port: portOf(value("Port")) ?? (tls === "at once" ? 990 : 21) },
        ...(tls === "at once" ? { tls: "implicit" } : tls === "demanded" ? { tls: "explicit" } : {}),
      },
    },
    notes: [
      ...common,
      ...(tls === "at once"
        ? [{ ...at, code: "ftp-tls-at-once" as const }]
        : tls === "demanded"
          ? [{ ...at, code: "ftp-tls" as const }]
          : []),
      ...(user === "" || user === "anonymous" ? [] : [{ ...at, code: "ftp-login-lost" as const, what: user }]),
    ],
  };
}

/** `ftp://` says no more of TLS than the site does. */
function protocolOf(scheme: string, own: string): string {
  const named = Object.hasOwn(PASTED_PROTOCOLS, scheme) ? PASTED_PROTOCOLS[scheme] : undefined;
  if (named === "0" && Object.hasOwn(FTP_PROTOCOLS, own)) return own;
  return named ?? (Object.hasOwn(OTHER_PROTOCOLS, own) ? own : scheme);
}

/** The one proxy of all sites, and where it stands. */
interface SharedProxy {
  readonly proxy: ImportedProxy;
  readonly at: { readonly file: string; readonly line: number };
}

/** What an export's settings say of the proxy that every site goes through. */
function readProxy(root: XmlElement, file: string): SharedProxy {
  const settings = new Map(
    root.children
      .filter(({ name }) => name === "Settings")
      .flatMap(({ children }) => children)
      .map((tag) => [attributeOf(tag, "name"), tag]),
  );
  const value = (name: string): string => settings.get(`Proxy ${name}`)?.text.trim() ?? "";
  const proxy = importProxy(
    {
      kind: value("type"),
      host: value("host"),
      port: value("port"),
      username: value("user"),
      secret: value("password"),
    },
    PROXY_KINDS,
  );
  return { proxy, at: { file, line: settings.get("Proxy host")?.line ?? root.line } };
}

function sftpSite(
  name: string,
  host: string,
  value: (name: string) => string,
  proxy: ProxyDraft | undefined,
): CandidateDraft {
  const port = portOf(value("Port"));
  return {
    name,
    ftp: { mode: "bridge" },
    gateway: {
      host,
      ...(port === undefined ? {} : { port }),
      username: value("User"),
      ...loginMethods({
        key: value("Logontype") === KEY_LOGON_TYPE ? value("Keyfile") : "",
        usesAgent: true,
        usesPrompts: true,
      }),
      ...(proxy === undefined ? {} : { proxy }),
    },
  };
}

/** Old files have 0 for the protocol's own port. */
function portOf(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
}
