import { percentDecoded, type Section } from "../import/formats/ini-file.js";
import { parseRegFile, sessionsUnder } from "../import/formats/reg-file.js";
import { WINSCP_KEY } from "../import/winscp.js";
import { winscpValues, writeWinscp, type FtpClientSite } from "./ftp-client-sites.js";
import { winscpEncoded } from "./percent-encoded.js";
import { formatRegText } from "./reg-text.js";
import { siteName, type SiteEdit, type SiteFileProblem } from "./site-edit.js";

/**
 * `WinSCP.ini` with a site in it: one of this name and host gets the new values, else it comes last. All that stands there
 * besides stays as it is. @param text of one character a byte (latin1), so that names in any encoding come through
 */
export function editWinscpIni(text: string, site: FtpClientSite): SiteEdit | SiteFileProblem {
  const eol = /\r\n|^[^\n]*$/.test(text) ? "\r\n" : "\n";
  const mark = text.startsWith(UTF8_MARK) ? UTF8_MARK : "";
  const lines = text.slice(mark.length).split(/\r\n|\n/);
  const isForeign = text.trim() !== "" && !lines.some((line) => /^\[.*\]$/.test(line.trim()));
  if (isForeign || text.includes("\0")) return { problem: "unknown-kind", line: 1 };
  const sections = sectionsIn(lines);
  const sectionOf = (name: string): IniSection | undefined =>
    sections.find((section) => section.site !== undefined && isSameName(section.site, name));
  const { host } = site.endpoint;
  const name = siteName(site.name, host, (candidate) => {
    const section = sectionOf(candidate);
    return section === undefined ? undefined : percentDecoded(section.values.get("hostname")?.text ?? "");
  });
  const known = sectionOf(name);
  if (known === undefined) {
    const before = text === "" || text.endsWith("\n") ? text : `${text}${eol}`;
    return { outcome: "added", name, text: before + writeWinscp({ ...site, name }).replaceAll("\r\n", eol) };
  }
  const changed = withValues(lines, known, Object.entries(winscpValues(site)));
  return changed === undefined
    ? { outcome: "same", name }
    : { outcome: "updated", name, text: mark + changed.join(eol) };
}

/** A byte order mark, each byte as a character. */
const UTF8_MARK = "\xEF\xBB\xBF";

interface IniSection {
  /** The site's name, where it is one's. */
  readonly site: string | undefined;
  /** The index of its head. */
  readonly head: number;
  readonly values: Map<string, { readonly text: string; readonly line: number }>;
}

function sectionsIn(lines: readonly string[]): readonly IniSection[] {
  const sections: IniSection[] = [];
  for (const [index, line] of lines.entries()) {
    const [, head] = /^\s*\[(.*)\]\s*$/.exec(line) ?? [];
    const [, key, value = ""] = /^\s*([^=;#[\s][^=]*?)\s*=(.*)$/.exec(line) ?? [];
    if (head !== undefined) {
      const [, site] = /^sessions\\(.*)$/i.exec(head) ?? [];
      sections.push({ site: site === undefined ? undefined : percentDecoded(site), head: index, values: new Map() });
    } else if (key !== undefined) sections.at(-1)?.values.set(key.toLowerCase(), { text: value.trim(), line: index });
  }
  return sections;
}

/** WinSCP's names are keys of the registry, which know no case. */
const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function withValues(
  lines: readonly string[],
  { head, values }: IniSection,
  wanted: readonly (readonly [string, string | number])[],
): readonly string[] | undefined {
  const changes = wanted.filter(([key, value]) => values.get(key.toLowerCase())?.text !== String(value));
  if (changes.length === 0) return undefined;
  const changed = [...lines];
  for (const [key, value] of changes) {
    const line = values.get(key.toLowerCase())?.line;
    if (line !== undefined) changed[line] = `${key}=${value}`;
  }
  const missing = changes.filter(([key]) => !values.has(key.toLowerCase())).map(([key, value]) => `${key}=${value}`);
  return changed.toSpliced(head + 1, 0, ...missing);
}

/** The same in the registry. @param exported what `reg.exe export` writes of WinSCP's key @returns the text of a `.reg` file that brings the site in */
export function editWinscpRegistry(exported: string, site: FtpClientSite): SiteEdit | SiteFileProblem {
  const { sections } = parseRegFile(exported, "");
  if (!sections.some(({ name }) => name.toLowerCase().endsWith(WINSCP_KEY.toLowerCase())))
    return { problem: "unknown-kind", line: 1 };
  const sessions = sessionsUnder(sections, WINSCP_KEY);
  const sectionOf = (name: string): Section | undefined =>
    sessions.find((session) => isSameName(percentDecoded(session.name), name))?.section;
  const textIn = (section: Section, key: string): string => section.values.get(key.toLowerCase())?.text ?? "";
  const { host } = site.endpoint;
  const name = siteName(site.name, host, (candidate) => {
    const section = sectionOf(candidate);
    return section === undefined ? undefined : percentDecoded(textIn(section, "HostName"));
  });
  const known = sectionOf(name);
  const values = winscpValues(site);
  const isSame =
    known !== undefined && Object.entries(values).every(([key, value]) => textIn(known, key) === String(value));
  if (isSame) return { outcome: "same", name };
  const key = known?.name ?? `HKEY_CURRENT_USER\\${WINSCP_KEY}\\Sessions\\${winscpEncoded(name)}`;
  return {
    outcome: known === undefined ? "added" : "updated",
    name,
    text: formatRegText(key, values),
  };
}
