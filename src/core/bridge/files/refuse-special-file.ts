import { fileKind } from "../../sftp/directory-entry.js";
import type { Attributes } from "../../sftp/packets/request-packets.js";
import type { FileSystem } from "../../sftp/sftp-file-system.js";
import { refusal } from "../bridge-reply.js";

/**
 * Make sure that a path leads to no named pipe, socket or device before it is opened: OpenSSH's server, which does one thing
 * after the other, waits in the opening of a pipe for its other end, and the session with it. What is not there, or cannot be
 * looked at, is left to the opening.
 *
 * @returns what is there, as far as it can be looked at @throws Refusal 550
 */
export async function refuseSpecialFile(files: FileSystem, path: string): Promise<Attributes | undefined> {
  const attributes = await files.stat(path).catch(() => undefined);
  if (attributes !== undefined && fileKind(attributes) === "other")
    throw refusal(550, `${path} is no regular file: a pipe, a socket or a device.`);
  return attributes;
}
