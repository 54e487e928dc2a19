import { createHash } from "node:crypto";
import { fileKind } from "../sftp/directory-entry.js";
import { InFlightLimit } from "../sftp/in-flight-limit.js";
import { MAX_NUMBER, numbered } from "../sftp/numbered-path.js";
import { joinPath, splitPath } from "../sftp/remote-path.js";
import type { FileSystem } from "../sftp/sftp-file-system.js";
import type { SftpFile } from "../sftp/sftp-file.js";
import { SFTP_STATUS, SftpError } from "../sftp/status-codes.js";
import { WriteBehind } from "../sftp/write-behind.js";
import type { SpoolFacts } from "./spool-entry.js";

/** How many bytes of a file that is sent on may be on their way. */
const MAX_IN_FLIGHT_BYTES = 8 << 20;

/** Why a file of the spool cannot be sent as it is, whoever is asked. */
export type SpoolProblem =
  /** What is on this disk is not what was stored. */
  | "damaged"
  /** The server closed it with another size. */
  | "size"
  /** It was to be replaced by no means, and something has its name. */
  | "taken"
  /** Its hidden file is gone and nothing of its size has its name: it was sent, and taken from there, or is lost. */
  | "unsure";

export class SpoolProblemError extends Error {
  constructor(readonly problem: SpoolProblem) {
    super(`The spool's file is ${problem}.`);
    this.name = "SpoolProblem";
  }
}

/** What sending needs of the spool. */
export interface SpoolSource {
  readonly data: () => AsyncIterable<Buffer>;
  /** Writes into the entry which path it is about to get. Resolves once that is on the disk. */
  readonly noteUnderWay: (path: string) => Promise<void>;
  /** Milliseconds, by a clock that nobody sets. */
  readonly now: () => number;
}

/** Nobody else's file has this name. */
export const hiddenPath = ({ path, id }: Pick<SpoolFacts, "path" | "id">): string => {
  const { folder, name } = splitPath(path);
  return joinPath(folder, `.${name.slice(0, 180)}.culvert-${id}`);
};

/**
 * Bring one entry to the server, whatever an earlier try has left there; once it resolves, it is there once.
 *
 * @throws SpoolProblemError, SftpError, and what `source` throws
 */
export async function sendEntry(facts: SpoolFacts, files: FileSystem, source: SpoolSource): Promise<void> {
  if (facts.kind === "folder") return makeFolders(files, facts.path);
  const hidden = hiddenPath(facts);
  if (facts.underWay !== undefined) {
    const size = await sizeOf(files, hidden);
    if (size === undefined) {
      if ((await sizeOf(files, facts.underWay)) === facts.size) return;
      throw new SpoolProblemError("unsure");
    }
    if (size !== facts.size) await upload(facts, hidden, files, source);
  } else await upload(facts, hidden, files, source);
  await show(facts, hidden, files, source);
}

async function upload(facts: SpoolFacts, hidden: string, files: FileSystem, source: SpoolSource): Promise<void> {
  const file = await openHidden(files, hidden);
  const limit = new InFlightLimit(() => MAX_IN_FLIGHT_BYTES, source.now());
  const writeBehind = new WriteBehind({
    file,
    offset: 0,
    isAtEnd: true,
    inFlightLimit: limit,
    now: source.now,
    truncate: (size) => files.truncate(hidden, size),
    openSecondChannel: () => Promise.resolve(undefined),
  });
  try {
    const hash = createHash("sha256");
    for await (const bytes of source.data()) {
      hash.update(bytes);
      await writeBehind.write(bytes);
    }
    await writeBehind.finish();
    if (hash.digest("hex") !== facts.sha256) throw new SpoolProblemError("damaged");
  } finally {
    writeBehind.release();
  }
  if ((await sizeOf(files, hidden)) !== facts.size) throw new SpoolProblemError("size");
}

/** The folder is made where it is missing: nobody could tell the device, which was let into any. */
async function openHidden(files: FileSystem, hidden: string): Promise<SftpFile> {
  try {
    return await files.open(hidden, "replace");
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    await makeFolders(files, splitPath(hidden).folder);
    return files.open(hidden, "replace");
  }
}

async function makeFolders(files: FileSystem, path: string): Promise<void> {
  if (path === "/" || (await isFolder(files, path))) return;
  await makeFolders(files, splitPath(path).folder);
  await files.makeDirectory(path).catch(async (thrown: unknown) => {
    if (!(await isFolder(files, path))) throw thrown;
  });
}

/** Give it its name, as the profile says of names that are taken. */
async function show(facts: SpoolFacts, hidden: string, files: FileSystem, source: SpoolSource): Promise<void> {
  const { path, existing } = facts;
  if (existing === "replace") {
    await source.noteUnderWay(path);
    await files.replace(hidden, path);
    return;
  }
  for (let number = 1; number <= (existing === "number" ? MAX_NUMBER : 1); number++) {
    const candidate = numbered(path, number);
    if (await isTaken(files, candidate)) continue;
    await source.noteUnderWay(candidate);
    try {
      await files.renameToNew(hidden, candidate);
      return;
    } catch (thrown) {
      if (isLost(thrown) || !(await isTaken(files, candidate))) throw thrown;
    }
  }
  throw new SpoolProblemError("taken");
}

const isTaken = (files: FileSystem, path: string): Promise<boolean> =>
  files.lstat(path, "").then(
    () => true,
    (thrown: unknown) => {
      if (isMissing(thrown)) return false;
      throw thrown;
    },
  );

const isFolder = (files: FileSystem, path: string): Promise<boolean> =>
  files.stat(path).then(
    (attributes) => fileKind(attributes) === "folder",
    (thrown: unknown) => {
      if (isMissing(thrown)) return false;
      throw thrown;
    },
  );

/** @returns nothing where nothing is there */
const sizeOf = (files: FileSystem, path: string): Promise<number | undefined> =>
  files.lstat(path, "").then(
    ({ size }) => size,
    (thrown: unknown) => {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    },
  );

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof SftpError && (thrown.status === SFTP_STATUS.noSuchFile || thrown.status === SFTP_STATUS.noSuchPath);

/** The link to the server is gone, and nobody knows what became of the request. */
export const isLost = (thrown: unknown): boolean =>
  thrown instanceof SftpError &&
  (thrown.status === SFTP_STATUS.connectionLost || thrown.status === SFTP_STATUS.noConnection);
