import { kindOf } from "../../sftp/directory-entry.js";
import { ReadAhead } from "../../sftp/read-ahead.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { asImage, toNetworkLines } from "../ascii-translation.js";
import type { Talk } from "../client-state.js";
import { whyFailed } from "../diagnose-failure.js";
import { refuse, say } from "../reply.js";
import type { Transfer } from "../transfer.js";
import type { Verb } from "./verb.js";

const retr: Verb = {
  names: ["RETR"], argument: "<path>",
  handle(argument, talk) {
    const position = talk.takeRestart();
    const path = talk.path(argument);
    if (position > 0 && talk.type === "ascii") return say(504, "REST needs image type: TYPE I.");
    return talk.conduct.transfer("RETR", argument, async (transfer) => {
      const file = await talk.files.open(path, "read").catch((thrown: unknown) => whyFailed(thrown, talk.files, path));
      const ahead = new ReadAhead(file, position, transfer.allowance, transfer.now);
      try {
        return await fetch({ file, ahead, path, position }, talk, transfer);
      } finally {
        ahead.letGo();
      }
    });
  },
};

/** A file that is fetched, from a position on. */
interface Fetched {
  readonly file: SftpFile;
  readonly ahead: ReadAhead;
  readonly path: string;
  readonly position: number;
}

/**
 * Clients take the first `(7 bytes` in the 150 for the size, and a name may hold such words: the size stands before it, and
 * without a size, as in ASCII type, there is no name. The first bytes and the size
 * are asked for together, so that a small file costs two round trips: the opening and this.
 */
async function fetch({ file, ahead, path, position }: Fetched, talk: Talk, transfer: Transfer) {
  const found = await file.stat();
  if (kindOf(found) === "folder") throw refuse(550, `${path} is a folder.`);
  const size = found.size;
  if (size !== undefined && position > size) throw refuse(554, `REST ${position} is behind the end of the file, at ${size}.`);
  ahead.size = size;
  await transfer.begin(size === undefined || talk.type === "ascii" ? "Here it comes." : `Here come (${size} bytes) of ${path}.`);

  const translation = talk.type === "ascii" ? toNetworkLines() : asImage();
  for (let bytes = await ahead.next(); bytes !== undefined; bytes = await ahead.next()) {
    const part = bytes;
    await transfer.send(translation.take(part), () => ahead.reuse(part));
  }
  if (size !== undefined && ahead.reached < size && (await file.stat()).size !== size) throw refuse(451, `The file became shorter while it was sent: it ends at ${ahead.reached}.`);
  await transfer.finish();
  return say(226, "The whole file was sent.");
}

/** RFC 3659, section 5: a byte's place in the file. */
const rest: Verb = {
  names: ["REST"], argument: "<position>", features: () => ["REST STREAM"],
  handle(argument, talk) {
    const position = /^\d{1,15}$/.test(argument.trim()) ? Number(argument) : undefined;
    if (position === undefined) return say(501, "The place is a count of bytes.");
    talk.restartAt(position);
    return say(350, `The next transfer begins at ${position}.`);
  },
};

/** While a transfer runs the dialogue breaks it off first, and its 426 stands before this (RFC 959, section 4.1.3). */
const abor: Verb = {
  names: ["ABOR"],
  handle(_argument, talk) {
    talk.agree(undefined);
    talk.takeRestart();
    return say(226, "Nothing is being transferred.");
  },
};

export const fetchVerbs: readonly Verb[] = [retr, rest, abor];
