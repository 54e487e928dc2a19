import { fileKind } from "../../sftp/directory-entry.js";
import { ReadAhead } from "../../sftp/read-ahead.js";
import type { Attributes } from "../../sftp/packets/request-packets.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { imageTranslation, networkAsciiTranslation } from "../data/ascii-translation.js";
import type { ClientSession } from "../client-session.js";
import { diagnoseFailure } from "../files/diagnose-failure.js";
import { refuseSpecialFile } from "../files/refuse-special-file.js";
import { refusal, singleLineReply, type ReplySequence } from "../bridge-reply.js";
import { runTransfer } from "../run-transfer.js";
import type { Transfer } from "../data/transfer.js";
import type { Verb } from "./verb.js";

const retr: Verb = {
  names: ["RETR"],
  argument: "<path>",
  handle(argument, session) {
    const offset = session.takeRestartOffset();
    const path = session.resolvePath(argument);
    if (offset > 0 && session.type === "ascii") return singleLineReply(504, "REST needs image type: TYPE I.");
    return runTransfer(session, { verb: "RETR", path: argument }, async function* (transfer) {
      const file = (await session.files.ahead.take(path)) ?? (await openRegularFile(path, session));
      const readAhead = new ReadAhead(file, offset, transfer.inFlightLimit, transfer.now);
      try {
        const attributes = file.stat();
        if (offset === 0) session.files.ahead.prepare(path, session.fileSystem);
        return yield* sendFile({ file, readAhead, path, offset, attributes }, session, transfer);
      } finally {
        readAhead.release();
      }
    });
  },
};

async function openRegularFile(path: string, { fileSystem, files }: ClientSession): Promise<SftpFile> {
  if (!files.known.isRegular(path)) await refuseSpecialFile(fileSystem, path);
  return fileSystem.open(path, "read").catch((thrown: unknown) => diagnoseFailure(thrown, fileSystem, path));
}

/** A file that is fetched, from a position on. */
interface RetrievedFile {
  readonly file: SftpFile;
  readonly readAhead: ReadAhead;
  readonly path: string;
  readonly offset: number;
  /** Asked for already. */
  readonly attributes: Promise<Attributes>;
}

/**
 * Clients take the first `(7 bytes` in the 150 for the size, and a name may hold such words: the size stands before it, and
 * without a size, as in ASCII type, there is no name. The first bytes and the size
 * are asked for together, so that a small file costs three round trips: what it is, the opening and this.
 */
async function* sendFile(
  { file, readAhead, path, offset, attributes: asked }: RetrievedFile,
  session: ClientSession,
  transfer: Transfer,
): ReplySequence {
  const attributes = await asked;
  if (fileKind(attributes) === "folder") throw refusal(550, `${path} is a folder.`);
  const size = attributes.size;
  if (size !== undefined && offset > size)
    throw refusal(554, `REST ${offset} is behind the end of the file, at ${size}.`);
  readAhead.size = size;
  if (size !== undefined && session.type === "image") transfer.expectSize(size - offset);
  yield* transfer.start(
    size === undefined || session.type === "ascii" ? "Here it comes." : `Here come (${size} bytes) of ${path}.`,
  );

  const translation = session.type === "ascii" ? networkAsciiTranslation() : imageTranslation();
  for (let bytes = await readAhead.next(); bytes !== undefined; bytes = await readAhead.next()) {
    const chunk = bytes;
    await transfer.send(translation.translate(chunk), () => readAhead.recycle(chunk));
  }
  if (size !== undefined && readAhead.deliveredOffset < size && (await file.stat()).size !== size)
    throw refusal(451, `The file became shorter while it was sent: it ends at ${readAhead.deliveredOffset}.`);
  await transfer.finish();
  return singleLineReply(226, "The whole file was sent.");
}

/** RFC 3659, section 5: a byte's place in the file. */
const rest: Verb = {
  names: ["REST"],
  argument: "<position>",
  features: () => ["REST STREAM"],
  handle(argument, session) {
    const offset = /^\d{1,15}$/.test(argument.trim()) ? Number(argument) : undefined;
    if (offset === undefined) return singleLineReply(501, "The place is a count of bytes.");
    session.setRestartOffset(offset);
    return singleLineReply(350, `The next transfer begins at ${offset}.`);
  },
};

/** While a transfer runs it is broken off first, and its 426 stands before this (RFC 959, section 4.1.3). */
const abor: Verb = {
  names: ["ABOR"],
  handle(_argument, session) {
    session.setDataConnection(undefined);
    session.takeRestartOffset();
    return singleLineReply(226, "Nothing is being transferred.");
  },
};

export const retrieveVerbs: readonly Verb[] = [retr, rest, abor];
