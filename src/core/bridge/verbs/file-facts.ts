import { kindOf } from "../../sftp/directory-entry.js";
import { splitPath } from "../../sftp/remote-path.js";
import type { Talk } from "../client-state.js";
import { factsLine, readFactTime, sayFacts, sayFactTime } from "../mlst-facts.js";
import { refuse, say, sayLines } from "../reply.js";
import type { Verb } from "./verb.js";

/** What MLSD says, of one name and on the control connection (RFC 3659, section 7). */
const mlst: Verb = {
  names: ["MLST"], argument: "[<path>]", features: (talk) => [`MLST ${sayFacts(talk.facts)}`],
  async handle(argument, talk) {
    const path = talk.path(argument);
    const { folder, name } = splitPath(path);
    const [entry, truly] = await Promise.all([talk.files.look(path, name, "targets"), talk.files.realPath(folder)]);
    return sayLines(250, `Facts of ${path}:`, [factsLine(entry, truly, talk.facts, path)], "That was all.");
  },
};

/** The bytes that an image transfer would send; what ASCII would make of them is not known without reading them (RFC 3659, section 4). */
const size: Verb = {
  names: ["SIZE"], argument: "<path>", features: () => ["SIZE"],
  async handle(argument, talk) {
    if (talk.type === "ascii") return say(550, "The size is known in image type only: TYPE I.");
    const found = await fileAt(argument, talk);
    return found.size === undefined ? say(550, "The gateway does not tell the size.") : say(213, String(found.size));
  },
};

/** RFC 3659, section 3. */
const mdtm: Verb = {
  names: ["MDTM"], argument: "<path>", features: () => ["MDTM"],
  async handle(argument, talk) {
    const { mtime } = await talk.files.stat(talk.path(argument));
    return mtime === undefined ? say(550, "The gateway does not tell the time.") : say(213, sayFactTime(mtime * 1000));
  },
};

/** `MFMT 20261122140716 a.txt` sets what MDTM tells (draft-somers-ftp-mfxx-04). */
const mfmt: Verb = {
  names: ["MFMT"], argument: "<time> <path>", features: () => ["MFMT"],
  async handle(argument, talk) {
    const [, text = "", name = ""] = /^(\S+) (.+)$/s.exec(argument) ?? [];
    const time = readFactTime(text);
    if (time === undefined) return say(501, "The time is written 20261122140716, and the path behind it.");
    await talk.files.changeTime(talk.path(name), time);
    return say(213, `Modify=${sayFactTime(time)}; ${name}`);
  },
};

async function fileAt(asked: string, talk: Talk) {
  const path = talk.path(asked);
  const found = await talk.files.stat(path);
  if (kindOf(found) !== "file") throw refuse(550, `${path} is not a file.`);
  return found;
}

export const factVerbs: readonly Verb[] = [mlst, size, mdtm, mfmt];
