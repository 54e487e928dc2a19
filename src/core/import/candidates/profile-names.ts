import type { ImportNote } from "../../../shared/import-export/import-candidate.js";

/** The longest name that is taken over. */
const MAX_NAME_LENGTH = 200;

/** A name without the characters that a profile's name may not have; `wasCleaned` where there were any. */
export function cleanName(name: string, fallback: string): { readonly name: string; readonly wasCleaned: boolean } {
  const cleaned = name
    .replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/g, " ")
    .trim()
    .slice(0, MAX_NAME_LENGTH);
  return { name: cleaned === "" ? fallback : cleaned, wasCleaned: cleaned !== name.trim() };
}

/** A site's name with its folders before it, `Customers / Popeye`, and the notes about what became of it. */
export function nameWithFolders(
  folders: readonly string[],
  fallback: string,
  at: { readonly file: string; readonly line: number },
): { readonly name: string; readonly notes: readonly ImportNote[] } {
  const { name, wasCleaned } = cleanName(
    folders
      .map((folder) => folder.trim())
      .filter((folder) => folder !== "")
      .join(" / "),
    fallback,
  );
  return {
    name,
    notes: wasCleaned
      ? [{ ...at, code: "name-cleaned", what: name }]
      : folders.length > 1
        ? [{ ...at, code: "folder-in-name", what: name }]
        : [],
  };
}
