import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A secret that can be found again wherever it went: letters and digits only, so that no quoting changes it. */
export const markOf = (what: string): string => `mark0${what}0${"Zq7".repeat(4)}0`;

/** How a secret may be written without looking like itself: as it is, in UTF-16, in hex, and in base64 at each of its three offsets. */
function disguises(mark: string): Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("\0".repeat(offset) + mark).toString("base64").replace(/=+$/, "");
    return encoded.slice(offset === 0 ? 0 : offset + 1, -1); // what its neighbours cannot change
  });
  const texts = [mark, Buffer.from(mark).toString("hex"), ...base64, ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))];
  return [...texts.map((text) => Buffer.from(text)), Buffer.from(mark, "utf16le")];
}

/** @returns the marks that the bytes hold in whatever disguise */
export function marksIn(bytes: Buffer | string, marks: readonly string[]): string[] {
  const haystack = Buffer.from(bytes as string);
  return marks.filter((mark) => disguises(mark).some((disguise) => haystack.includes(disguise)));
}

/** Every file below a folder that holds a mark, with the marks, `profiles.json: mark0password0...`. */
export function filesWithMarks(folder: string, marks: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => marksIn(readFileSync(file), marks).map((mark) => `${file}: ${mark}`));
}
