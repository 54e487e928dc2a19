import type {
  Candidate,
  ConflictChoice,
  ImportPreview,
  NamedGateway,
  PreviewItem,
  ImportResult,
  MergeRequest,
  MergeOutcome,
} from "../../../shared/import-export/import-candidate.js";
import { listenerFactsOf } from "../../../shared/profile/listener-facts.js";
import { freeControlPort } from "../../../shared/profile/local-ports.js";
import { parseProfile, type ProfileResult } from "../../../shared/profile/profile-issues.js";
import { newProfileId, type Profile, type ProfileId } from "../../../shared/profile/profile-schema.js";

/** How each candidate stands to the profiles that there are. */
export function previewImport({ candidates, notes }: ImportResult, existing: readonly Profile[]): ImportPreview {
  return { items: candidates.map((candidate) => previewItem(candidate, existing)), notes };
}

/** Stands in where the user has not named the gateway yet, so that the rest can be judged. */
const PLACEHOLDER_GATEWAY: NamedGateway = { host: "gateway", username: "user" };

function previewItem(candidate: Candidate, existing: readonly Profile[]): PreviewItem {
  const id = candidate.draft.id ?? newProfileId(candidate.draft.name, []);
  const other = conflictingProfile(id, candidate.draft.name, existing);
  const reading = parseCandidate(candidate, id, PLACEHOLDER_GATEWAY, controlPort(other, existing));
  if (!reading.ok) return { candidate, standing: "invalid", issues: reading.issues, listeners: [] };
  const listeners = listenerFactsOf(reading.profile);
  if (other === undefined) return { candidate, standing: "new", issues: [], listeners };
  const isSame = candidate.draft.gateway !== undefined && isSameProfile(reading.profile, other);
  return {
    candidate,
    standing: isSame ? "same" : "conflict",
    meets: { id: other.id, name: other.name },
    issues: [],
    listeners,
  };
}

/** Profiles as they are after an import, whole; what was taken before one that fails is in them. */
export interface MergeResult {
  readonly profiles: readonly Profile[];
  readonly outcomes: readonly MergeOutcome[];
}

/**
 * Merge the candidates that were chosen into the profiles. Pure: nothing is stored yet.
 *
 * @param reserved ids that stand in the document beside those of its profiles, and are nobody else's
 */
export function mergeCandidates(
  candidates: readonly Candidate[],
  requests: readonly MergeRequest[],
  existing: readonly Profile[],
  reserved: readonly ProfileId[] = [],
): MergeResult {
  let profiles = existing;
  const outcomes: MergeOutcome[] = [];
  for (const { index, onConflict, gateway, asFtp } of requests) {
    const read = candidates[index];
    if (read === undefined) continue;
    const candidate = asFtp === true ? { ...read, draft: { ...read.draft, ...read.ifFtp } } : read;
    const step = mergeOne(candidate, { onConflict, gateway }, profiles, existing, reserved);
    profiles = step.profiles;
    outcomes.push({ name: candidate.draft.name, ...step.outcome });
  }
  return { profiles, outcomes };
}

interface MergeStep {
  readonly profiles: readonly Profile[];
  readonly outcome: Omit<MergeOutcome, "name">;
}

/** Only a profile that was there before the import can be replaced; two candidates of one name are both kept. */
function mergeOne(
  candidate: Candidate,
  { onConflict, gateway }: { readonly onConflict: ConflictChoice; readonly gateway: NamedGateway | undefined },
  profiles: readonly Profile[],
  existing: readonly Profile[],
  reserved: readonly ProfileId[],
): MergeStep {
  const { draft } = candidate;
  if (draft.gateway === undefined && gateway === undefined) return { profiles, outcome: { outcome: "needs-gateway" } };
  const ids = [...profiles.map(({ id }) => id), ...reserved];
  const preferredId = draft.id ?? newProfileId(draft.name, []);
  const existingProfile = conflictingProfile(preferredId, draft.name, existing);
  const reading = parseCandidate(candidate, preferredId, gateway, controlPort(existingProfile, profiles));
  if (!reading.ok) return { profiles, outcome: { outcome: "invalid", issues: reading.issues } };

  if (existingProfile !== undefined && isSameProfile(reading.profile, existingProfile))
    return { profiles, outcome: { outcome: "same", id: existingProfile.id } };
  if (existingProfile !== undefined && onConflict === "skip")
    return { profiles, outcome: { outcome: "skipped", id: existingProfile.id } };
  if (existingProfile !== undefined && onConflict === "replace") {
    const replacing = { ...reading.profile, id: existingProfile.id };
    return {
      profiles: profiles.map((profile) => (profile.id === existingProfile.id ? replacing : profile)),
      outcome: { outcome: "replaced", id: existingProfile.id },
    };
  }
  const id: ProfileId = ids.includes(preferredId) ? newProfileId(draft.name, ids) : preferredId;
  const added = parseCandidate(candidate, id, gateway, freeControlPort(profiles));
  return added.ok
    ? { profiles: [...profiles, added.profile], outcome: { outcome: "added", id } }
    : { profiles, outcome: { outcome: "invalid", issues: added.issues } };
}

/** A draft that does not say where FTP is to listen gets the port that is given for it. */
function parseCandidate(
  { draft }: Candidate,
  id: ProfileId,
  gateway: NamedGateway | undefined,
  port: number,
): ProfileResult {
  const { ftp } = draft;
  return parseProfile({
    ...draft,
    id,
    gateway: draft.gateway ?? gateway,
    ...(ftp === undefined ? {} : { ftp: { ...ftp, listen: { port, ...ftp.listen } } }),
  });
}

/** What replaces a profile, or is the same as one, listens where that does. */
const controlPort = (other: Profile | undefined, profiles: readonly Profile[]): number =>
  other?.ftp?.listen.port ?? freeControlPort(profiles);

/** The profile that a candidate is in the way of: of the same id, or of the same name. */
const conflictingProfile = (id: ProfileId, name: string, existing: readonly Profile[]): Profile | undefined =>
  existing.find((other) => other.id === id) ?? existing.find((other) => other.name === name);

const isSameProfile = (one: Profile, other: Profile): boolean =>
  JSON.stringify(withSortedKeys({ ...one, id: "" })) === JSON.stringify(withSortedKeys({ ...other, id: "" }));

/** Keys in one order, whoever wrote them. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, withSortedKeys(inner)]),
  );
}
