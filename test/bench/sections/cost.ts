import { writeFileSync } from "node:fs";
import { runWell } from "../../support/child.js";
import { MB } from "../../support/fixtures/sample-file.js";
import type { Sshd } from "../../support/gateways/sshd.js";
import { programPathOrThrow } from "../../support/programs.js";
import { startDelayingProxy } from "../../support/servers/delaying-proxy.js";
import { processorSeconds, proportionalMB } from "../resident.js";
import { openRoute, type OpenRoute, type RouteName } from "../routes.js";
import { measure, withRoutes, type BenchSetup, type Section } from "../setup.js";
import { bulkDown, bulkUp } from "./bulk.js";

const GB = 1024 * MB;
const ROUND_TRIP_MS = 100;
/** A file of this size has no second packet: its first byte is the transfer. */
const SMALL_FILE = "small/1";
/** Memory is looked at when nothing has moved for so long. Milliseconds. */
const REST_MS = 3_000;
const COMPARED: readonly RouteName[] = ["ssh -L", "culvert", "culvert relay"];

/** What a tunnel costs beside its speed: processor time, start, memory at rest, and the wait for the first byte. */
export const cost: Section = {
  name: "cost",
  async run(setup) {
    const ways = setup.ways.filter((way) => COMPARED.includes(way));
    await withRoutes(setup, (open) => measureTunnels(setup, open), ways);
    for (let round = 0; round < setup.rounds; round++)
      for (const isCold of [false, true])
        for (const way of round % 2 === 0 ? ways : ways.toReversed()) await measureStart(setup, way, isCold);
    await measureFarFirstByte(setup, ways);
  },
};

async function measureTunnels(setup: BenchSetup, open: ReadonlyMap<RouteName, OpenRoute>): Promise<void> {
  const { file, bytes } = setup.bulk;
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  for (const [name, { pid }] of open)
    if (pid !== undefined)
      setup.figures.add({ name: "memory at rest (PSS)", unit: "MB", better: "less" }, name, proportionalMB([pid]));
  await measure(setup, { name: "first byte, no delay", unit: "ms", better: "less" }, open, firstByte);
  for (const [direction, move] of [
    ["down", (way: OpenRoute) => bulkDown(way, bytes)],
    ["up", (way: OpenRoute) => bulkUp(way, file, bytes, setup.vsftpd.pub)],
  ] as const)
    await measure(
      setup,
      { name: `processor time for a GB ${direction}`, unit: "s", better: "less" },
      open,
      async (way) => {
        const before = processorSeconds(pidsOf(way));
        await move(way);
        return ((processorSeconds(pidsOf(way)) - before) * GB) / bytes;
      },
    );
}

/** From nothing until its ports listen. @param isCold nothing of its program is in the system's memory before */
async function measureStart(setup: BenchSetup, way: RouteName, isCold: boolean): Promise<void> {
  if (isCold && !dropPageCache()) return;
  const began = performance.now();
  const route = await openRoute(way, setup.sshd, setup.ports, setup.folder);
  const took = (performance.now() - began) / 1_000;
  await route.close();
  setup.figures.add(
    { name: `start until it listens, ${isCold ? "cold" : "warm"}`, unit: "s", better: "less" },
    way,
    took,
  );
}

async function measureFarFirstByte(setup: BenchSetup, ways: readonly RouteName[]): Promise<void> {
  const { sshd } = setup;
  const proxy = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: ROUND_TRIP_MS / 2 });
  const far: Sshd = {
    ...sshd,
    port: proxy.port,
    knownHostsLines: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${proxy.port}`),
  };
  try {
    const row = { name: `first byte, ${ROUND_TRIP_MS} ms away`, unit: "ms", better: "less" } as const;
    await withRoutes(setup, (open) => measure(setup, row, open, firstByte), ways, far);
  } finally {
    await proxy.close();
  }
}

const pidsOf = ({ pid }: OpenRoute): readonly number[] => (pid === undefined ? [] : [pid]);

/** From the client's connecting, the login among it. @returns milliseconds */
async function firstByte({ host, control }: OpenRoute): Promise<number> {
  const said = await runWell(
    programPathOrThrow("curl"),
    [
      "--disable",
      "--silent",
      "--show-error",
      "--write-out",
      "%{stdout}%{time_starttransfer}",
      "--output",
      "/dev/null",
      `ftp://${host}:${control}/${SMALL_FILE}`,
    ],
    { timeout: 60_000 },
  );
  return Number(said) * 1_000;
}

/** @returns whether the system lets us (`drop_caches`, proc(5)) */
function dropPageCache(): boolean {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1\n");
    return true;
  } catch {
    return false;
  }
}
