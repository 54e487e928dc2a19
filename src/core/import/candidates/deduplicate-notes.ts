import type { ImportNote, ImportResult } from "../../../shared/import-export/import-candidate.js";

/**
 * What is said of several candidates in the same words about the same line, such as a setting under `Host *`, is said once of the file.
 */
export function deduplicateNotes({ candidates, notes }: ImportResult): ImportResult {
  const keys = new Map<ImportNote, string>();
  const counts = new Map<string, number>();
  for (const candidate of candidates) {
    const own = new Set<string>();
    for (const note of candidate.notes) {
      const key = JSON.stringify([note.code, note.file, note.line, note.what]);
      keys.set(note, key);
      own.add(key);
    }
    for (const key of own) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const isShared = (note: ImportNote): boolean => (counts.get(keys.get(note) ?? "") ?? 0) > 1;
  const shared = new Map<string, ImportNote>();
  for (const note of candidates.flatMap((candidate) => candidate.notes))
    if (isShared(note)) shared.set(keys.get(note) ?? "", note);
  if (shared.size === 0) return { candidates, notes };
  return {
    candidates: candidates.map((candidate) => ({
      ...candidate,
      notes: candidate.notes.filter((note) => !isShared(note)),
    })),
    notes: [...notes, ...shared.values()],
  };
}
