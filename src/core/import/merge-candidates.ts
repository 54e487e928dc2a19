import type { Candidate, ConflictChoice, ImportPreview, NamedGateway, PreviewItem, Reading, TakeOrder, Taken } from "../../shared/exchange/import-candidate.js";
import { freeControlPort } from "../../shared/profile/local-ports.js";
import { readProfile, type ProfileReading } from "../../shared/profile/profile-issues.js";
import { freshId, type Profile, type ProfileId } from "../../shared/profile/profile-schema.js";

/** How each candidate stands to the profiles that there are. */
export function previewOf({ candidates, notes }: Reading, existing: readonly Profile[]): ImportPreview {
  return { items: candidates.map((candidate) => itemOf(candidate, existing)), notes };
}

/** Stands in where the user has not named the gateway yet, so that the rest can be judged. */
const SOME_GATEWAY: NamedGateway = { host: "gateway", username: "user" };

function itemOf(candidate: Candidate, existing: readonly Profile[]): PreviewItem {
  const id = candidate.draft.id ?? freshId(candidate.draft.name, []);
  const other = meets(id, candidate.draft.name, existing);
  const reading = readCandidate(candidate, id, SOME_GATEWAY, controlPort(other, existing));
  if (!reading.ok) return { candidate, standing: "invalid", issues: reading.issues };
  if (other === undefined) return { candidate, standing: "new", issues: [] };
  const isSame = candidate.draft.gateway !== undefined && alike(reading.profile, other);
  return { candidate, standing: isSame ? "same" : "conflict", meets: { id: other.id, name: other.name }, issues: [] };
}

/** Profiles as they are after an import, whole; what was taken before one that fails is in them. */
export interface TakenIn {
  readonly profiles: readonly Profile[];
  readonly taken: readonly Taken[];
}

/** Merge the candidates that were chosen into the profiles. Pure: nothing is stored yet. */
export function takeIn(candidates: readonly Candidate[], orders: readonly TakeOrder[], existing: readonly Profile[]): TakenIn {
  let profiles = existing;
  const taken: Taken[] = [];
  for (const { index, onConflict, gateway } of orders) {
    const candidate = candidates[index];
    if (candidate === undefined) continue;
    const step = takeOne(candidate, onConflict, gateway, profiles, existing);
    profiles = step.profiles;
    taken.push({ name: candidate.draft.name, ...step.taken });
  }
  return { profiles, taken };
}

interface Step {
  readonly profiles: readonly Profile[];
  readonly taken: Omit<Taken, "name">;
}

/** Only a profile that was there before the import can be replaced; two candidates of one name are both kept. */
function takeOne(candidate: Candidate, onConflict: ConflictChoice, gateway: NamedGateway | undefined, profiles: readonly Profile[], existing: readonly Profile[]): Step {
  const { draft } = candidate;
  if (draft.gateway === undefined && gateway === undefined) return { profiles, taken: { outcome: "needs-gateway" } };
  const ids = profiles.map(({ id }) => id);
  const wanted = draft.id ?? freshId(draft.name, []);
  const other = meets(wanted, draft.name, existing);
  const reading = readCandidate(candidate, wanted, gateway, controlPort(other, profiles));
  if (!reading.ok) return { profiles, taken: { outcome: "invalid", issues: reading.issues } };

  if (other !== undefined && alike(reading.profile, other)) return { profiles, taken: { outcome: "same", id: other.id } };
  if (other !== undefined && onConflict === "skip") return { profiles, taken: { outcome: "skipped", id: other.id } };
  if (other !== undefined && onConflict === "replace") {
    const replacing = { ...reading.profile, id: other.id };
    return { profiles: profiles.map((profile) => (profile.id === other.id ? replacing : profile)), taken: { outcome: "replaced", id: other.id } };
  }
  const id: ProfileId = ids.includes(wanted) ? freshId(draft.name, ids) : wanted;
  const added = readCandidate(candidate, id, gateway, freeControlPort(profiles));
  return added.ok ? { profiles: [...profiles, added.profile], taken: { outcome: "added", id } } : { profiles, taken: { outcome: "invalid", issues: added.issues } };
}

/** A draft that does not say where FTP is to listen gets the port that is given for it. */
function readCandidate({ draft }: Candidate, id: ProfileId, gateway: NamedGateway | undefined, port: number): ProfileReading {
  const { ftp } = draft;
  return readProfile({ ...draft, id, gateway: draft.gateway ?? gateway, ...(ftp === undefined ? {} : { ftp: { ...ftp, listen: { port, ...ftp.listen } } }) });
}

/** What replaces a profile, or is the same as one, listens where that does. */
const controlPort = (other: Profile | undefined, profiles: readonly Profile[]): number => other?.ftp?.listen.port ?? freeControlPort(profiles);

/** The profile that a candidate is in the way of: of the same id, or of the same name. */
const meets = (id: ProfileId, name: string, existing: readonly Profile[]): Profile | undefined =>
  existing.find((other) => other.id === id) ?? existing.find((other) => other.name === name);

const alike = (one: Profile, other: Profile): boolean => JSON.stringify(sorted({ ...one, id: "" })) === JSON.stringify(sorted({ ...other, id: "" }));

/** Keys in one order, whoever wrote them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
