import { joinPath, splitPath } from "../../sftp/remote-path.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { WriteBehind, type WriteOptions } from "../../sftp/write-behind.js";
import type { ClientSession } from "../client-session.js";
import { diagnoseFailure } from "../files/diagnose-failure.js";
import { openInPlace, openNewFile, uniqueName, type FileToStore } from "../open-new-file.js";
import { refusal, singleLineReply, type ReplySequence } from "../bridge-reply.js";
import { receiveInto, runTransfer } from "../run-transfer.js";
import type { Transfer } from "../data/transfer.js";
import type { Verb } from "./verb.js";

/** REST goes on inside a file: what stands before the place is kept, and must be there. */
const stor: Verb = {
  names: ["STOR"],
  argument: "<path>",
  handle(argument, session) {
    const offset = session.takeRestartOffset();
    if (offset > 0 && session.type === "ascii") return singleLineReply(504, "REST needs image type: TYPE I.");
    if (offset > 0 && session.rights.isUploadOnly)
      return singleLineReply(550, "This user may store new files, and nothing else.");
    const destination = { verb: "STOR", displayName: argument, path: session.resolvePath(argument) };
    if (offset === 0)
      return storeFile(destination, session, { open: (path) => openNewFile(session, path), begin: beginAnew });
    return storeFile(destination, session, {
      open: (path) => openInPlace(session, path, "goOn"),
      async begin(file) {
        const size = (await file.stat()).size ?? 0;
        if (offset > size) throw refusal(554, `REST ${offset} is behind the end of the file, at ${size}.`);
        return { offset, isAtEnd: offset === size };
      },
    });
  },
};

const beginAnew = () => Promise.resolve({ offset: 0, isAtEnd: true });

async function beginAtEnd(file: SftpFile) {
  const { size } = await file.stat();
  return { offset: size ?? 0, isAtEnd: size !== undefined };
}

/** Written at the end as it is now; SFTP's own append mode is not the same with every server. */
const appe: Verb = {
  names: ["APPE"],
  argument: "<path>",
  handle(argument, session) {
    session.takeRestartOffset();
    return storeFile({ verb: "APPE", displayName: argument, path: session.resolvePath(argument) }, session, {
      open: (path) => openInPlace(session, path, "goOn"),
      begin: beginAtEnd,
    });
  },
};

/** A name that nobody has yet is made here; the 150 tells it (RFC 1123, section 4.1.2.9). */
const stou: Verb = {
  names: ["STOU"],
  argument: "[<folder>]",
  handle(argument, session) {
    session.takeRestartOffset();
    const name = uniqueName();
    const path = joinPath(session.resolvePath(argument), name);
    return storeFile({ verb: "STOU", displayName: name, path }, session, {
      open: (fresh) => openInPlace(session, fresh, "new"),
      begin: beginAnew,
      text: `FILE: ${argument === "" ? name : path}`,
    });
  },
};

/** What is stored where: by which verb, the file as the client named it, and its path at the gateway. */
interface Destination {
  readonly verb: string;
  readonly displayName: string;
  readonly path: string;
}

/** How a file is opened for writing, where the first byte goes, and what the 150 says. */
interface StoreStart {
  readonly open: (path: string) => Promise<FileToStore>;
  readonly begin: (file: SftpFile) => Promise<Pick<WriteOptions, "offset" | "isAtEnd">>;
  readonly text?: string;
}

function storeFile(
  { verb, displayName, path }: Destination,
  session: ClientSession,
  { open, begin, text = "Send it." }: StoreStart,
): ReplySequence {
  return runTransfer(session, { verb, path: displayName }, async function* (transfer) {
    await transfer.connect(); // first: what is there must not be emptied for a client that never comes
    const endChange = session.files.changes.begin("content");
    const stored = await open(path)
      .catch((thrown: unknown) => diagnoseFailure(thrown, session.fileSystem, path))
      .catch((thrown: unknown) => {
        endChange();
        throw thrown;
      });
    const { file } = stored;
    let writeBehind: WriteBehind | undefined;
    let isWhole = false;
    try {
      const { inFlightLimit, now } = transfer;
      writeBehind = new WriteBehind({
        file,
        ...(await begin(file)),
        inFlightLimit,
        now,
        truncate: (size) => session.fileSystem.truncate(stored.path, size),
        openSecondChannel: () => session.files.openSecondChannel(),
      });
      yield* transfer.start(text);
      await receive(writeBehind, session, transfer);
      const shown = await stored.complete();
      isWhole = true;
      session.addStored(shown);
      return singleLineReply(
        226,
        `The whole file is stored${shown === path && !text.startsWith("FILE") ? "" : ` as ${shown}`}.`,
      );
    } catch (thrown) {
      return await diagnoseFailure(thrown, session.fileSystem, splitPath(path).folder);
    } finally {
      (writeBehind ?? file).release();
      if (!isWhole) await stored.discard();
      endChange();
    }
  });
}

async function receive(writeBehind: WriteBehind, session: ClientSession, transfer: Transfer): Promise<void> {
  await receiveInto(session, transfer, (bytes) => writeBehind.write(bytes));
  await writeBehind.finish();
}

export const storeVerbs: readonly Verb[] = [stor, appe, stou];
