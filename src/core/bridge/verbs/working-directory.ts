import { kindOf } from "../../sftp/directory-entry.js";
import { quotePath } from "../../sftp/remote-path.js";
import type { Talk } from "../client-state.js";
import { say } from "../reply.js";
import type { Verb } from "./verb.js";

async function change(asked: string, talk: Talk) {
  const path = talk.path(asked);
  if (kindOf(await talk.files.stat(path)) !== "folder") return say(550, `${path} is not a folder.`);
  talk.folder = path;
  return say(250, `You are in ${path}.`);
}

export const folderVerbs: readonly Verb[] = [
  { names: ["PWD", "XPWD"], handle: (_argument, { folder }) => say(257, `${quotePath(folder)} is where you are.`) },
  { names: ["CWD", "XCWD"], argument: "<path>", handle: change },
  { names: ["CDUP", "XCUP"], handle: (_argument, talk) => change("..", talk) },
];
