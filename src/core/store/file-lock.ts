import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./json-file.js";

/** A change takes milliseconds: whoever holds a lock for longer has ended amid it, or hangs. */
const STALE_MS = 10_000;
const LOOK_EVERY_MS = 5;
/** So often in a row Windows may refuse the lock's name, a second in all; a folder that may not be written to refuses it always. */
const MOST_REFUSALS = 200;

/**
 * Change a file while no other process does, so that neither overwrites what the other has just written. The lock is a
 * file beside it that names its owner; one whose owner has ended is taken away.
 *
 * @throws where the lock cannot be made
 */
export function whileLocked<T>(file: string, act: () => T): T {
  const lock = `${file}.lock`;
  takeWhenFree(lock);
  try {
    return act();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeWhenFree(lock: string): void {
  for (let refusals = 0; ;) {
    try {
      if (take(lock)) return;
      if (isStale(lock)) takeAway(lock);
      refusals = 0;
    } catch (thrown) {
      if (!isRemovedButOpen(thrown) || ++refusals > MOST_REFUSALS) throw thrown;
    }
    pause(LOOK_EVERY_MS);
  }
}

/** Windows keeps the name of a removed file for as long as another process still reads it, and refuses it to everybody. */
const isRemovedButOpen = (thrown: unknown): boolean => process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(String(codeOf(thrown)));

function take(lock: string): boolean {
  try {
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
    writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return false;
    throw thrown;
  }
}

function isStale(lock: string): boolean {
  const owner = Number(textOf(lock));
  const madeAt = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return madeAt !== undefined && (Date.now() - madeAt > STALE_MS || (owner > 0 && !isAlive(owner)));
}

/** Two may find the same lock stale, and one of them a fresh one in its place: that one is put back. */
function takeAway(lock: string): void {
  const aside = `${lock}-${randomBytes(6).toString("hex")}`;
  try {
    renameSync(lock, aside);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return;
    throw thrown;
  }
  try {
    if (!isStale(aside)) linkSync(aside, lock);
  } catch (thrown) {
    if (codeOf(thrown) !== "EEXIST") throw thrown;
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return "";
    throw thrown;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) !== "ESRCH";
  }
}

/** The store's calls give their outcome at once, so the wait is not given to the event loop; it is a few milliseconds. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
