import { z } from "zod";
import { hasNoControlCharacters, problem, requiredText } from "./field-schemas.js";

const BYTES_PER_UNIT: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
const MIN_SPOOL_BYTES = 1e6;

/** Read `2 GB`, `500 MB` or `1.5 TB` in bytes; nothing where it is written otherwise. A kilobyte is 1,000 bytes. */
export function parseByteCount(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?) ?([KMGT]B)$/i.exec(text.trim()) ?? [];
  const factor = BYTES_PER_UNIT[unit.toUpperCase()];
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** Absolute, or below the user's home: where a service starts is nobody's choice. */
const isAbsolute = (path: string): boolean => /^(?:~?[/\\]|~$|[A-Za-z]:[/\\])/.test(path);

/** Where a bridge keeps what devices store while the link to the gateway is down, and how much of it. */
export const spoolFields = {
  spool: z
    .strictObject({
      folder: requiredText("file-missing").refine(
        (path) => isAbsolute(path) && hasNoControlCharacters(path),
        problem("spool-folder-malformed"),
      ),
      most: requiredText("byte-count-malformed")
        .refine((text) => (parseByteCount(text) ?? 0) >= MIN_SPOOL_BYTES, problem("byte-count-malformed"))
        .default("2 GB"),
    })
    .optional(),
  /** A store is told as done (226) once it is whole on this disk: only where the profile says so in so many words. */
  spoolAccepts: z.boolean(problem("field-wrong-type")).optional(),
};
