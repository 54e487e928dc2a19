import { constants, copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What stands in a file of the app's own. */
export type JsonFile =
  { readonly kind: "missing" } | { readonly kind: "not-json" } | { readonly kind: "json"; readonly value: unknown };

/** Read a file without changing anything. @throws where it is there but cannot be read */
export function readJsonFile(file: string): JsonFile {
  const text = textOf(file);
  if (text === undefined) return { kind: "missing" };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return { kind: "not-json" };
  }
}

/**
 * Copy a damaged file to a name that tells what and when, `profiles.damaged-2026-11-22T13-05-00.json` (UTC); never over another file.
 *
 * @returns the path of the copy @throws where it cannot be made
 */
export const backUpDamaged = (file: string, now: Date): string =>
  copyBeside(file, `${file.replace(/\.json$/, "")}.damaged-${fileTimestamp(now)}`, ".json");

/** A moment in a file's name, which Windows lets have no colon: `2026-11-22T13-05-00` (UTC). */
export const fileTimestamp = (now: Date): string => now.toISOString().slice(0, 19).replaceAll(":", "-");

/** More copies of one second nobody makes. */
const MAX_COPIES = 100;

/** Copy a file to `stem` and `ending`, with a number between where that name is taken. @returns the path of the copy @throws where it cannot be made */
export function copyBeside(file: string, stem: string, ending = ""): string {
  for (let next = 1; ; next++) {
    const copy = `${stem}${next === 1 ? "" : `-${next}`}${ending}`;
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (thrown) {
      if (errorCode(thrown) !== "EEXIST" || next > MAX_COPIES) throw thrown;
    }
  }
}

/** Remove a file of which a copy was kept. */
export const removeFile = (file: string): void => rmSync(file, { force: true });

/** Remove what a process that was killed while it wrote has left; to be called only while nobody else writes. */
export function removeTemporaryFiles(file: string): void {
  const folder = dirname(file);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) if (name.startsWith(`${basename(file)}.tmp-`)) rmSync(join(folder, name), { force: true });
}

/** What is wrong with a file, in the system's words. */
export const errorMessage = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

export const errorCode = (thrown: unknown): unknown =>
  thrown instanceof Error && "code" in thrown ? thrown.code : undefined;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}
