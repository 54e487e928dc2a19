import { XMLParser, XMLValidator } from "fast-xml-parser";
import { noReading, type Candidate, type CandidateDraft, type Note, type Reading } from "../../shared/import.js";
import { nameInFolders } from "./clean-name.js";
import { lineFinder } from "./line-finder.js";

/** `Protocol` in FileZilla's `server.h`. */
const FTP: Readonly<Record<string, "plain" | "if offered" | "demanded" | "at once" | undefined>> = { "0": "if offered", "3": "at once", "4": "demanded", "6": "plain" };
const SFTP = "1";
const OTHERS: Readonly<Record<string, string>> = { "2": "HTTP", "5": "HTTPS", "7": "S3", "8": "Storj", "9": "WebDAV" };
/** `Logontype`: the key in `Keyfile` is to be used. */
const BY_KEY = "5";

/** A tag as the parser gives it, in the order of the file: `{ Host: [{ "#text": "popeye" }] }`. */
type Tag = Readonly<Record<string, unknown>>;

/**
 * Every site of FileZilla's `sitemanager.xml`, with its folders before its name.
 * A document type, by which a file defines entities and names others to fetch, is refused: nothing is ever resolved.
 */
export function readFilezilla(text: string, file: string): Reading {
  const lineAt = lineFinder(text);
  const doctype = /<!(?:DOCTYPE|ENTITY)/i.exec(text);
  if (doctype !== null) return noReading({ file, line: lineAt(doctype.index), code: "xml-doctype" });
  const tags = parse(text);
  if ("line" in tags) return noReading({ file, line: tags.line, code: "xml-malformed" });

  const candidates: Candidate[] = [];
  const notes: Note[] = [];
  const walk = (siblings: readonly Tag[], folders: readonly string[]): void => {
    for (const tag of siblings) {
      const [name, children] = contentOf(tag);
      if (name === "Server") {
        const read = readSite(children, folders, { file, line: lineAt(startOf(tag)) });
        if ("code" in read) notes.push(read);
        else candidates.push(read);
      } else if (name === "Folder") walk(children, [...folders, textOf(children)]);
      else if (["FileZilla3", "Servers", "RecentServers"].includes(name)) walk(children, folders);
    }
  };
  walk(tags, []);
  return { candidates, notes };
}

function readSite(children: readonly Tag[], folders: readonly string[], at: { readonly file: string; readonly line: number }): Candidate | Note {
  const values = new Map(children.map((tag) => [contentOf(tag)[0], textOf(contentOf(tag)[1])]));
  const value = (name: string): string => values.get(name)?.trim() ?? "";
  const host = value("Host").replace(/^\[(.*)\]$/, "$1");
  const own = value("Name") === "" ? textOf(children).trim() : value("Name");
  const { name, notes } = nameInFolders([...folders, own === "" ? host : own], host, at);
  const protocol = value("Protocol");
  const tls = Object.hasOwn(FTP, protocol === "" ? "0" : protocol) ? FTP[protocol === "" ? "0" : protocol] : undefined;
  if (tls === undefined && protocol !== SFTP) return { ...at, code: "protocol-unknown", what: `${name}: ${OTHERS[protocol] ?? protocol.slice(0, 20)}` };
  if (host === "") return { ...at, code: "session-without-host", what: name };

  const user = value("User");
  const common: readonly Note[] = [
    ...notes,
    ...(value("Pass") === "" ? [] : [{ ...at, code: "password-lost" as const }]),
    ...(value("BypassProxy") === "1" ? [{ ...at, code: "setting-lost" as const, what: "BypassProxy" }] : []),
  ];
  if (protocol === SFTP) return { source: "filezilla", ...at, draft: sftpSite(name, host, user, value), notes: common };
  return {
    source: "filezilla", ...at, draft: { name, ftp: { mode: "relay", target: { host, port: portOf(value("Port")) ?? (tls === "at once" ? 990 : 21) } } },
    notes: [
      ...common,
      ...(tls === "at once" ? [{ ...at, code: "ftp-tls-at-once" as const }] : tls === "demanded" ? [{ ...at, code: "ftp-tls" as const }] : []),
      ...(user === "" || user === "anonymous" ? [] : [{ ...at, code: "ftp-login-lost" as const, what: user }]),
    ],
  };
}

function sftpSite(name: string, host: string, username: string, value: (name: string) => string): CandidateDraft {
  const port = portOf(value("Port"));
  const key = value("Keyfile");
  return {
    name, ftp: { mode: "bridge" },
    gateway: {
      host, ...(port === undefined ? {} : { port }), username,
      ...(key === "" || value("Logontype") !== BY_KEY ? {} : { auth: [{ method: "agent" }, { method: "key", file: key }, { method: "keyboard-interactive" }, { method: "password" }] }),
    },
  };
}

/** FileZilla writes 0 for the protocol's own port in old files. */
function portOf(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
}

/** The tags, or the line where the text stops to be XML. */
function parse(text: string): readonly Tag[] | { readonly line: number } {
  try {
    const judged = XMLValidator.validate(text);
    if (judged !== true) return { line: judged.err.line };
    return new XMLParser({ preserveOrder: true, captureMetaData: true, ignoreAttributes: true, parseTagValue: false, trimValues: false, processEntities: false }).parse(text) as readonly Tag[];
  } catch {
    return { line: 1 };
  }
}

function contentOf(tag: Tag): readonly [string, readonly Tag[]] {
  const name = Object.keys(tag).find((key) => key !== ":@") ?? "";
  const children = tag[name];
  return [name, Array.isArray(children) ? children as readonly Tag[] : []];
}

/** Where a tag begins in the text; the parser keeps it beside the content. */
function startOf(tag: Tag): number {
  const symbols: Readonly<Record<symbol, unknown>> = tag;
  const kept = symbols[XMLParser.getMetaDataSymbol() as unknown as symbol];
  return typeof kept === "object" && kept !== null && "startIndex" in kept ? Number(kept.startIndex) : 0;
}

/** The text directly inside a tag, such as a folder's name before its sites. */
function textOf(children: readonly Tag[]): string {
  const texts = children.flatMap((tag) => ("#text" in tag ? [String(tag["#text"])] : []));
  return withoutReferences(texts.join(""));
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" };

/** XML's own five names and numbers of characters; any other name stays as it stands. */
function withoutReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name] ?? whole : whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
