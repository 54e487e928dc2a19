import { fileKind } from "../../sftp/directory-entry.js";
import type { ClientSession } from "../client-session.js";
import { pathReply, singleLineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** Without a path, as devices send it whose folder was left blank, to the login folder: BSD's servers do so. */
async function changeDirectory(argument: string, session: ClientSession) {
  if (argument !== "" && argument.trim() === "") return singleLineReply(501, "A folder's name is more than blanks.");
  const path = argument === "" ? session.files.home : session.resolvePath(argument);
  if (fileKind(await session.fileSystem.stat(path)) !== "folder")
    return singleLineReply(550, `${path} is not a folder.`);
  session.folder = path;
  return singleLineReply(250, `You are in ${path}.`);
}

export const workingDirectoryVerbs: readonly Verb[] = [
  {
    names: ["PWD", "XPWD"],
    handle: (_argument, { folder }) => pathReply(257, folder, "is where you are."),
  },
  { names: ["CWD", "XCWD"], argument: "[<path>]", handle: changeDirectory },
  { names: ["CDUP", "XCUP"], handle: (_argument, session) => changeDirectory("..", session) },
];
