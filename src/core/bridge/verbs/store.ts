import { uniqueName } from "../unique-name.js";
import { joinPath, splitPath } from "../../sftp/remote-path.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { WriteBehind, type WriteOptions } from "../../sftp/write-behind.js";
import type { ClientState } from "../client-state.js";
import { diagnoseFailure } from "../diagnose-failure.js";
import { openInPlace, openNewFile, type FileToStore } from "../new-file.js";
import { receiveInto } from "../receive-into.js";
import { refusal, safeReply } from "../reply.js";
import type { Transfer } from "../transfer.js";
import type { Verb } from "./verb.js";

/** REST goes on inside a file: what stands before the place is kept, and must be there. */
const stor: Verb = {
  names: ["STOR"],
  argument: "<path>",
  handle(argument, client) {
    const offset = client.takeRestartOffset();
    if (offset > 0 && client.type === "ascii") return safeReply(504, "REST needs image type: TYPE I.");
    if (offset > 0 && client.rights.isUploadOnly)
      return safeReply(550, "This user may store new files, and nothing else.");
    const destination = { verb: "STOR", displayName: argument, path: client.resolvePath(argument) };
    if (offset === 0)
      return storeFile(destination, client, { open: (path) => openNewFile(client, path), begin: beginAnew });
    return storeFile(destination, client, {
      open: (path) => openInPlace(client, path, "goOn"),
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
  handle(argument, client) {
    client.takeRestartOffset();
    return storeFile({ verb: "APPE", displayName: argument, path: client.resolvePath(argument) }, client, {
      open: (path) => openInPlace(client, path, "goOn"),
      begin: beginAtEnd,
    });
  },
};

/** A name that nobody has yet is made here; the 150 tells it (RFC 1123, section 4.1.2.9). */
const stou: Verb = {
  names: ["STOU"],
  argument: "[<folder>]",
  handle(argument, client) {
    client.takeRestartOffset();
    const name = uniqueName();
    const path = joinPath(client.resolvePath(argument), name);
    return storeFile({ verb: "STOU", displayName: name, path }, client, {
      open: (fresh) => openInPlace(client, fresh, "new"),
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
  client: ClientState,
  { open, begin, text = "Send it." }: StoreStart,
) {
  return client.actions.transfer(verb, displayName, async (transfer) => {
    await transfer.connect(); // first: what is there must not be emptied for a client that never comes
    const endChange = client.changes.begin("content");
    const stored = await open(path)
      .catch((thrown: unknown) => diagnoseFailure(thrown, client.fileSystem, path))
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
        truncate: (size) => client.fileSystem.truncate(stored.path, size),
        openSecondChannel: () => client.actions.openSecondChannel(),
      });
      await transfer.start(text);
      await receive(writeBehind, client, transfer);
      const shown = await stored.complete();
      isWhole = true;
      client.addStored(shown);
      return safeReply(
        226,
        `The whole file is stored${shown === path && !text.startsWith("FILE") ? "" : ` as ${shown}`}.`,
      );
    } catch (thrown) {
      return await diagnoseFailure(thrown, client.fileSystem, splitPath(path).folder);
    } finally {
      (writeBehind ?? file).release();
      if (!isWhole) await stored.discard();
      endChange();
    }
  });
}

async function receive(writeBehind: WriteBehind, client: ClientState, transfer: Transfer): Promise<void> {
  await receiveInto(client, transfer, (bytes) => writeBehind.write(bytes));
  await writeBehind.finish();
}

export const storeVerbs: readonly Verb[] = [stor, appe, stou];
