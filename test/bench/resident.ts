import { readFileSync } from "node:fs";

/** What a process holds in memory now, and the most it ever held, in MB of 1,048,576 bytes: `VmRSS:     7104 kB`, `VmHWM:     9216 kB`. */
export const residentMB = (pid: number): number => fieldOf(pid, "VmRSS") / 1024;
export const mostResidentMB = (pid: number): number => fieldOf(pid, "VmHWM") / 1024;

const fieldOf = (pid: number, field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
