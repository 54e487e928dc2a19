import { z } from "zod";

/**
 * A spool keeps what devices store while the link to the gateway is down, and sends it on, in order, once the link is back.
 *
 * On this disk an entry is two files in the profile's folder, `000000000012.data` and `000000000012.json`, and it is there
 * once the second has its name: both are written under another name first, flushed to the disk, and renamed. Only then is
 * the device told. A folder that was made is the second file alone.
 *
 * On the server the bytes go to a hidden file that bears the entry's own id; its size is looked at, the name that it is to
 * get is written into the entry (`underWay`), it is renamed, and the entry is removed, the `.json` first. So wherever this
 * is cut off, by a kill here or a lost link, what is found tells how far it had come: without `underWay` the file is sent
 * anew under the same hidden name; with it, a hidden file that is there is renamed still, and one that is gone was renamed.
 */
const spoolEntrySchema = z.strictObject({
  version: z.literal(1),
  kind: z.enum(["file", "folder"]),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Bytes as latin1, as the client means it: below the user's folder, where it is kept in one. */
  path: z.string().regex(/^\/[^\0]+$/),
  user: z.string().optional(),
  /** What is to happen where the name is there already. */
  existing: z.enum(["replace", "refuse", "number"]),
  size: z.number().int().min(0),
  sha256: z.string(),
  /** When it was stored here. Milliseconds since 1970. */
  storedAt: z.number(),
  /** The path that it is about to get at the server. */
  underWay: z.string().optional(),
});

/** What stands in an entry's `.json`. */
export type SpoolFacts = z.output<typeof spoolEntrySchema>;

/** An entry that is there, with its place in the order. */
export interface SpoolEntry {
  readonly number: number;
  readonly facts: SpoolFacts;
}

/** @returns nothing where the text is no entry */
export function parseSpoolFacts(text: string): SpoolFacts | undefined {
  try {
    const parsed = spoolEntrySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The name of an entry's files, without their ends. */
export const spoolName = (number: number): string => String(number).padStart(12, "0");

/** @returns the number and the end of one of an entry's files; nothing for other names */
export function parseSpoolName(name: string): { readonly number: number; readonly end: "json" | "data" } | undefined {
  const [, number, end] = /^(\d{12})\.(json|data)$/.exec(name) ?? [];
  return number === undefined ? undefined : { number: Number(number), end: end === "json" ? "json" : "data" };
}
