import { readFileSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";

const LOCK = "StandInLock";
const KNOCK = "stand-in-knock-";

/**
 * One instance a data folder, across processes and without waiting: the lock is a file that names the process,
 * and who finds it taken leaves a note beside it before going.
 *
 * @returns whether this process is the one
 */
export function takeInstanceLock(folder: string, knocked: (argv: string[], cwd: string) => void): boolean {
  const lock = join(folder, LOCK);
  const holder = holderOf(lock);
  if (holder !== undefined && holder !== process.pid) {
    writeFileSync(join(folder, `${KNOCK}${process.pid}`), JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  process.on("exit", () => rmSync(lock, { force: true }));
  watch(folder, { persistent: false }, () => {
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith(KNOCK))) {
      const note = noteIn(join(folder, name));
      if (note !== undefined) knocked(note.argv, note.cwd);
    }
  });
  return true;
}

function holderOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    process.kill(pid, 0); // only asks whether it runs
    return pid;
  } catch {
    return undefined;
  }
}

function noteIn(file: string): { argv: string[]; cwd: string } | undefined {
  try {
    const note = JSON.parse(readFileSync(file, "utf8")) as { argv: string[]; cwd: string };
    rmSync(file);
    return note;
  } catch {
    return undefined; // still being written
  }
}
