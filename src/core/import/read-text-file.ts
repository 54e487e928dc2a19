import { closeSync, fstatSync, openSync, readdirSync, readSync, constants } from "node:fs";
import { join } from "node:path";
import { MAX_FILE_BYTES, type ImportNote } from "../../shared/import-export/import-candidate.js";
import { decodeText } from "./formats/decode-text.js";

/** So many files of a folder are read. */
const MAX_FILES = 2_000;

/** A file's text and whatever there is to say about how it was read, or why there is none. */
export interface FileText {
  readonly file: string;
  readonly text: string;
  readonly notes: readonly ImportNote[];
}

/** Read a file of settings. A long one is refused by its size before a byte of it is read, a pipe or a device by its kind. */
export function readFileText(file: string): FileText | ImportNote {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (process.platform === "win32" ? 0 : constants.O_NONBLOCK)); // a pipe would wait for its writer
    const kind = fstatSync(descriptor);
    if (!kind.isFile()) return { code: "file-unreadable", file, what: "not a file" };
    return tooLarge(file, kind.size) ?? decodeFile(file, readUpTo(descriptor, MAX_FILE_BYTES));
  } catch (thrown) {
    const code = errorCode(thrown);
    return code === "ENOENT" ? { code: "file-missing", file } : { code: "file-unreadable", file, what: code };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export const tooLarge = (file: string, size: number): ImportNote | undefined =>
  size > MAX_FILE_BYTES ? { code: "file-too-large", file, what: `${Math.ceil(size / 1024 / 1024)} MB` } : undefined;

/** A file's bytes as its text. */
export function decodeFile(file: string, bytes: Uint8Array): FileText | ImportNote {
  const decoded = decodeText(bytes);
  if ("binaryAt" in decoded) return { code: "file-binary", file, ...decoded.binaryAt };
  const { text, guessed } = decoded;
  return {
    file,
    text,
    notes: guessed === undefined ? [] : [{ code: "encoding-guessed", file, ...guessed.at, what: guessed.encoding }],
  };
}

/** The files of a folder in order, or `undefined` where it is none. */
export function filesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name))
      .sort()
      .slice(0, MAX_FILES);
  } catch {
    return undefined;
  }
}

/** The folders in a folder, in order; links are not followed. */
export const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort()
    .slice(0, MAX_FILES);

/** A file may grow while it is read. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
  const bytes = Buffer.alloc(Math.min(limit, Math.max(fstatSync(descriptor).size, 65_536)));
  let length = 0;
  for (let read = 1; read > 0 && length < bytes.length; length += read)
    read = readSync(descriptor, bytes, length, bytes.length - length, null);
  return bytes.subarray(0, length);
}

/** What is wrong with a file, in the system's short word where it has one: `EACCES`. */
export const errorCode = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
