import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFileLock } from "../store/file-lock.js";

/** The folders that this process has. */
const held = new Set<string>();

/**
 * Have a spool's folder for this process alone, so that no two send the same files. Whose it is stands in the file `owner`;
 * one that was killed leaves it behind, and is known by its number and its start, since a number is given again.
 *
 * @returns what gives it back; the number of the process that has it
 */
export function lockSpool(folder: string): Promise<(() => Promise<void>) | number> {
  const file = join(folder, "owner");
  return withFileLock(file, async () => {
    const [pid = 0, start = ""] = (await textOf(file))
      .split(" ")
      .map((word, index) => (index === 0 ? Number(word) : word));
    const owner = Number(pid);
    if (held.has(folder)) return process.pid;
    if (owner > 0 && owner !== process.pid && isAlive(owner) && (await startOf(owner)) === start) return owner;
    await writeFile(file, `${process.pid} ${await startOf(process.pid)}`, { mode: 0o600 });
    held.add(folder);
    return async () => {
      if (!held.delete(folder)) return;
      await rm(file, { force: true });
    };
  });
}

const textOf = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}

/** When a process was started, as Linux tells it (proc_pid_stat(5), field 22, behind the name in brackets) with the boot that this counts from; empty elsewhere. */
async function startOf(pid: number): Promise<string> {
  const [stat, boot] = await Promise.all([textOf(`/proc/${pid}/stat`), textOf("/proc/sys/kernel/random/boot_id")]);
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return ticks === "" ? "" : `${boot.trim()}:${ticks}`;
}
