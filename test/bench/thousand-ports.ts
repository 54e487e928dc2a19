import { readFileSync } from "node:fs";
import type { OpenWay } from "./ways.js";

/** Open a tunnel, from the start of its program until every port listens, then see its memory. @returns seconds, and MB resident */
export async function manyPorts(open: () => Promise<OpenWay>): Promise<{ readonly seconds: number; readonly memory: number }> {
  const began = performance.now();
  const way = await open();
  const seconds = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 300)); // what is only needed for opening may go
  const memory = residentMB(way.pid ?? 0);
  await way.close();
  return { seconds, memory };
}

/** `VmRSS:     7104 kB` */
const residentMB = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
