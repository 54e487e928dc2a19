import { randomBytes } from "node:crypto";
import { link, lstat, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { runSerially } from "../system/run-serially.js";
import { errorCode } from "./read-json-file.js";

/** A change takes milliseconds: whoever holds a lock for longer has ended amid it, or hangs. */
const STALE_MS = 10_000;
/** The owner's number is written right after the file is made: one that is empty for longer was left by a full disk or a killed process. */
const EMPTY_STALE_MS = 1_000;
const POLL_INTERVAL_MS = 5;
/** So often in a row Windows may refuse the lock's name, a second in all; a folder that may not be written to refuses it always. */
const MAX_REFUSALS = 200;

/**
 * Change a file while no other process does, so that neither overwrites what the other has just written. The lock is a
 * file beside it that names its owner by process, a random number and computer (`1234 9f3c07d21ab4 popeye`); one whose owner
 * has ended is taken away, at once where that was a process of this computer. Waits without holding up the process,
 * and lets the calls of one process in by the order in which they came.
 *
 * @throws where the lock cannot be made
 */
export function withFileLock<T>(file: string, callback: () => T | Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  return runSerially(lock, () => holdLock(lock, callback));
}

async function holdLock<T>(lock: string, callback: () => T | Promise<T>): Promise<T> {
  const owner = `${process.pid} ${randomBytes(6).toString("hex")} ${hostname()}`;
  await takeWhenFree(lock, owner);
  try {
    return await callback();
  } finally {
    if ((await textOf(lock)) === owner) await rm(lock, { force: true }); // else it was held for too long, and is another's by now
  }
}

async function takeWhenFree(lock: string, owner: string): Promise<void> {
  for (let refusals = 0; ;) {
    try {
      if (await tryAcquire(lock, owner)) return;
      if (await isStale(lock)) await removeStale(lock);
      refusals = 0;
    } catch (thrown) {
      if (!isRemovedButOpen(thrown) || ++refusals > MAX_REFUSALS) throw thrown;
    }
    await wait(POLL_INTERVAL_MS);
  }
}

/** Windows keeps the name of a removed file for as long as another process still reads it, and refuses it to everybody. */
const isRemovedButOpen = (thrown: unknown): boolean =>
  process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(String(errorCode(thrown)));

async function tryAcquire(lock: string, owner: string): Promise<boolean> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  const handle = await openNew(lock);
  if (handle === undefined) return false;
  try {
    await handle.writeFile(owner);
  } catch (thrown) {
    await rm(lock, { force: true }); // a full disk must not leave a lock that names nobody
    throw thrown;
  } finally {
    await handle.close();
  }
  return true;
}

async function openNew(lock: string) {
  try {
    return await open(lock, "wx", 0o600);
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return undefined;
    throw thrown;
  }
}

/**
 * A lock that is dated in the future is as little its holder's as an old one: a clock that was set back made it so. A folder
 * may be shared with other computers, whose processes are not known here.
 */
async function isStale(lock: string): Promise<boolean> {
  const createdAt = await modifiedAt(lock);
  const text = createdAt === undefined ? undefined : await ownerOf(lock);
  if (text === undefined || createdAt === undefined) return false;
  const [pid, , computer = hostname()] = text.split(" ");
  const owner = Number.parseInt(pid ?? "", 10);
  const age = Math.abs(Date.now() - createdAt);
  return age > (text === "" ? EMPTY_STALE_MS : STALE_MS) || (owner > 0 && computer === hostname() && !isAlive(owner));
}

/** Two may find the same lock stale, and one of them a fresh one in its place: that one is put back. */
async function removeStale(lock: string): Promise<void> {
  const asidePath = `${lock}-${randomBytes(6).toString("hex")}`;
  try {
    await rename(lock, asidePath);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return;
    throw thrown;
  }
  try {
    if (!(await isStale(asidePath))) await link(asidePath, lock);
  } catch (thrown) {
    if (errorCode(thrown) !== "EEXIST") throw thrown;
  } finally {
    await rm(asidePath, { force: true });
  }
}

const textOf = (lock: string): Promise<string | undefined> => unlessMissing(readFile(lock, "utf8"));

/** What is no file, as a link to nowhere or a pipe, which would not end, names nobody. */
const ownerOf = async (lock: string): Promise<string | undefined> => {
  const entry = await unlessMissing(lstat(lock));
  if (entry === undefined || entry.isFile() || entry.isDirectory()) return entry && textOf(lock);
  return "";
};

const modifiedAt = async (lock: string): Promise<number | undefined> => (await unlessMissing(lstat(lock)))?.mtimeMs;

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errorCode(thrown) !== "ESRCH";
  }
}
