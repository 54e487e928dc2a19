import { readFileSync } from "node:fs";

/** What a process holds in memory now, and the most it ever held, in MB of 1,048,576 bytes: `VmRSS:     7104 kB`, `VmHWM:     9216 kB`. */
export const residentMB = (pid: number): number => fieldOf(pid, "VmRSS") / 1024;
export const mostResidentMB = (pid: number): number => fieldOf(pid, "VmHWM") / 1024;

/**
 * What processes hold in memory, in MB, where a page that several share counts in parts: `Pss:  7104 kB`. A process that ended
 * meanwhile counts nothing.
 */
export const proportionalMB = (pids: readonly number[]): number =>
  pids.reduce(
    (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024,
    0,
  );

/** The processor time that processes have used so far, in seconds: the 14th and 15th field, in ticks of which Linux has 100 a second. */
export const processorSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const stat = textOf(`/proc/${pid}/stat`);
    const [user = "0", system = "0"] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return sum + (Number(user) + Number(system)) / 100;
  }, 0);

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

const fieldOf = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
