import type { ImportNote } from "../../../shared/import-export/import-candidate.js";
import { decodeWindows1252 } from "../../system/windows-1252.js";

/** One value, `PortNumber=22`, and the line on which it stands. */
export interface SettingValue {
  readonly text: string;
  readonly line: number;
}

/** A named group of values: a section of an INI file, a key of the registry. */
export interface Section {
  /** As it is written. */
  readonly name: string;
  readonly line: number;
  readonly values: ReadonlyMap<string, SettingValue>;
}

export interface ParsedSections {
  readonly sections: readonly Section[];
  readonly notes: readonly ImportNote[];
}

/** What one line of a file of settings says. */
export type ParsedLine =
  | { readonly kind: "section"; readonly name: string }
  | { readonly kind: "value"; readonly name: string; readonly text: string }
  | { readonly kind: "delete-section" | "delete-value"; readonly name: string }
  | { readonly kind: "nothing" | "wrong" };

/** More than any file of sites has. */
const MAX_SECTIONS = 20_000;
/** Each is a look at all sections. */
const MAX_DELETIONS = 1_000;
/** Settings of a thousand sites; what is longer, or has so much that cannot be read, is no file of settings. */
export const MAX_LINES = 200_000;
const MAX_NOTES = 1_000;

/**
 * Gather lines into sections. A section that stands twice is one, and of a value that stands twice the first counts;
 * both are told of. What comes before the first section belongs to one without a name.
 */
export function parseSections(text: string, file: string, readLine: (line: string) => ParsedLine): ParsedSections {
  const sections = new Map<string, { name: string; line: number; values: Map<string, SettingValue> }>();
  const notes: ImportNote[] = [];
  let section = { name: "", line: 1, values: new Map<string, SettingValue>() };
  let deletions = 0;
  for (const [index, content] of text.split(/\r\n?|\n/).entries()) {
    const at = { file, line: index + 1 };
    if (index >= MAX_LINES || notes.length >= MAX_NOTES || deletions > MAX_DELETIONS)
      return { sections: [...sections.values()], notes: [...notes, { ...at, code: "too-many", what: String(index) }] };
    const parsed = readLine(content);
    if (parsed.kind === "wrong") notes.push({ ...at, code: "line-malformed" });
    if (parsed.kind === "delete-section") {
      const name = parsed.name.toLowerCase();
      for (const key of sections.keys()) if (key === name || key.startsWith(`${name}\\`)) sections.delete(key);
      section = { name: "", line: at.line, values: new Map() }; // what stands below it has no key to go to
      deletions++;
    }
    if (parsed.kind === "delete-value") section.values.delete(parsed.name.toLowerCase());
    if (parsed.kind === "section") {
      const known = sections.get(parsed.name.toLowerCase());
      if (known !== undefined) notes.push({ ...at, code: "section-twice", what: parsed.name });
      else if (sections.size >= MAX_SECTIONS)
        return {
          sections: [...sections.values()],
          notes: [...notes, { ...at, code: "too-many", what: String(MAX_SECTIONS) }],
        };
      section = known ?? { name: parsed.name, line: at.line, values: new Map() };
    }
    if (parsed.kind === "value") {
      const name = parsed.name.toLowerCase();
      if (!section.values.has(name)) section.values.set(name, { text: parsed.text, line: at.line });
      else if (section.values.get(name)?.text !== parsed.text)
        notes.push({ ...at, code: "value-twice", what: parsed.name });
    }
    if (parsed.kind === "section" || parsed.kind === "value") sections.set(section.name.toLowerCase(), section);
  }
  return { sections: [...sections.values()], notes };
}

/** A line of an INI file, or of one of PuTTY's session files, which have no sections. */
export function parseIniLine(line: string): ParsedLine {
  const content = line.trim();
  if (content === "" || content.startsWith(";") || content.startsWith("#")) return { kind: "nothing" };
  if (content.startsWith("["))
    return content.endsWith("]") ? { kind: "section", name: content.slice(1, -1) } : { kind: "wrong" };
  const equals = content.indexOf("=");
  return equals < 1
    ? { kind: "wrong" }
    : { kind: "value", name: content.slice(0, equals).trim(), text: content.slice(equals + 1).trim() };
}

/** Whether a setting is on, as these programs write it. */
export const isEnabled = (section: Section, name: string): boolean => !["", "0"].includes(settingText(section, name));
/** Whether a setting that is on by default is switched off. */
export const isSwitchedOff = (section: Section, name: string): boolean => settingText(section, name) === "0";
export const settingText = ({ values }: Section, name: string): string => values.get(name.toLowerCase())?.text ?? "";

/** A port, or `undefined` where it is none or not written. */
export function settingPort(section: Section, name: string): number | undefined {
  const text = settingText(section, name);
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
}

/** That a port is written which is none, so that the program's usual one is taken; 0 stands for that in their files. */
export function portNotes(section: Section, names: readonly string[], file: string): readonly ImportNote[] {
  return names.flatMap((name) => {
    const value = section.values.get(name.toLowerCase());
    const isSaid = value !== undefined && !/^0*$/.test(value.text);
    return isSaid && settingPort(section, name) === undefined
      ? [{ file, line: value.line, code: "setting-lost" as const, what: `${name} ${value.text.slice(0, 20)}` }]
      : [];
  });
}

/** Undo `%20` and the like: the bytes are UTF-8 in newer files, an old Windows page in others. */
export function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  const bytes = Buffer.from(
    text
      .replace(/%(?![0-9A-Fa-f]{2})/g, "%25")
      .replace(/[^\0-\x7f]/gu, (sign) =>
        [...Buffer.from(sign)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
      )
      .replace(/%([0-9A-Fa-f]{2})/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16))),
    "latin1",
  );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes); // a byte order mark before it is taken off
  } catch {
    return decodeWindows1252(bytes);
  }
}
