import { emptyResult, type ImportNote, type ImportResult } from "../../shared/import-export/import-candidate.js";
import { parseDocument, type RefusedProfile } from "../../shared/profile/profile-issues.js";
import { DOCUMENT_VERSION } from "../../shared/profile/profile-schema.js";
import { describeRefused } from "../../shared/words/words.js";
import { jsonOffsets } from "./formats/json-offsets.js";
import { lineNumbers } from "./formats/line-numbers.js";
import { narrowProfile } from "./candidates/narrow-profile.js";

/** Every profile of Culvert's own document that is whole, with no more reach than its user gives it; the others are named with the fields that are wrong. */
export function readCulvertDocument(text: string, file: string): ImportResult {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return emptyResult({
      file,
      line: lineNumbers(text)(jsonOffsets(text).broken ?? text.length),
      code: "json-malformed",
    });
  }
  const problem = documentProblem(document);
  if (problem !== undefined) return emptyResult({ file, line: 1, ...problem });
  const { profiles, refused } = parseDocument(withinLimit(document));
  const lines = refused.length === 0 ? [] : jsonOffsets(text).profiles.map(lineNumbers(text));
  return {
    candidates: profiles.map((profile) => {
      const { profile: draft, notes } = narrowProfile(profile);
      return { source: "culvert", file, draft, notes: notes.map((note) => ({ file, ...note })) };
    }),
    notes: refused.map((one) => refusedNote(one, file, lines[one.index ?? -1])),
  };
}

/** JSON of another kind, or of a Culvert that is not written yet. */
function documentProblem(document: unknown): Pick<ImportNote, "code" | "what"> | undefined {
  if (
    typeof document !== "object" ||
    document === null ||
    !("profiles" in document) ||
    !Array.isArray(document.profiles)
  )
    return { code: "file-not-recognised" };
  const version: unknown = "version" in document ? document.version : undefined;
  return typeof version === "number" && version !== DOCUMENT_VERSION
    ? { code: "document-version", what: String(version) }
    : undefined;
}

/** More than anybody has. */
const MAX_PROFILES = 2_001;

/** Nothing is left out silently: one more than is taken at once is enough for that to be told. */
const withinLimit = (document: unknown): unknown =>
  typeof document === "object" && document !== null && "profiles" in document && Array.isArray(document.profiles)
    ? { ...document, profiles: document.profiles.slice(0, MAX_PROFILES) }
    : document;

const refusedNote = ({ profile, issues }: RefusedProfile, file: string, line: number | undefined): ImportNote => ({
  file,
  ...(line === undefined ? {} : { line }),
  code: "document-refused",
  what: describeRefused([{ profile, issues }]).slice(0, 600),
});
