import { fileKind } from "../../sftp/directory-entry.js";
import { splitPath } from "../../sftp/remote-path.js";
import type { ClientSession } from "../client-session.js";
import { formatFacts, parseFactTime, formatFactList, formatFactTime } from "../listing/mlst-facts.js";
import { refusal, singleLineReply, multilineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** What MLSD says, of one name and on the control connection (RFC 3659, section 7). */
const mlst: Verb = {
  names: ["MLST"],
  argument: "[<path>]",
  features: (session) => [`MLST ${formatFactList(session.facts)}`],
  async handle(argument, session) {
    const path = session.resolvePath(argument);
    const { folder, name } = splitPath(path);
    const [entry, truly] = await Promise.all([
      session.fileSystem.lstat(path, name, "targets"),
      session.fileSystem.realPath(folder),
    ]);
    return multilineReply(250, `Facts of ${path}:`, [formatFacts(entry, truly, session.facts, path)], "That was all.");
  },
};

/** The bytes that an image transfer would send; what ASCII would make of them is not known without reading them (RFC 3659, section 4). */
const size: Verb = {
  names: ["SIZE"],
  argument: "<path>",
  features: () => ["SIZE"],
  async handle(argument, session) {
    if (session.type === "ascii") return singleLineReply(550, "The size is known in image type only: TYPE I.");
    const attributes = await fileAt(argument, session);
    return attributes.size === undefined
      ? singleLineReply(550, "The gateway does not tell the size.")
      : singleLineReply(213, String(attributes.size));
  },
};

/** RFC 3659, section 3. */
const mdtm: Verb = {
  names: ["MDTM"],
  argument: "<path>",
  features: () => ["MDTM"],
  async handle(argument, session) {
    const { mtime } = await session.fileSystem.stat(session.resolvePath(argument));
    return mtime === undefined
      ? singleLineReply(550, "The gateway does not tell the time.")
      : singleLineReply(213, formatFactTime(mtime * 1000));
  },
};

/** `MFMT 20261122140716 a.txt` sets what MDTM tells (draft-somers-ftp-mfxx-04). */
const mfmt: Verb = {
  names: ["MFMT"],
  argument: "<time> <path>",
  features: () => ["MFMT"],
  async handle(argument, session) {
    const [, text = "", name = ""] = /^(\S+) (.+)$/s.exec(argument) ?? [];
    const time = parseFactTime(text);
    if (time === undefined) return singleLineReply(501, "The time is written 20261122140716, and the path behind it.");
    await session.fileSystem.changeTime(session.resolvePath(name), time);
    return singleLineReply(213, `Modify=${formatFactTime(time)}; ${name}`);
  },
};

async function fileAt(asked: string, session: ClientSession) {
  const path = session.resolvePath(asked);
  const attributes = await session.fileSystem.stat(path);
  if (fileKind(attributes) !== "file") throw refusal(550, `${path} is not a file.`);
  return attributes;
}

export const factVerbs: readonly Verb[] = [mlst, size, mdtm, mfmt];
