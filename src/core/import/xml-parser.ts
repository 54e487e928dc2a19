import { lineFinder } from "./line-numbers.js";

/** An element: its text is what stands directly in it. */
export interface XmlTag {
  readonly name: string;
  /** As they are written, ` name="Proxy host"`. */
  readonly attributes: string;
  readonly line: number;
  readonly text: string;
  readonly children: readonly XmlTag[];
}

/** Why a text is not read, and where. */
export interface XmlProblem {
  readonly problem: "doctype" | "malformed";
  readonly line: number;
}

/** One attribute of a tag, empty where it has none of that name. @param name plain letters */
export const attributeOf = ({ attributes }: XmlTag, name: string): string => {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
  return withoutReferences(double ?? single ?? "");
};

interface OpenTag {
  readonly name: string;
  readonly attributes: string;
  readonly line: number;
  text: string;
  readonly children: OpenTag[];
}

/** Deeper than any file of sites; what recurses over it stays on the stack. */
const DEEPEST = 60;
const TAG = /<([A-Za-z_][\w:.-]{0,99})((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const END = /<\/([A-Za-z_][\w:.-]{0,99})\s*>/y;

/**
 * Read an XML text strictly, in time of its length. A document type is refused: with it a file defines entities that
 * blow up and names others to fetch, and no file of sites needs one. Nothing is ever resolved or fetched.
 */
export function readXml(text: string): XmlTag | XmlProblem {
  const lineAt = lineFinder(text);
  const wrong = (place: number, problem: XmlProblem["problem"] = "malformed"): XmlProblem => ({ problem, line: lineAt(Math.min(place, text.trimEnd().length)) });
  const top: OpenTag = { name: "", attributes: "", line: 1, text: "", children: [] };
  const open: OpenTag[] = [top];
  let place = 0;
  while (place < text.length) {
    const inside = open.at(-1) ?? top;
    const next = text.indexOf("<", place);
    const plain = text.slice(place, next < 0 ? text.length : next);
    if (inside === top && plain.trim() !== "") return wrong(place);
    inside.text += withoutReferences(plain);
    if (next < 0) break;

    const skipped = skip(text, next);
    if (skipped === "doctype") return wrong(next, "doctype");
    if (skipped === "unended") return wrong(text.length);
    if (skipped !== undefined) {
      inside.text += skipped.text;
      place = skipped.end;
      continue;
    }
    const end = matchAt(END, text, next);
    if (end !== null) {
      if (open.length === 1 || end[1] !== inside.name) return wrong(next);
      open.pop();
      place = next + end[0].length;
      continue;
    }
    const begin = matchAt(TAG, text, next);
    if (begin === null || open.length > DEEPEST || (inside === top && top.children.length > 0)) return wrong(next);
    const tag: OpenTag = { name: begin[1] ?? "", attributes: begin[2] ?? "", line: lineAt(next), text: "", children: [] };
    inside.children.push(tag);
    if (begin[3] !== "/") open.push(tag);
    place = next + begin[0].length;
  }
  const [root] = top.children;
  return root === undefined || open.length > 1 ? wrong(text.length) : root;
}

/** What is no tag: a remark, an instruction, or text that is taken as it stands. */
function skip(text: string, place: number): { readonly text: string; readonly end: number } | "doctype" | "unended" | undefined {
  const [opening, closing] = text.startsWith("<!--", place) ? ["<!--", "-->"] : text.startsWith("<![CDATA[", place) ? ["<![CDATA[", "]]>"] : text.startsWith("<?", place) ? ["<?", "?>"] : ["", ""];
  if (opening === "") return text.startsWith("<!", place) ? "doctype" : undefined;
  const end = text.indexOf(closing, place + opening.length);
  if (end < 0) return "unended";
  return { text: opening === "<![CDATA[" ? text.slice(place + opening.length, end) : "", end: end + closing.length };
}

function matchAt(pattern: RegExp, text: string, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" };

/** XML's own five names and numbers of characters; any other name stays as it stands. */
function withoutReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]{2,4}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name] ?? whole : whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
