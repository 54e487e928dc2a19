import { fitsOnLine } from "../../sftp/remote-path.js";
import type { ClientSession } from "../client-session.js";
import { formatListLine } from "../listing/list-line.js";
import { formatFacts } from "../listing/mlst-facts.js";
import { singleLineReply, type ReplySequence } from "../bridge-reply.js";
import { resolveListing, stripListOptions, type ListedEntry } from "../resolve-listing.js";
import { runTransfer } from "../run-transfer.js";
import type { Transfer } from "../data/transfer.js";
import type { Verb } from "./verb.js";

const list: Verb = {
  names: ["LIST"],
  argument: "[<path>]",
  handle(argument, session) {
    const now = session.clock.now();
    const path = stripListOptions(argument);
    return sendListing("LIST", path, session, resolveListing(session, path, "any"), ({ entry }) =>
      formatListLine(entry, now),
    );
  },
};

/** Names as the client wrote the folder, since some clients fetch exactly what NLST says (RFC 1123, section 4.1.2.8). */
const nlst: Verb = {
  names: ["NLST"],
  argument: "[<path>]",
  handle(argument, session) {
    const path = stripListOptions(argument);
    return sendListing(
      "NLST",
      path,
      session,
      resolveListing(session, path, "any"),
      ({ prefix, entry }) => prefix + entry.name,
    );
  },
};

/** RFC 3659, section 7. Links are told as what they lead to, as pyftpdlib does: clients such as rclone know files and folders only. */
const mlsd: Verb = {
  names: ["MLSD"],
  argument: "[<path>]",
  handle(argument, session) {
    const { facts } = session;
    const lineOf = session.fileSystem.realPath(session.resolvePath(argument)).then(
      (folder) =>
        ({ entry }: ListedEntry) =>
          formatFacts(entry, folder, facts),
    );
    lineOf.catch(() => undefined); // the listing itself tells why
    return sendListing("MLSD", argument, session, resolveListing(session, argument, "folder", "targets"), lineOf);
  },
};

type LineFormatter = (found: ListedEntry) => string;

/** Send a listing as it comes: a folder of 10,000 names is never gathered. */
function sendListing(
  verb: string,
  path: string,
  session: ClientSession,
  names: AsyncGenerator<readonly ListedEntry[]>,
  lineOf: LineFormatter | Promise<LineFormatter>,
): ReplySequence {
  session.takeRestartOffset();
  return runTransfer(session, { verb, path }, async function* (transfer) {
    try {
      return yield* send(transfer, session, names, lineOf);
    } finally {
      await names.return(undefined);
    }
  });
}

async function* send(
  transfer: Transfer,
  { charset }: ClientSession,
  names: AsyncGenerator<readonly ListedEntry[]>,
  lineOf: LineFormatter | Promise<LineFormatter>,
): ReplySequence {
  let batch = await names.next(); // what cannot be listed is refused before the data connection is used
  const toLine = await lineOf;
  yield* transfer.start("Here comes the list.");
  let unfit = 0;
  while (batch.done !== true) {
    const lines = batch.value.map(toLine);
    const fit = lines.filter(fitsOnLine);
    unfit += lines.length - fit.length;
    await transfer.send(Buffer.from(fit.map((line) => `${charset.encode(line)}\r\n`).join(""), "latin1")); // of nothing too: it throws where the client has broken off
    batch = await names.next();
  }
  await transfer.finish();
  return singleLineReply(
    226,
    unfit === 0
      ? "That was all."
      : `That was all, but for ${unfit} with a line break in the name, which FTP cannot tell.`,
  );
}

export const listVerbs: readonly Verb[] = [list, nlst, mlsd];
