import { fileKind } from "../../sftp/directory-entry.js";
import { splitPath } from "../../sftp/remote-path.js";
import type { FileSystem } from "../../sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpError } from "../../sftp/status-codes.js";
import { refusal } from "../bridge-reply.js";

/** Less than this is no space at all: a file system keeps some blocks for itself. Bytes. */
const FULL_DISK_BYTES = 64 * 1024;

/**
 * Find the reason that SFTP does not give. Version 3 says "failure" for a full disk, a folder where a file should be and
 * a server that has no more handles alike; a second look tells them apart.
 *
 * @param path the file that could not be opened, or the folder of the file that could not be written
 * @throws always: Refusal with the reason, or what was thrown
 */
export async function diagnoseFailure(thrown: unknown, files: FileSystem, path: string): Promise<never> {
  if (!(thrown instanceof SftpError) || thrown.status !== SFTP_STATUS.failure) throw thrown;
  const attributes = await files.stat(path).catch(() => undefined);
  const isFolder = attributes !== undefined && fileKind(attributes) === "folder";
  const free = await files.freeBytes(isFolder ? path : splitPath(path).folder);
  if (free !== undefined && free < FULL_DISK_BYTES)
    throw refusal(452, "No space is left on the gateway's disk; the file is not whole.");
  throw thrown;
}
