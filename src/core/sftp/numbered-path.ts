import { joinPath, splitPath } from "./remote-path.js";

/** A name is numbered up to here: `scan-2.pdf` to `scan-999.pdf`. */
export const MAX_NUMBER = 999;

/** `scan.pdf`, `scan-2.pdf`, `scan-3.pdf`; a dot at the beginning begins no extension. */
export function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const { folder, name } = splitPath(path);
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  return joinPath(folder, `${stem}-${number}${extension}`);
}
