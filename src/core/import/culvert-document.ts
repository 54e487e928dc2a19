import { noReading, type Note, type Reading } from "../../shared/exchange/import-candidate.js";
import { readDocument, type RefusedProfile } from "../../shared/profile/profile-issues.js";
import { DOCUMENT_VERSION } from "../../shared/profile/profile-schema.js";
import { sayRefused } from "../../shared/words/words.js";
import { jsonPlaces } from "./json-offsets.js";
import { lineFinder } from "./line-numbers.js";

/** Every profile of Culvert's own document that is whole; the others are named with the fields that are wrong. */
export function readCulvertDocument(text: string, file: string): Reading {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return noReading({ file, line: lineFinder(text)(jsonPlaces(text).broken ?? text.length), code: "json-malformed" });
  }
  const otherwise = whyNoDocument(document);
  if (otherwise !== undefined) return noReading({ file, line: 1, ...otherwise });
  const { profiles, refused } = readDocument(withoutTooMany(document));
  const lines = refused.length === 0 ? [] : jsonPlaces(text).profiles.map(lineFinder(text));
  return {
    candidates: profiles.map((draft) => ({ source: "culvert", file, draft, notes: [] })),
    notes: refused.map((one) => refusal(one, file, lines[one.index ?? -1])),
  };
}

/** JSON of another kind, or of a Culvert that is not written yet. */
function whyNoDocument(document: unknown): Pick<Note, "code" | "what"> | undefined {
  if (typeof document !== "object" || document === null || !("profiles" in document) || !Array.isArray(document.profiles)) return { code: "file-not-recognised" };
  const version: unknown = "version" in document ? document.version : undefined;
  return typeof version === "number" && version !== DOCUMENT_VERSION ? { code: "document-version", what: String(version) } : undefined;
}

/** More than anybody has. */
const MOST_PROFILES = 2_001;

/** Nothing is left out silently: one more than is taken at once is enough for that to be told. */
const withoutTooMany = (document: unknown): unknown =>
  typeof document === "object" && document !== null && "profiles" in document && Array.isArray(document.profiles) ? { ...document, profiles: document.profiles.slice(0, MOST_PROFILES) } : document;

const refusal = ({ profile, issues }: RefusedProfile, file: string, line: number | undefined): Note => ({
  file, ...(line === undefined ? {} : { line }), code: "document-refused", what: sayRefused([{ profile, issues }]).slice(0, 600),
});
