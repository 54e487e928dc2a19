import { parseSections, type Section, type ParsedSections, type ParsedLine } from "./ini-file.js";

/** The first line of what regedit and `reg.exe export` write. */
export const isRegFile = (text: string): boolean =>
  /^\s*(?:Windows Registry Editor Version \d|REGEDIT4)/.test(text.slice(0, 200));

/**
 * Read the keys of a `.reg` file: `[HKEY_CURRENT_USER\Software\...]`, `"HostName"="popeye"`, `"PortNumber"=dword:00000016`.
 * As regedit does, `[-HKEY_...]` deletes a key with all below it, and `"HostName"=-` a value, of what stands above.
 */
export function parseRegFile(text: string, file: string): ParsedSections {
  const joined = text.replace(/\\[ \t]*(\r\n?|\n)/g, (_, end: string) => `\x01${end}`); // long binary values go on in the next line
  let isContinued = false;
  return parseSections(joined, file, (line) => {
    const isRest = isContinued;
    isContinued = line.endsWith("\x01");
    return isRest ? { kind: "nothing" } : parseRegLine(line);
  });
}

function parseRegLine(line: string): ParsedLine {
  const content = line.trim();
  if (content === "" || content.startsWith(";") || content.startsWith("@") || isRegFile(content))
    return { kind: "nothing" };
  if (content.startsWith("[-") && content.endsWith("]")) return { kind: "delete-section", name: content.slice(2, -1) };
  if (content.startsWith("["))
    return content.endsWith("]") ? { kind: "section", name: content.slice(1, -1) } : { kind: "wrong" };
  const [, name, text, number, other, dash] =
    /^"((?:[^"\\]|\\.)*)"=(?:"((?:[^"\\]|\\.)*)"|dword:([0-9A-Fa-f]{1,8})|(hex(?:\([0-9a-f]\))?:.*)|(-))$/.exec(
      content,
    ) ?? [];
  if (name === undefined) return { kind: "wrong" };
  if (dash !== undefined) return { kind: "delete-value", name: unescaped(name) };
  if (other !== undefined) return { kind: "nothing" };
  return {
    kind: "value",
    name: unescaped(name),
    text: number === undefined ? unescaped(text ?? "") : String(Number.parseInt(number, 16)),
  };
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, "$1");

/** The sessions that a program keeps below a key, each with its name as it is written there. */
export function sessionsUnder(
  sections: readonly Section[],
  key: string,
): readonly { readonly name: string; readonly section: Section }[] {
  const prefix = `\\${key}\\sessions\\`.toLowerCase();
  return sections.flatMap((section) => {
    const index = section.name.toLowerCase().indexOf(prefix);
    const name = index < 0 ? "" : section.name.slice(index + prefix.length);
    return name === "" ? [] : [{ name, section }];
  });
}
