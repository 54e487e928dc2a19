import { quotePath } from "../../sftp/remote-path.js";
import type { Talk } from "../client-state.js";
import { say, sayLines } from "../reply.js";
import type { Verb } from "./verb.js";

const dele: Verb = {
  names: ["DELE"], argument: "<path>",
  async handle(argument, talk) {
    await talk.files.remove(talk.path(argument));
    return say(250, "It is deleted.");
  },
};

const mkd: Verb = {
  names: ["MKD", "XMKD"], argument: "<path>",
  async handle(argument, talk) {
    const path = talk.path(argument);
    await talk.files.makeFolder(path);
    return say(257, `${quotePath(path)} is made.`);
  },
};

const rmd: Verb = {
  names: ["RMD", "XRMD"], argument: "<path>",
  async handle(argument, talk) {
    await talk.files.removeFolder(talk.path(argument));
    return say(250, "It is removed.");
  },
};

const rnfr: Verb = {
  names: ["RNFR"], argument: "<path>",
  async handle(argument, talk) {
    const path = talk.path(argument);
    await talk.files.look(path, "");
    talk.renameFrom = path;
    return say(350, "Now the new name: RNTO.");
  },
};

/** Over what has the name already, as FTP servers on Unix do. */
const rnto: Verb = {
  names: ["RNTO"], argument: "<path>",
  async handle(argument, talk) {
    const from = talk.renameFrom;
    talk.renameFrom = undefined;
    if (from === undefined) return say(503, "The old name comes first, right before: RNFR.");
    await talk.files.rename(from, talk.path(argument));
    return say(250, "It is renamed.");
  },
};

/** `SITE CHMOD 644 a.txt` and `SITE SYMLINK a.txt link`, which clients send for Unix servers. */
const site: Verb = {
  names: ["SITE"], argument: "CHMOD <mode> <path>", features: () => ["SITE CHMOD", "SITE SYMLINK"],
  handle(argument, talk) {
    const [, what = "", rest = ""] = /^([^ ]+) ?(.*)$/s.exec(argument) ?? [];
    switch (what.toUpperCase()) {
      case "CHMOD": return changeMode(rest, talk);
      case "SYMLINK": return makeLink(rest, talk);
      case "HELP": return sayLines(214, "SITE takes:", ["CHMOD <mode> <path>", "SYMLINK <target> <path>"], "That was all.");
      default: return say(504, "SITE takes CHMOD and SYMLINK.");
    }
  },
};

/** Nothing marks where the target ends, so neither can hold a blank. */
async function makeLink(argument: string, talk: Talk) {
  const [, target, name] = /^([^ ]+) ([^ ]+)$/.exec(argument) ?? [];
  if (target === undefined || name === undefined) return say(501, "SITE SYMLINK <target> <path>, without blanks in either.");
  await talk.files.makeLink(target, talk.path(name));
  return say(200, `${name} leads to ${target}.`);
}

async function changeMode(argument: string, talk: Talk) {
  const [, mode, name] = /^([0-7]{3,4}) (.+)$/s.exec(argument) ?? [];
  if (mode === undefined || name === undefined) return say(501, "SITE CHMOD 644 <path>");
  await talk.files.changeMode(talk.path(name), Number.parseInt(mode, 8));
  return say(200, `Its mode is ${mode}.`);
}

export const changeVerbs: readonly Verb[] = [dele, mkd, rmd, rnfr, rnto, site];
