import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { layOut, useFtp, type Tally } from "./client.js";
import { startSoakSetup } from "./setup.js";

export interface SoakPlan {
  readonly clients: number;
  readonly seconds: number;
  /** The link is cut after a random time between these. Seconds. */
  readonly cutAfter: readonly [number, number];
}

/** What is open and held in this process. */
interface Holdings {
  /** Timers, sockets, listeners ... by kind, as node counts them. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open files; where the system does not tell, none. */
  readonly files: number;
  /** Bytes, after the garbage is collected. */
  readonly memory: number;
}

export interface SoakOutcome extends Tally {
  readonly cuts: number;
  readonly opened: number;
  readonly before: Holdings;
  readonly after: Holdings;
}

/** Let clients mix their deeds through a relay and a bridge while the link is cut again and again; then look what is left. */
export async function soak({ clients, seconds, cutAfter: [least, most] }: SoakPlan): Promise<SoakOutcome> {
  await oneRound({ clients, seconds: Math.min(20, seconds / 3), cutAfter: [least, most] }); // what is loaded and compiled once is no leak
  const before = await holdings();
  const round = await oneRound({ clients, seconds, cutAfter: [least, most] });
  return { ...round, before, after: await holdings(before) };
}

async function oneRound({
  clients,
  seconds,
  cutAfter: [least, most],
}: SoakPlan): Promise<Tally & { cuts: number; opened: number }> {
  const setup = await startSoakSetup();
  for (const endpoint of setup.endpoints) layOut(endpoint);
  const tally: Tally = { whole: { list: 0, fetch: 0, store: 0, abort: 0 }, failed: 0, reasons: new Map(), damaged: [] };
  const stop = new AbortController();
  let cuts = 0;
  let cutting: NodeJS.Timeout | undefined;
  const armCut = () => {
    cutting = setTimeout(
      () => {
        cuts++;
        setup.cut();
        armCut();
      },
      (least + Math.random() * (most - least)) * 1000,
    );
  };
  armCut();
  const users = Array.from({ length: clients }, (_, number) => {
    const endpoint = setup.endpoints[number % setup.endpoints.length];
    if (endpoint === undefined) throw new Error("there is no place");
    return useFtp(number, endpoint, tally, stop.signal);
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  stop.abort();
  await Promise.all(users);
  clearTimeout(cutting);
  const opened = setup.opened();
  await setup.close();
  return { ...tally, cuts, opened };
}

/** @param wanted look again for a while, until no more is held than this */
async function holdings(wanted?: Holdings): Promise<Holdings> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let looks = 0; ; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const now = {
      resources: countByKind(process.getActiveResourcesInfo()),
      files: openFiles(),
      memory: heapUsed + external,
    };
    const isMore = wanted !== undefined && leftOver(wanted, now).length > 0;
    if (looks >= (isMore ? 40 : 4)) return now;
  }
}

/** What is held after and was not before, in words; a tenth more memory is none. */
export function leftOver(before: Holdings, after: Holdings): string[] {
  const more = Object.entries(after.resources)
    .filter(([kind, count]) => count > (before.resources[kind] ?? 0))
    .map(([kind, count]) => `${count - (before.resources[kind] ?? 0)} more ${kind}`);
  if (after.files > before.files) more.push(`${after.files - before.files} more open files`);
  if (after.memory > before.memory * 1.1) more.push(`${inMegabytes(after.memory)} after ${inMegabytes(before.memory)}`);
  return more;
}

export const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function countByKind(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0; // not on this system
  }
}
