import { lineNumbers } from "./line-numbers.js";

/** An element: its text is what stands directly in it. */
export interface XmlElement {
  readonly name: string;
  /** As they are written, ` name="Proxy host"`. */
  readonly attributes: string;
  readonly line: number;
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** Where it begins in the text, and where its end tag ends. */
  readonly start: number;
  readonly end: number;
}

/** Why a text is not read, and where. */
export interface XmlProblem {
  readonly problem: "doctype" | "malformed";
  readonly line: number;
}

/** One attribute of a tag, empty where it has none of that name. @param name plain letters */
export const attributeOf = ({ attributes }: XmlElement, name: string): string => {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
  return decodeReferences(double ?? single ?? "");
};

interface OpenElement {
  readonly name: string;
  readonly attributes: string;
  readonly line: number;
  text: string;
  readonly children: OpenElement[];
  readonly start: number;
  end: number;
}

/** Deeper than any file of sites; what recurses over it stays on the stack. */
const MAX_DEPTH = 60;
const TAG = /<([A-Za-z_][\w:.-]{0,99})((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const END = /<\/([A-Za-z_][\w:.-]{0,99})\s*>/y;

/**
 * Read an XML text strictly, in time of its length. A document type is refused: with it a file defines entities that
 * blow up and names others to fetch, and no file of sites needs one. Nothing is ever resolved or fetched.
 */
export function parseXml(text: string): XmlElement | XmlProblem {
  const lineAt = lineNumbers(text);
  const failAt = (offset: number, problem: XmlProblem["problem"] = "malformed"): XmlProblem => ({
    problem,
    line: lineAt(Math.min(offset, text.trimEnd().length)),
  });
  const top: OpenElement = { name: "", attributes: "", line: 1, text: "", children: [], start: 0, end: text.length };
  const open: OpenElement[] = [top];
  let offset = 0;
  while (offset < text.length) {
    const inside = open.at(-1) ?? top;
    const next = text.indexOf("<", offset);
    const plain = text.slice(offset, next < 0 ? text.length : next);
    if (inside === top && plain.trim() !== "") return failAt(offset);
    inside.text += decodeReferences(plain);
    if (next < 0) break;

    const skipped = skipNonElement(text, next);
    if (skipped === "doctype") return failAt(next, "doctype");
    if (skipped === "unended") return failAt(text.length);
    if (skipped !== undefined) {
      inside.text += skipped.text;
      offset = skipped.end;
      continue;
    }
    const end = matchAtOffset(END, text, next);
    if (end !== null) {
      if (open.length === 1 || end[1] !== inside.name) return failAt(next);
      open.pop();
      offset = next + end[0].length;
      inside.end = offset;
      continue;
    }
    const begin = matchAtOffset(TAG, text, next);
    if (begin === null || open.length > MAX_DEPTH || (inside === top && top.children.length > 0)) return failAt(next);
    const tag: OpenElement = {
      name: begin[1] ?? "",
      attributes: begin[2] ?? "",
      line: lineAt(next),
      text: "",
      children: [],
      start: next,
      end: next + begin[0].length,
    };
    inside.children.push(tag);
    if (begin[3] !== "/") open.push(tag);
    offset = tag.end;
  }
  const [root] = top.children;
  return root === undefined || open.length > 1 ? failAt(text.length) : root;
}

/** What is no tag: a remark, an instruction, or text that is taken as it stands. */
function skipNonElement(
  text: string,
  offset: number,
): { readonly text: string; readonly end: number } | "doctype" | "unended" | undefined {
  const [opening, closing] = text.startsWith("<!--", offset)
    ? ["<!--", "-->"]
    : text.startsWith("<![CDATA[", offset)
      ? ["<![CDATA[", "]]>"]
      : text.startsWith("<?", offset)
        ? ["<?", "?>"]
        : ["", ""];
  if (opening === "") return text.startsWith("<!", offset) ? "doctype" : undefined;
  const end = text.indexOf(closing, offset + opening.length);
  if (end < 0) return "unended";
  return { text: opening === "<![CDATA[" ? text.slice(offset + opening.length, end) : "", end: end + closing.length };
}

function matchAtOffset(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** XML's own five names and numbers of characters; any other name stays as it stands. */
function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]{2,4}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(NAMED_ENTITIES, name) ? (NAMED_ENTITIES[name] ?? whole) : whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
