import { quotedPath } from "../../sftp/remote-path.js";
import { SFTP_STATUS, SftpError } from "../../sftp/status.js";
import type { ClientState } from "../client-state.js";
import { isThere } from "../new-file.js";
import { refusal, safeReply, multilineReply } from "../reply.js";
import type { Verb } from "./verb.js";

const dele: Verb = {
  names: ["DELE"],
  argument: "<path>",
  async handle(argument, client) {
    await client.fileSystem.remove(client.resolvePath(argument));
    return safeReply(250, "It is deleted.");
  },
};

const mkd: Verb = {
  names: ["MKD", "XMKD"],
  argument: "<path>",
  async handle(argument, client) {
    const path = client.resolvePath(argument);
    await client.fileSystem.makeDirectory(path).catch((thrown: unknown) => explainRefused(thrown, client, path));
    return safeReply(257, `${quotedPath(path)} is made.`);
  },
};

/** Version 3 of SFTP says "failure" for a folder that is there, which devices ask for before each file. @throws always */
async function explainRefused(thrown: unknown, client: ClientState, path: string): Promise<never> {
  if (thrown instanceof SftpError && thrown.status === SFTP_STATUS.failure && (await isThere(client, path)))
    throw refusal(550, `${path} is there already.`);
  throw thrown;
}

const rmd: Verb = {
  names: ["RMD", "XRMD"],
  argument: "<path>",
  async handle(argument, client) {
    await client.fileSystem.removeDirectory(client.resolvePath(argument));
    return safeReply(250, "It is removed.");
  },
};

const rnfr: Verb = {
  names: ["RNFR"],
  argument: "<path>",
  async handle(argument, client) {
    const path = client.resolvePath(argument);
    await client.fileSystem.lstat(path, "");
    client.renameFrom = path;
    return safeReply(350, "Now the new name: RNTO.");
  },
};

/** Over what has the name already, as FTP servers on Unix do. */
const rnto: Verb = {
  names: ["RNTO"],
  argument: "<path>",
  async handle(argument, client) {
    const from = client.renameFrom;
    client.renameFrom = undefined;
    if (from === undefined) return safeReply(503, "The old name comes first, right before: RNFR.");
    const to = client.resolvePath(argument);
    if (!client.may("delete") && (await isThere(client, to)))
      return safeReply(553, `${to} is there already, and this user may replace nothing.`);
    await client.fileSystem.rename(from, to);
    if (client.hasStored(from)) client.addStored(to);
    return safeReply(250, "It is renamed.");
  },
};

/** `SITE CHMOD 644 a.txt` and `SITE SYMLINK a.txt link`, which clients send for Unix servers. */
const site: Verb = {
  names: ["SITE"],
  argument: "CHMOD <mode> <path>",
  features: () => ["SITE CHMOD", "SITE SYMLINK"],
  handle(argument, client) {
    const [, what = "", rest = ""] = /^([^ ]+) ?(.*)$/s.exec(argument) ?? [];
    switch (what.toUpperCase()) {
      case "CHMOD":
        return changeMode(rest, client);
      case "SYMLINK":
        return makeLink(rest, client);
      case "HELP":
        return multilineReply(214, "SITE takes:", ["CHMOD <mode> <path>", "SYMLINK <target> <path>"], "That was all.");
      default:
        return safeReply(504, "SITE takes CHMOD and SYMLINK.");
    }
  },
};

/** Nothing marks where the target ends, so neither can hold a blank. */
async function makeLink(argument: string, client: ClientState) {
  const [, target, name] = /^([^ ]+) ([^ ]+)$/.exec(argument) ?? [];
  if (target === undefined || name === undefined)
    return safeReply(501, "SITE SYMLINK <target> <path>, without blanks in either.");
  await client.fileSystem.makeLink(target, client.resolvePath(name));
  return safeReply(200, `${name} leads to ${target}.`);
}

async function changeMode(argument: string, client: ClientState) {
  const [, mode, name] = /^([0-7]{3,4}) (.+)$/s.exec(argument) ?? [];
  if (mode === undefined || name === undefined) return safeReply(501, "SITE CHMOD 644 <path>");
  await client.fileSystem.changeMode(client.resolvePath(name), Number.parseInt(mode, 8));
  return safeReply(200, `Its mode is ${mode}.`);
}

export const modifyVerbs: readonly Verb[] = [dele, mkd, rmd, rnfr, rnto, site];
