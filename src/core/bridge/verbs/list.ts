import type { FtpReply } from "../../ftp/reply.js";
import type { Talk } from "../client-state.js";
import { listLine } from "../list-line.js";
import { factsLine } from "../mlst-facts.js";
import { say } from "../reply.js";
import { listed, withoutOptions, type Listed } from "../resolve-listing.js";
import type { Transfer } from "../transfer.js";
import type { Verb } from "./verb.js";

const list: Verb = {
  names: ["LIST"], argument: "[<path>]",
  handle(argument, talk) {
    const now = talk.clock.now();
    const path = withoutOptions(argument);
    return sendList("LIST", path, talk, listed(talk, path, "any"), ({ entry }) => listLine(entry, now));
  },
};

/** Names as the client wrote the folder, since some clients fetch exactly what NLST says (RFC 1123, section 4.1.2.8). */
const nlst: Verb = {
  names: ["NLST"], argument: "[<path>]",
  handle(argument, talk) {
    const path = withoutOptions(argument);
    return sendList("NLST", path, talk, listed(talk, path, "any"), ({ prefix, entry }) => prefix + entry.name);
  },
};

/** RFC 3659, section 7. Links are told as what they lead to, as pyftpdlib does: clients such as rclone know files and folders only. */
const mlsd: Verb = {
  names: ["MLSD"], argument: "[<path>]",
  handle(argument, talk) {
    const { facts } = talk;
    const lineOf = talk.files.realPath(talk.path(argument)).then((folder) => ({ entry }: Listed) => factsLine(entry, folder, facts));
    lineOf.catch(() => undefined); // the listing itself tells why
    return sendList("MLSD", argument, talk, listed(talk, argument, "folder", "targets"), lineOf);
  },
};

type LineOf = (found: Listed) => string;

/** Send a listing as it comes: a folder of 10,000 names is never gathered. */
async function sendList(verb: string, path: string, talk: Talk, names: AsyncGenerator<readonly Listed[]>, lineOf: LineOf | Promise<LineOf>): Promise<FtpReply> {
  talk.takeRestart();
  return talk.conduct.transfer(verb, path, async (transfer) => {
    try {
      return await send(transfer, names, lineOf);
    } finally {
      await names.return(undefined);
    }
  });
}

async function send(transfer: Transfer, names: AsyncGenerator<readonly Listed[]>, lineOf: LineOf | Promise<LineOf>): Promise<FtpReply> {
  let batch = await names.next(); // what cannot be listed is refused before the data connection is used
  const sayLine = await lineOf;
  await transfer.begin("Here comes the list.");
  let unfit = 0;
  while (batch.done !== true) {
    const lines = batch.value.map(sayLine);
    const fit = lines.filter((line) => !/[\0\r\n]/.test(line));
    unfit += lines.length - fit.length;
    await transfer.send(Buffer.from(fit.map((line) => `${line}\r\n`).join(""), "latin1")); // of nothing too: it throws where the client has broken off
    batch = await names.next();
  }
  await transfer.finish();
  return say(226, unfit === 0 ? "That was all." : `That was all, but for ${unfit} with a line break in the name, which FTP cannot tell.`);
}

export const listVerbs: readonly Verb[] = [list, nlst, mlsd];
