import { noReading, type Reading } from "../../shared/import.js";
import { readDocument } from "../../shared/profile-issues.js";
import { lineFinder } from "./line-finder.js";

/** Every profile of Culvert's own document that is whole; the others are named with the fields that are wrong. */
export function readCulvertDocument(text: string, file: string): Reading {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    return noReading({ file, line: lineOf(text, thrown), code: "json-malformed" });
  }
  const { profiles, refused } = readDocument(document);
  return {
    candidates: profiles.map((draft) => ({ source: "culvert", file, draft, notes: [] })),
    notes: refused.map(({ profile, issues }) => ({ file, code: "document-refused", what: `${profile}: ${issues.map(({ field }) => (field === "" ? "." : field)).join(", ")}`.slice(0, 300) })),
  };
}

/** The parser names the place in its sentence alone; where it does not, the text ended too early. */
function lineOf(text: string, thrown: unknown): number {
  const place = /\bposition (\d+)/.exec(thrown instanceof Error ? thrown.message : "")?.[1];
  return lineFinder(text)(place === undefined ? text.length : Number(place));
}
