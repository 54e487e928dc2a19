import { z } from "zod";
import { PROFILE_PROBLEMS, type ProfileProblem } from "./field-schemas.js";
import { DOCUMENT_VERSION, profileSchema, savedProfileSchema, type Profile, type ProfileId } from "./profile-schema.js";

/** One thing wrong with a draft: `field` is a path such as `ftp.listen.port` or `forwards[0].target.host`. */
export interface ProfileIssue {
  readonly field: string;
  readonly problem: ProfileProblem;
  /** What was read there, where that helps the sentence: the port, the part of a range, the unknown field's name. */
  readonly found?: string;
  /** What may stand there, where it is one of a few. */
  readonly choices?: readonly string[];
}

/** A draft that was read: the whole profile, or everything that is wrong with it, field by field. */
export type ProfileResult =
  { readonly ok: true; readonly profile: Profile } | { readonly ok: false; readonly issues: readonly ProfileIssue[] };

/** Read one draft, of any shape; `taken` are the ids that belong to other profiles. */
export function parseProfile(draft: unknown, taken: readonly ProfileId[] = []): ProfileResult {
  return parseDraft(profileSchema, draft, new Set<string>(taken));
}

function parseDraft(schema: typeof profileSchema, draft: unknown, taken: ReadonlySet<string>): ProfileResult {
  const read = schema.safeParse(draft, { reportInput: true });
  const issues = read.success ? [] : issuesOf(read.error);
  const id = idOf(draft);
  if (id !== undefined && taken.has(id)) issues.push({ field: "id", problem: "id-taken", found: id });
  return read.success && issues.length === 0 ? { ok: true, profile: read.data } : { ok: false, issues };
}

/** What became of one entry of a document that could not be taken. */
export interface RefusedProfile {
  /** The entry's id, or its path such as `profiles[2]` where it has none. */
  readonly profile: string;
  /** Its index among the document's profiles, from 0; nothing where it is the document itself. */
  readonly index?: number;
  readonly issues: readonly ProfileIssue[];
}

/** A document that was read: the profiles that are whole, and those that are not with the reasons. */
export interface DocumentResult {
  readonly profiles: readonly Profile[];
  readonly refused: readonly RefusedProfile[];
}

/** Read a profile document of any shape: one bad profile does not cost the others. */
export function parseDocument(document: unknown): DocumentResult {
  const envelope = z
    .strictObject(
      {
        version: z.literal(DOCUMENT_VERSION, "version-unknown" satisfies ProfileProblem),
        profiles: z.array(z.unknown(), "field-wrong-type" satisfies ProfileProblem),
      },
      "field-wrong-type" satisfies ProfileProblem,
    )
    .safeParse(document, { reportInput: true });
  if (!envelope.success) return { profiles: [], refused: [{ profile: "document", issues: issuesOf(envelope.error) }] };

  const profiles: Profile[] = [];
  const refused: RefusedProfile[] = [];
  const taken = new Set<string>();
  envelope.data.profiles.forEach((draft, index) => {
    const reading = parseDraft(savedProfileSchema, draft, taken);
    if (reading.ok) {
      profiles.push(reading.profile);
      taken.add(reading.profile.id);
    } else refused.push({ profile: idOf(draft) ?? `profiles[${index}]`, index, issues: reading.issues });
  });
  return { profiles, refused };
}

function idOf(draft: unknown): string | undefined {
  return typeof draft === "object" && draft !== null && "id" in draft && typeof draft.id === "string"
    ? draft.id
    : undefined;
}

function issuesOf(error: z.ZodError): ProfileIssue[] {
  return error.issues.flatMap((issue): ProfileIssue[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        field: formatFieldPath([...issue.path, key]),
        problem: "field-unknown",
        found: key,
      }));
    }
    if (issue.input === undefined && issue.code === "invalid_type") {
      const problem = isProblem(issue.message) ? issue.message : "field-missing";
      return [{ field: formatFieldPath(issue.path), problem }];
    }
    const problem = isProblem(issue.message) ? issue.message : "field-wrong-type";
    const choices = problem === "choice-unknown" ? choicesOf(issue) : [];
    return [
      {
        field: formatFieldPath(issue.path),
        problem,
        ...foundValue(inputOf(issue)),
        ...(choices.length === 0 ? {} : { choices }),
      },
    ];
  });
}

/** What an enumeration, or the field by which several shapes are told apart, may say. A choice that may be left out stands among them as nothing. */
function choicesOf(issue: z.core.$ZodIssue): readonly string[] {
  const choices: unknown = issue.code === "invalid_value" ? issue.values : "options" in issue ? issue.options : [];
  return Array.isArray(choices) ? choices.filter((choice): choice is string => typeof choice === "string") : [];
}

/** What was read there; of several shapes, in the field that tells them apart. */
function inputOf(issue: z.core.$ZodIssue): unknown {
  const { input } = issue;
  if (issue.code !== "invalid_union" || !("discriminator" in issue)) return input;
  return typeof input === "object" && input !== null
    ? (input as Readonly<Record<string, unknown>>)[String(issue.discriminator)]
    : input;
}

const isProblem = (message: string): message is ProfileProblem =>
  (PROFILE_PROBLEMS as readonly string[]).includes(message);
const foundValue = (input: unknown): { found?: string } =>
  typeof input === "string" || typeof input === "number" || typeof input === "boolean"
    ? {
        found: String(input)
          .replace(/[\0-\x1f\x7f-\x9f]/g, "\ufffd")
          .slice(0, 80),
      }
    : {};

/** `["forwards", 0, "target", "host"]` is written `forwards[0].target.host`. */
function formatFieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (field, segment) =>
      typeof segment === "number"
        ? `${field}[${segment}]`
        : field === ""
          ? String(segment)
          : `${field}.${String(segment)}`,
    "",
  );
}
