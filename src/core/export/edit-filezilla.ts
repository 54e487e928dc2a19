import { parseXml, type XmlElement } from "../import/formats/xml-parser.js";
import { filezillaValues, xmlElement, type FtpClientSite } from "./ftp-client-sites.js";
import { siteName, type SiteEdit, type SiteFileProblem } from "./site-edit.js";

/** What is brought up to date in a site that stands there; how to log in, folders and bookmarks are the user's. */
const UPDATED_TAGS = ["Port", "Protocol", "User"];

/**
 * FileZilla's `sitemanager.xml` with a site in it: one of this name and host gets the new port, protocol and user, wherever
 * the user has put it; else it comes last. All that stands there besides stays as it is, byte for byte.
 */
export function editFilezilla(text: string, site: FtpClientSite): SiteEdit | SiteFileProblem {
  const source = text.trim() === "" ? EMPTY : text;
  const root = parseXml(source.replace(/^\uFEFF/, " "));
  if ("problem" in root) return { problem: "malformed", line: root.line };
  if (root.name !== "FileZilla3") return { problem: "unknown-kind", line: root.line };
  const servers = root.children.find(({ name }) => name === "Servers");
  const sites = servers === undefined ? [] : sitesIn(servers);
  const { host } = site.endpoint;
  const alike = (name: string): XmlElement[] => sites.filter((tag) => nameOf(tag) === name);
  const name = siteName(site.name, host, (candidate) => {
    const hosts = alike(candidate).map((tag) => textOf(tag, "Host"));
    return hosts.includes(host) ? host : hosts[0];
  });
  const known = alike(name).find((tag) => textOf(tag, "Host") === host);
  const named = { ...site, name };
  if (known === undefined) return { outcome: "added", name, text: withSite(source, root, servers, named) };
  const updated = updatedSite(source, known, named);
  return updated === source ? { outcome: "same", name } : { outcome: "updated", name, text: updated };
}

const EMPTY = `<?xml version="1.0" encoding="UTF-8"?>\n<FileZilla3>\n\t<Servers>\n\t</Servers>\n</FileZilla3>\n`;

const sitesIn = (element: XmlElement): readonly XmlElement[] =>
  element.children.flatMap((tag) => (tag.name === "Server" ? [tag] : tag.name === "Folder" ? sitesIn(tag) : []));

const textOf = (tag: XmlElement, name: string): string =>
  tag.children.find((child) => child.name === name)?.text.trim() ?? "";

/** Old files have the name as the site's own text. */
const nameOf = (tag: XmlElement): string => textOf(tag, "Name") || tag.text.trim();

function withSite(source: string, root: XmlElement, servers: XmlElement | undefined, site: FtpClientSite): string {
  const lines = [
    "\t\t<Server>",
    ...Object.entries(filezillaValues(site)).map(([tag, value]) => `\t\t\t${xmlElement(tag, value)}`),
    "\t\t</Server>",
  ];
  return servers === undefined
    ? withLast(source, root, ["\t<Servers>", ...lines, "\t</Servers>"], "")
    : withLast(source, servers, lines, "\t");
}

/** The text with lines at an element's end. @param indent of its end tag */
function withLast(source: string, { name, start, end }: XmlElement, lines: readonly string[], indent: string): string {
  const eol = source.includes("\r\n") ? "\r\n" : "\n";
  const whole = source.slice(start, end);
  const isEmptyTag = whole.endsWith("/>");
  const closing = isEmptyTag ? `</${name}>` : whole.slice(whole.lastIndexOf("</"));
  const inner = isEmptyTag ? whole.replace(/\s*\/>$/, ">") : whole.slice(0, whole.lastIndexOf("</"));
  const before = inner.replace(/(?:\r?\n)?[ \t]*$/, "");
  return `${source.slice(0, start)}${before}${eol}${lines.join(eol)}${eol}${indent}${closing}${source.slice(end)}`;
}

/** The text with a site's values changed where they differ, and put first in it where they are missing. */
function updatedSite(source: string, site: XmlElement, wanted: FtpClientSite): string {
  const values = Object.entries(filezillaValues(wanted)).filter(([tag]) => UPDATED_TAGS.includes(tag));
  const changes = values.flatMap(([tag, value]) => {
    const child = site.children.find(({ name }) => name === tag);
    if (child?.text.trim() === value) return [];
    const at = site.start + source.slice(site.start).indexOf(">") + 1;
    return [{ start: child?.start ?? at, end: child?.end ?? at, text: xmlElement(tag, value) }];
  });
  return changes
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: inserted }) => text.slice(0, start) + inserted + text.slice(end), source);
}
