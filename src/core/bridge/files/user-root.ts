import type { BridgeUser } from "../../../shared/profile/bridge-user.js";
import { fileKind } from "../../sftp/directory-entry.js";
import type { SftpFileSystem } from "../../sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpError } from "../../sftp/status-codes.js";
import { bytesOf } from "../encoding/byte-text.js";
import { refusal } from "../bridge-reply.js";

/** The true path of a user's folder. @throws Refusal where it is not there */
export async function rootOf({ folder }: BridgeUser, files: SftpFileSystem): Promise<string> {
  try {
    const root = await files.realPath(bytesOf(folder));
    if (fileKind(await files.stat(root)) === "folder") return root;
  } catch (thrown) {
    if (!(thrown instanceof SftpError) || thrown.status === SFTP_STATUS.connectionLost) throw thrown;
  }
  throw refusal(530, "The folder of this user is not there: Culvert's owner must make it.");
}
