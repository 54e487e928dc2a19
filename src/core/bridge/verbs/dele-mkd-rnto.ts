import { SFTP_STATUS, SftpError } from "../../sftp/status-codes.js";
import type { ClientSession } from "../client-session.js";
import { isThere } from "../open-new-file.js";
import { pathReply, refusal, singleLineReply, multilineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

const dele: Verb = {
  names: ["DELE"],
  argument: "<path>",
  async handle(argument, session) {
    const path = session.resolvePath(argument);
    await session.fileSystem.remove(path);
    session.removeStored(path);
    return singleLineReply(250, "It is deleted.");
  },
};

const mkd: Verb = {
  names: ["MKD", "XMKD"],
  argument: "<path>",
  async handle(argument, session) {
    const path = session.resolvePath(argument);
    await session.fileSystem.makeDirectory(path).catch((thrown: unknown) => explainRefused(thrown, session, path));
    return pathReply(257, path, "is made.");
  },
};

/** Version 3 of SFTP says "failure" for a folder that is there, which devices ask for before each file. @throws always */
async function explainRefused(thrown: unknown, session: ClientSession, path: string): Promise<never> {
  if (thrown instanceof SftpError && thrown.status === SFTP_STATUS.failure && (await isThere(session, path)))
    throw refusal(550, `${path} is there already.`);
  throw thrown;
}

const rmd: Verb = {
  names: ["RMD", "XRMD"],
  argument: "<path>",
  async handle(argument, session) {
    await session.fileSystem.removeDirectory(session.resolvePath(argument));
    return singleLineReply(250, "It is removed.");
  },
};

const rnfr: Verb = {
  names: ["RNFR"],
  argument: "<path>",
  async handle(argument, session) {
    const path = session.resolvePath(argument);
    await session.fileSystem.lstat(path, "");
    session.renameFrom = path;
    return singleLineReply(350, "Now the new name: RNTO.");
  },
};

/** Over what has the name already, as FTP servers on Unix do. */
const rnto: Verb = {
  names: ["RNTO"],
  argument: "<path>",
  async handle(argument, session) {
    const from = session.renameFrom;
    session.renameFrom = undefined;
    if (from === undefined) return singleLineReply(503, "The old name comes first, right before: RNFR.");
    const to = session.resolvePath(argument);
    if (!session.may("delete") && (await isThere(session, to)))
      return singleLineReply(553, `${to} is there already, and this user may replace nothing.`);
    await session.fileSystem.rename(from, to);
    session.renameStored(from, to);
    return singleLineReply(250, "It is renamed.");
  },
};

/** `SITE CHMOD 644 a.txt` and `SITE SYMLINK a.txt link`, which clients send for Unix servers. */
const site: Verb = {
  names: ["SITE"],
  argument: "CHMOD <mode> <path>",
  features: () => ["SITE CHMOD", "SITE SYMLINK"],
  handle(argument, session) {
    const [, what = "", rest = ""] = /^([^ ]+) ?(.*)$/s.exec(argument) ?? [];
    switch (what.toUpperCase()) {
      case "CHMOD":
        return changeMode(rest, session);
      case "SYMLINK":
        return makeLink(rest, session);
      case "HELP":
        return multilineReply(214, "SITE takes:", ["CHMOD <mode> <path>", "SYMLINK <target> <path>"], "That was all.");
      default:
        return singleLineReply(504, "SITE takes CHMOD and SYMLINK.");
    }
  },
};

/** Nothing marks where the target ends, so neither can hold a blank. */
async function makeLink(argument: string, session: ClientSession) {
  const [, target, name] = /^([^ ]+) ([^ ]+)$/.exec(argument) ?? [];
  if (target === undefined || name === undefined)
    return singleLineReply(501, "SITE SYMLINK <target> <path>, without blanks in either.");
  await session.fileSystem.makeLink(target, session.resolvePath(name));
  return singleLineReply(200, `${name} leads to ${target}.`);
}

async function changeMode(argument: string, session: ClientSession) {
  const [, mode, name] = /^([0-7]{3,4}) (.+)$/s.exec(argument) ?? [];
  if (mode === undefined || name === undefined) return singleLineReply(501, "SITE CHMOD 644 <path>");
  await session.fileSystem.changeMode(session.resolvePath(name), Number.parseInt(mode, 8));
  return singleLineReply(200, `Its mode is ${mode}.`);
}

export const modifyVerbs: readonly Verb[] = [dele, mkd, rmd, rnfr, rnto, site];
