import { kindOf } from "../sftp/directory-entry.js";
import { splitPath } from "../sftp/remote-path.js";
import type { SftpFiles } from "../sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpRefused } from "../sftp/status.js";
import { refuse } from "./reply.js";

/** Less than this is no space at all: a file system keeps some blocks for itself. Bytes. */
const FULL = 64 * 1024;

/**
 * Find the reason that SFTP does not give. Version 3 says "failure" for a full disk, a folder where a file should be and
 * a server that has no more handles alike; a second look tells them apart.
 *
 * @param path the file that could not be opened, or the folder of the file that could not be written
 * @throws always: Refusal with the reason, or what was thrown
 */
export async function whyFailed(thrown: unknown, files: SftpFiles, path: string): Promise<never> {
  if (!(thrown instanceof SftpRefused) || thrown.status !== SFTP_STATUS.failure) throw thrown;
  const found = await files.stat(path).catch(() => undefined);
  const isFolder = found !== undefined && kindOf(found) === "folder";
  const free = await files.freeBytes(isFolder ? path : splitPath(path).folder);
  if (free !== undefined && free < FULL) throw refuse(452, "No space is left on the gateway's disk; the file is not whole.");
  throw thrown;
}
