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
export function backUpDamaged(file: string, now: Date): string {
  const stem = `${file.replace(/\.json$/, "")}.damaged-${now.toISOString().slice(0, 19).replaceAll(":", "-")}`;
  for (let next = 1; ; next++) {
    const copy = `${stem}${next === 1 ? "" : `-${next}`}.json`;
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (thrown) {
      if (errorCode(thrown) !== "EEXIST") throw thrown;
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
