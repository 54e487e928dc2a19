import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, so that nobody is given one of ours by chance. */
const FIRST = 20_000;
const LAST = 32_000;
/** Test files that run side by side choose among ports of their own: one is free until its server listens, and two would choose it. */
const SLICES = 8;
const SLICE = (LAST - FIRST) / SLICES;
const slice = FIRST + (Number(process.env["VITEST_POOL_ID"] ?? 1) % SLICES) * SLICE;
let next = slice + Math.floor(Math.random() * SLICE);

/** A port on which nobody listens at any of the addresses. */
export const freePort = async (...hosts: string[]): Promise<number> => (await freeRange(1, ...hosts)).first;

/** A run of `count` neighbouring ports, all of them free at each of the addresses (default: 127.0.0.1). */
export async function freeRange(count: number, ...hosts: string[]): Promise<{ readonly first: number; readonly last: number; readonly text: string }> {
  for (let tries = 0; tries < 200; tries++) {
    const first = next + count > slice + SLICE ? slice : next;
    next = first + count; // before the look, which others do not wait for
    if (await allFree(first, count, hosts.length === 0 ? ["127.0.0.1"] : hosts)) {
      const last = first + count - 1;
      return { first, last, text: count === 1 ? String(first) : `${first}-${last}` };
    }
  }
  throw new Error(`no ${count} neighbouring ports are free from ${FIRST} to ${LAST}`);
}

/** Whether every port of a run is free at each of the addresses. */
export async function allFree(first: number, count: number, hosts: readonly string[]): Promise<boolean> {
  for (let port = first; port < first + count; port++) {
    for (const host of hosts) if (!(await mayListen(host, port))) return false;
  }
  return true;
}

/** Whether a program may listen on this address and port now; 0 asks about the address alone. */
export function mayListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
