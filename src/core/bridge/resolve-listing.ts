import { isGlob } from "../../shared/text/glob.js";
import { fileKind, type DirectoryEntry } from "../sftp/directory-entry.js";
import { splitPath } from "../sftp/remote-path.js";
import type { LinksAs } from "../sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpError } from "../sftp/status-codes.js";
import type { ClientSession } from "./client-session.js";
import { globMatcher } from "./files/glob-matcher.js";
import { refusal } from "./bridge-reply.js";

/** An entry, and what stands before its name where the client asked for it by a path. */
export interface ListedEntry {
  readonly entry: DirectoryEntry;
  readonly prefix: string;
}

/** `-la pub` asks for `pub`: clients send options of `ls`, which are passed over. Names that begin with a dot are always shown. */
export const stripListOptions = (argument: string): string => argument.replace(/^(?:-[A-Za-z1]+(?: +|$))+/, "");

/**
 * What a path names, as it comes from the server: the entries of a folder, or those that fit a pattern in its last part,
 * or the one entry itself.
 *
 * @param wanted `folder`: nothing else will do
 * @throws SftpError where it names nothing; Refusal 501 where it is no folder and should be one
 */
export async function* resolveListing(
  session: ClientSession,
  argument: string,
  wanted: "folder" | "any",
  links: LinksAs = "links",
): AsyncGenerator<readonly ListedEntry[]> {
  const path = session.resolvePath(argument);
  const { folder, name } = splitPath(path);
  const parentPrefix = argument.slice(0, argument.lastIndexOf("/") + 1);
  if (wanted === "any" && isGlob(name)) {
    const matches = globMatcher(name);
    for await (const entries of session.fileSystem.list(folder, links))
      yield entries.filter((entry) => matches(entry.name)).map((entry) => ({ entry, prefix: parentPrefix }));
    return;
  }
  const prefix =
    argument === "" || argument === "." || argument.endsWith("/") ? argument.replace(/^\.$/, "") : `${argument}/`;
  let hasBegun = false;
  try {
    for await (const entries of session.fileSystem.list(path, links)) {
      hasBegun = true;
      yield entries.map((entry) => ({ entry, prefix }));
    }
  } catch (thrown) {
    if (hasBegun) throw thrown;
    const entry = await entryItself(session, path, name, thrown);
    if (wanted === "folder") throw refusal(501, `${path} is not a folder.`);
    yield [{ entry, prefix: parentPrefix }];
  }
}

/** What could not be opened as a folder is looked at as a name. @throws why it could not, where it is a folder after all */
async function entryItself(
  session: ClientSession,
  path: string,
  name: string,
  openError: unknown,
): Promise<DirectoryEntry> {
  if (!(openError instanceof SftpError) || openError.status === SFTP_STATUS.connectionLost) throw openError;
  if (fileKind(await session.fileSystem.stat(path)) === "folder") throw openError;
  return session.fileSystem.lstat(path, name);
}
