import { randomBytes } from "node:crypto";
import { MAX_NUMBER, numbered } from "../sftp/numbered-path.js";
import { joinPath, splitPath } from "../sftp/remote-path.js";
import { fileKind } from "../sftp/directory-entry.js";
import type { SftpFile } from "../sftp/sftp-file.js";
import { SFTP_STATUS, SftpError } from "../sftp/status-codes.js";
import type { Existing } from "./bridge-rules.js";
import type { ClientSession } from "./client-session.js";
import { refusal } from "./bridge-reply.js";
import { refuseSpecialFile } from "./files/refuse-special-file.js";

/** A file that is open for what a client stores, and what becomes of it. */
export interface FileToStore {
  readonly file: SftpFile;
  /** Where it lies while it is written. */
  readonly path: string;
  /** All of it was written, and it is closed. @returns the path that it has now @throws Refusal, SftpError */
  complete(): Promise<string>;
  /** It was not: what was begun is removed where it must not be seen. */
  discard(): Promise<void>;
}

/**
 * Open a file for a store from the beginning, as the profile says: over what is there, under a name of its own, or hidden
 * until it is whole.
 *
 * @throws Refusal 550 where the name is there and may not be replaced or is no file's, 450 where it is being stored; SftpError
 */
export async function openNewFile(session: ClientSession, path: string): Promise<FileToStore> {
  const existing = existingFor(session);
  if (existing === "replace" && session.rules.wholeOnly !== true) return openOver(session, path);
  await refuseSpecialFile(session.fileSystem, path);
  return session.rules.wholeOnly === true || existing === "replace"
    ? openHidden(session, path, existing)
    : openFresh(session, path, existing);
}

/** Whoever fills a drop box replaces nothing: not what others have put there, and not what was half sent. */
export const existingFor = ({ rules, rights }: ClientSession): Existing => {
  const { existing = "replace" } = rules;
  return rights.isUploadOnly && existing === "replace" ? "number" : existing;
};

/** Open a file where it is to stay, whatever comes of the store. @param mode as SFTP opens it */
export async function openInPlace(session: ClientSession, path: string, mode: "goOn" | "new"): Promise<FileToStore> {
  await refuseSpecialFile(session.fileSystem, path);
  return asItIs(await session.fileSystem.open(path, mode), path);
}

/**
 * Over what is there, if anything. Whether that is a named pipe, whose opening might wait for ever, is asked first; or, where a
 * server is sure to refuse a name that is taken (O_EXCL), together with the opening of a new file.
 *
 * @throws Refusal 550, SftpError
 */
async function openOver(session: ClientSession, path: string): Promise<FileToStore> {
  const {
    fileSystem,
    files: { known },
  } = session;
  const learnRegular = known.askKind();
  if (!known.isRegular(path)) {
    const [made] = await Promise.all([
      fileSystem.refusesTaken ? openIfNew(session, path) : undefined,
      refuseSpecialFile(fileSystem, path),
    ]);
    if (made !== undefined) {
      learnRegular(path);
      return asItIs(made, path);
    }
  }
  const opening = fileSystem.open(path, "replace");
  session.files.ahead.prepareStore(path, fileSystem);
  const file = await opening;
  file.stat().then(
    (attributes) => {
      if (attributes.mode !== undefined && fileKind(attributes) === "file") learnRegular(path);
    },
    () => undefined,
  );
  return asItIs(file, path);
}

/** @returns nothing where it cannot be made, whatever the reason: another way of opening it tells that @throws SftpError where the channel has ended */
const openIfNew = ({ fileSystem }: ClientSession, path: string): Promise<SftpFile | undefined> =>
  fileSystem.open(path, "new").catch((thrown: unknown) => {
    if (thrown instanceof SftpError && thrown.status !== SFTP_STATUS.connectionLost) return undefined;
    throw thrown;
  });

/** O_EXCL decides, so that of two devices that store at once each gets a name of its own. */
async function openFresh(session: ClientSession, path: string, existing: "refuse" | "number"): Promise<FileToStore> {
  for (let number = 1; number <= (existing === "number" ? MAX_NUMBER : 1); number++) {
    const candidate = numbered(path, number);
    try {
      return asItIs(await session.fileSystem.open(candidate, "new"), candidate);
    } catch (thrown) {
      if (!(thrown instanceof SftpError) || !(await isThere(session, candidate))) throw thrown;
    }
  }
  throw isThereAlready(path);
}

async function openHidden(session: ClientSession, path: string, existing: Existing): Promise<FileToStore> {
  if (existing === "refuse" && (await isThere(session, path))) throw isThereAlready(path);
  const { folder, name } = splitPath(path);
  const hidden = joinPath(folder, `.${name}.culvert-part`);
  const release = session.files.claim(hidden);
  if (release === undefined) throw refusal(450, `${path} is being stored by another connection.`);
  const remove = () => session.fileSystem.remove(hidden).catch(() => undefined); // its link may be lost: the next store goes over it
  try {
    return {
      file: await session.fileSystem.open(hidden, "replace"),
      path: hidden,
      complete: async () => {
        const shown = await show(session, hidden, path, existing);
        release();
        return shown;
      },
      discard: async () => {
        await remove();
        release();
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** @returns the name under which it is there now */
async function show(session: ClientSession, hidden: string, path: string, existing: Existing): Promise<string> {
  if (existing === "replace") {
    await session.fileSystem.replace(hidden, path);
    return path;
  }
  for (let number = 1; number <= (existing === "number" ? MAX_NUMBER : 1); number++) {
    const candidate = numbered(path, number);
    if (await isThere(session, candidate)) continue;
    try {
      await session.fileSystem.renameToNew(hidden, candidate);
      return candidate;
    } catch (thrown) {
      if (!(thrown instanceof SftpError) || !(await isThere(session, candidate))) throw thrown;
    }
  }
  throw isThereAlready(path);
}

const asItIs = (file: SftpFile, path: string): FileToStore => ({
  file,
  path,
  complete: () => Promise.resolve(path),
  discard: () => Promise.resolve(), // REST may go on at its end
});

/** Whether a name is taken; one that cannot be looked at is. */
export const isThere = (session: ClientSession, path: string): Promise<boolean> =>
  session.fileSystem.lstat(path, "").then(
    () => true,
    (thrown: unknown) => !(thrown instanceof SftpError && thrown.status === SFTP_STATUS.noSuchFile),
  );

const isThereAlready = (path: string) => refusal(550, `${path} is there already, and is not replaced.`);

/** A name for STOU that nobody has yet. */
export const uniqueName = (): string => `ftp-${randomBytes(6).toString("hex")}`;
