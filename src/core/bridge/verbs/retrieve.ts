import { fileKind } from "../../sftp/directory-entry.js";
import { ReadAhead } from "../../sftp/read-ahead.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { imageTranslation, networkAsciiTranslation } from "../ascii-translation.js";
import type { ClientState } from "../client-state.js";
import { diagnoseFailure } from "../diagnose-failure.js";
import { refuseSpecialFile } from "../refuse-special-file.js";
import { refusal, safeReply } from "../reply.js";
import type { Transfer } from "../transfer.js";
import type { Verb } from "./verb.js";

const retr: Verb = {
  names: ["RETR"],
  argument: "<path>",
  handle(argument, client) {
    const offset = client.takeRestartOffset();
    const path = client.resolvePath(argument);
    if (offset > 0 && client.type === "ascii") return safeReply(504, "REST needs image type: TYPE I.");
    return client.actions.transfer("RETR", argument, async (transfer) => {
      const file = (await client.filesAhead.take(path)) ?? (await openRegularFile(path, client));
      const readAhead = new ReadAhead(file, offset, transfer.inFlightLimit, transfer.now);
      try {
        const sent = sendFile({ file, readAhead, path, offset }, client, transfer);
        if (offset === 0) client.filesAhead.prepare(path, client.fileSystem);
        return await sent;
      } finally {
        readAhead.release();
      }
    });
  },
};

async function openRegularFile(path: string, { fileSystem, known }: ClientState): Promise<SftpFile> {
  if (!known.isRegular(path)) await refuseSpecialFile(fileSystem, path);
  return fileSystem.open(path, "read").catch((thrown: unknown) => diagnoseFailure(thrown, fileSystem, path));
}

/** A file that is fetched, from a position on. */
interface RetrievedFile {
  readonly file: SftpFile;
  readonly readAhead: ReadAhead;
  readonly path: string;
  readonly offset: number;
}

/**
 * Clients take the first `(7 bytes` in the 150 for the size, and a name may hold such words: the size stands before it, and
 * without a size, as in ASCII type, there is no name. The first bytes and the size
 * are asked for together, so that a small file costs three round trips: what it is, the opening and this.
 */
async function sendFile({ file, readAhead, path, offset }: RetrievedFile, client: ClientState, transfer: Transfer) {
  const attributes = await file.stat();
  if (fileKind(attributes) === "folder") throw refusal(550, `${path} is a folder.`);
  const size = attributes.size;
  if (size !== undefined && offset > size)
    throw refusal(554, `REST ${offset} is behind the end of the file, at ${size}.`);
  readAhead.size = size;
  if (size !== undefined && client.type === "image") transfer.expectSize(size - offset);
  await transfer.start(
    size === undefined || client.type === "ascii" ? "Here it comes." : `Here come (${size} bytes) of ${path}.`,
  );

  const translation = client.type === "ascii" ? networkAsciiTranslation() : imageTranslation();
  for (let bytes = await readAhead.next(); bytes !== undefined; bytes = await readAhead.next()) {
    const chunk = bytes;
    await transfer.send(translation.translate(chunk), () => readAhead.recycle(chunk));
  }
  if (size !== undefined && readAhead.deliveredOffset < size && (await file.stat()).size !== size)
    throw refusal(451, `The file became shorter while it was sent: it ends at ${readAhead.deliveredOffset}.`);
  await transfer.finish();
  return safeReply(226, "The whole file was sent.");
}

/** RFC 3659, section 5: a byte's place in the file. */
const rest: Verb = {
  names: ["REST"],
  argument: "<position>",
  features: () => ["REST STREAM"],
  handle(argument, client) {
    const offset = /^\d{1,15}$/.test(argument.trim()) ? Number(argument) : undefined;
    if (offset === undefined) return safeReply(501, "The place is a count of bytes.");
    client.setRestartOffset(offset);
    return safeReply(350, `The next transfer begins at ${offset}.`);
  },
};

/** While a transfer runs the dialogue breaks it off first, and its 426 stands before this (RFC 959, section 4.1.3). */
const abor: Verb = {
  names: ["ABOR"],
  handle(_argument, client) {
    client.setDataConnection(undefined);
    client.takeRestartOffset();
    return safeReply(226, "Nothing is being transferred.");
  },
};

export const retrieveVerbs: readonly Verb[] = [retr, rest, abor];
