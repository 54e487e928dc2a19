import { randomBytes } from "node:crypto";
import { chmod, rename, rm, writeFile } from "node:fs/promises";

/**
 * Write a file all or not at all: who reads meanwhile reads the old one or the new one, and never for a moment can others
 * read it whom `mode` leaves out. The temporary file beside it, `.tmp-` and a random number behind its name, is gone in any case.
 *
 * @param mode the file's rights, whatever the process's umask is @throws the system's error, with the file as it was
 */
export async function writeAtomically(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${file}.tmp-${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(temporary, content, { mode: mode & 0o600, flag: "wx", flush: true });
    await chmod(temporary, mode);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
