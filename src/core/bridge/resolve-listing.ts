import { kindOf, type Entry } from "../sftp/directory-entry.js";
import { splitPath } from "../sftp/remote-path.js";
import type { LinksAs } from "../sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpRefused } from "../sftp/status.js";
import type { Talk } from "./client-state.js";
import { fitting, isPattern } from "./glob.js";
import { refuse } from "./reply.js";

/** An entry, and what stands before its name where the client asked for it by a path. */
export interface Listed {
  readonly entry: Entry;
  readonly prefix: string;
}

/** `-la pub` asks for `pub`: clients send options of `ls`, which are passed over. Names that begin with a dot are always shown. */
export const withoutOptions = (argument: string): string => argument.replace(/^(?:-[A-Za-z1]+(?: +|$))+/, "");

/**
 * What a path names, as it comes from the server: the entries of a folder, or those that fit a pattern in its last part,
 * or the one entry itself.
 *
 * @param only `folder`: nothing else will do
 * @throws SftpRefused where it names nothing; Refusal 501 where it is no folder and should be one
 */
export async function* listed(talk: Talk, asked: string, only: "folder" | "any", links: LinksAs = "links"): AsyncGenerator<readonly Listed[]> {
  const path = talk.path(asked);
  const { folder, name } = splitPath(path);
  const above = asked.slice(0, asked.lastIndexOf("/") + 1);
  if (only === "any" && isPattern(name)) {
    const fits = fitting(name);
    for await (const entries of talk.files.list(folder, links)) yield entries.filter((entry) => fits(entry.name)).map((entry) => ({ entry, prefix: above }));
    return;
  }
  const prefix = asked === "" || asked === "." || asked.endsWith("/") ? asked.replace(/^\.$/, "") : `${asked}/`;
  let hasBegun = false;
  try {
    for await (const entries of talk.files.list(path, links)) {
      hasBegun = true;
      yield entries.map((entry) => ({ entry, prefix }));
    }
  } catch (thrown) {
    if (hasBegun) throw thrown;
    const entry = await itself(talk, path, name, thrown);
    if (only === "folder") throw refuse(501, `${path} is not a folder.`);
    yield [{ entry, prefix: above }];
  }
}

/** What could not be opened as a folder is looked at as a name. @throws why it could not, where it is a folder after all */
async function itself(talk: Talk, path: string, name: string, why: unknown): Promise<Entry> {
  if (!(why instanceof SftpRefused) || why.status === SFTP_STATUS.connectionLost) throw why;
  if (kindOf(await talk.files.stat(path)) === "folder") throw why;
  return talk.files.look(path, name);
}
