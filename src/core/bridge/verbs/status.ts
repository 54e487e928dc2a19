import { fitsLine } from "../../sftp/remote-path.js";
import type { Talk } from "../client-state.js";
import { listLine } from "../list-line.js";
import { sayLines } from "../reply.js";
import { listed, withoutOptions } from "../resolve-listing.js";
import type { Verb } from "./verb.js";

/** More than this on the control connection would keep it busy for too long. */
const MOST_LINES = 1000;
/** Of a folder whose names never end, and of which none is wanted, this many answers are looked at. */
const MOST_ANSWERS = 1000;

/** The state of the talk, or a listing on the control connection (RFC 959, section 4.1.3). During a transfer the dialogue answers it. */
const stat: Verb = {
  names: ["STAT"], argument: "[<path>]",
  async handle(argument, talk) {
    const path = withoutOptions(argument);
    return argument === "" ? sayState(talk) : sayLines(213, `Status of ${talk.path(path)}:`, await linesOf(talk, path), "That was all.");
  },
};

const sayState = (talk: Talk) => sayLines(211, "Culvert's bridge to SFTP:", [
  `Logged in as ${talk.username ?? ""}, in ${talk.folder}`,
  `TYPE ${talk.type === "ascii" ? "A" : "I"}, MODE S, STRU F`,
], "Nothing is being transferred.");

async function linesOf(talk: Talk, path: string): Promise<string[]> {
  const lines: string[] = [];
  const now = talk.clock.now();
  let answers = 0;
  for await (const found of listed(talk, path, "any")) {
    lines.push(...found.filter(({ entry }) => fitsLine(entry.name)).map(({ entry }) => listLine(entry, now)));
    if (lines.length > MOST_LINES || ++answers > MOST_ANSWERS) return [...lines.slice(0, MOST_LINES), "... and more: use LIST."];
  }
  return lines;
}

export const statVerbs: readonly Verb[] = [stat];
