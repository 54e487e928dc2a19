import { fitsOnLine } from "../../sftp/remote-path.js";
import type { ClientSession } from "../client-session.js";
import { formatListLine } from "../listing/list-line.js";
import { multilineReply } from "../bridge-reply.js";
import { resolveListing, stripListOptions } from "../resolve-listing.js";
import type { Verb } from "./verb.js";

/** More than this on the control connection would keep it busy for too long. */
const MAX_LINES = 1000;
/** Of a folder whose names never end, and of which none is wanted, this many answers are looked at. */
const MAX_BATCHES = 1000;

/** The state of the control connection, or a listing on the control connection (RFC 959, section 4.1.3). During a transfer the control connection answers it. */
const stat: Verb = {
  names: ["STAT"],
  argument: "[<path>]",
  async handle(argument, session) {
    const path = stripListOptions(argument);
    return argument === ""
      ? sessionStatus(session)
      : multilineReply(
          213,
          `Status of ${session.resolvePath(path)}:`,
          await listingLines(session, path),
          "That was all.",
        );
  },
};

const sessionStatus = (session: ClientSession) =>
  multilineReply(
    211,
    "Culvert's bridge to SFTP:",
    [
      `Logged in as ${session.username ?? ""}, in ${session.folder}`,
      `TYPE ${session.type === "ascii" ? "A" : "I"}, MODE S, STRU F`,
    ],
    "Nothing is being transferred.",
  );

async function listingLines(session: ClientSession, path: string): Promise<string[]> {
  const lines: string[] = [];
  const now = session.clock.now();
  let answers = 0;
  for await (const batch of resolveListing(session, path, "any")) {
    lines.push(...batch.filter(({ entry }) => fitsOnLine(entry.name)).map(({ entry }) => formatListLine(entry, now)));
    if (lines.length > MAX_LINES || ++answers > MAX_BATCHES)
      return [...lines.slice(0, MAX_LINES), "... and more: use LIST."];
  }
  return lines;
}

export const statusVerbs: readonly Verb[] = [stat];
