import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./json-file.js";

/** A change takes milliseconds: whoever holds a lock for longer has ended amid it, or hangs. */
const STALE_MS = 10_000;
const POLL_INTERVAL_MS = 5;
/** So often in a row Windows may refuse the lock's name, a second in all; a folder that may not be written to refuses it always. */
const MAX_REFUSALS = 200;

/**
 * Change a file while no other process does, so that neither overwrites what the other has just written. The lock is a
 * file beside it that names its owner; one whose owner has ended is taken away.
 *
 * @throws where the lock cannot be made
 */
export function withFileLock<T>(file: string, callback: () => T): T {
  const lock = `${file}.lock`;
  takeWhenFree(lock);
  try {
    return callback();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeWhenFree(lock: string): void {
  for (let refusals = 0; ;) {
    try {
      if (tryAcquire(lock)) return;
      if (isStale(lock)) removeStale(lock);
      refusals = 0;
    } catch (thrown) {
      if (!isRemovedButOpen(thrown) || ++refusals > MAX_REFUSALS) throw thrown;
    }
    sleepSync(POLL_INTERVAL_MS);
  }
}

/** Windows keeps the name of a removed file for as long as another process still reads it, and refuses it to everybody. */
const isRemovedButOpen = (thrown: unknown): boolean =>
  process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(String(errorCode(thrown)));

function tryAcquire(lock: string): boolean {
  try {
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
    writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

function isStale(lock: string): boolean {
  const owner = Number(textOf(lock));
  const createdAt = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return createdAt !== undefined && (Date.now() - createdAt > STALE_MS || (owner > 0 && !isAlive(owner)));
}

/** Two may find the same lock stale, and one of them a fresh one in its place: that one is put back. */
function removeStale(lock: string): void {
  const asidePath = `${lock}-${randomBytes(6).toString("hex")}`;
  try {
    renameSync(lock, asidePath);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return;
    throw thrown;
  }
  try {
    if (!isStale(asidePath)) linkSync(asidePath, lock);
  } catch (thrown) {
    if (errorCode(thrown) !== "EEXIST") throw thrown;
  } finally {
    rmSync(asidePath, { force: true });
  }
}

function textOf(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return "";
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

/** The store's calls give their outcome at once, so the wait is not given to the event loop; it is a few milliseconds. */
function sleepSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
