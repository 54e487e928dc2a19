import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import { freePort } from "../support/fixtures/free-port.js";
import { packRealApp, type PackedApp } from "../support/fixtures/packed-app.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { isOlderElectron } from "../support/older-electron.js";
import { processesFrom, realElectron, startRealApp, type RealApp } from "../support/real-app.js";
import { desktop } from "./desktop.js";
import { untilListening } from "./listening.js";
import { median } from "./measurements.js";
import { proportionalMB, processorSeconds } from "./resident.js";

const TUNNELS = 30;
const STARTS = 5;
/** The first openings fill what is kept for the next ones. */
const FIRST_OPENINGS = 20;
const OPENINGS = 200;
/** After a change, until memory is counted. Milliseconds. */
const SETTLE_MS = 10_000;

export interface AppFigures {
  /** Which one it ran on. */
  readonly electron: string;
  /** The machine's load at the end: figures of time beside other work are worth little. */
  readonly load: readonly number[];
  readonly figures: readonly {
    readonly name: string;
    readonly unit: "s" | "ms" | "MB" | "% of a core";
    readonly figure: number;
    readonly rounds?: readonly number[];
  }[];
}

/** @returns why the app cannot be measured here; `undefined` where it can */
export function whyNoApp(): string | undefined {
  if (realElectron === undefined)
    return "the app is measured on a real Electron (ELECTRON_OVERRIDE_DIST_PATH), on Linux with an X screen and a tray";
  return ["/usr/bin/xdotool", "/usr/bin/xwininfo"].every((path) => existsSync(path))
    ? undefined
    : "the app is measured by way of xdotool and xwininfo";
}

/** The packed app as a person has it: how soon it is there, what it holds in memory, and what it costs at rest. */
export async function measureApp({ quick }: { readonly quick: boolean }): Promise<AppFigures> {
  const folder = tempFolder();
  const sshd = await startSshd({ config: ["MaxSessions 100"] });
  try {
    const packed = await packRealApp(realElectron ?? "", folder.path);
    const figures = [
      ...(await startsAndMemory(packed, quick ? 2 : STARTS, quick ? 10 : OPENINGS)),
      ...(await atRest(packed, sshd, quick ? 10 : 60)),
    ];
    return {
      electron: isOlderElectron(dirname(realElectron ?? "")) ? "older than the app's own" : "the app's own",
      load: loadavg().map((load) => Math.round(load * 10) / 10),
      figures,
    };
  } finally {
    await sshd.close();
    folder.remove();
  }
}

export const appTable = ({ figures }: AppFigures): string[] =>
  formatColumns(figures.map(({ name, unit, figure }) => [name, unit, String(figure)]));

type Figure = AppFigures["figures"][number];

async function startsAndMemory(packed: PackedApp, starts: number, openings: number): Promise<Figure[]> {
  const untilIcon: number[] = [];
  for (let round = 0; round < starts; round++) {
    const began = performance.now();
    const app = hiddenApp(packed, []);
    await desktop.untilIcon();
    untilIcon.push((performance.now() - began) / 1000);
    await app.close();
  }
  const app = hiddenApp(packed, []);
  try {
    await desktop.untilIcon();
    const hidden = await settledMB(packed);
    const untilDrawn = [await desktop.openWindow()];
    const withWindow = await settledMB(packed);
    await desktop.closeWindow();
    const closed = await settledMB(packed);
    const openAndClose = async (times: number): Promise<number> => {
      for (let opening = 0; opening < times; opening++) {
        untilDrawn.push(await desktop.openWindow());
        await desktop.closeWindow();
      }
      return settledMB(packed);
    };
    const before = await openAndClose(FIRST_OPENINGS);
    const after = await openAndClose(openings);
    return [
      of("from the start to the icon in the tray", "s", untilIcon),
      of("from a click to the drawn window", "ms", untilDrawn),
      of("memory, hidden", "MB", [hidden]),
      of("memory, with the window", "MB", [withWindow]),
      of("memory, the window closed again", "MB", [closed]),
      of(`memory after ${FIRST_OPENINGS} openings`, "MB", [before]),
      of(`memory after ${openings} more`, "MB", [after]),
    ];
  } finally {
    await app.close();
  }
}

async function atRest(packed: PackedApp, sshd: Sshd, seconds: number): Promise<Figure[]> {
  const ports: number[] = [];
  while (ports.length < TUNNELS) ports.push(await freePort());
  const app = hiddenApp(
    packed,
    ports.map((port, number) => ({
      ...relayProfile({
        id: `popeye-${number}`,
        gateway: sshd,
        target: { host: "127.0.0.1", port: 21 },
        listen: { host: "127.0.0.1", port },
      }),
      openAtStart: true,
    })),
    sshd,
  );
  try {
    await untilListening("127.0.0.1", ports, () => undefined);
    const memory = await settledMB(packed);
    const before = processorSeconds(processesFrom(packed.folder));
    await sleep(seconds * 1000);
    const used = processorSeconds(processesFrom(packed.folder)) - before;
    return [
      of(`memory, hidden, with ${TUNNELS} open tunnels`, "MB", [memory]),
      of(`at rest with ${TUNNELS} open tunnels, over ${seconds} s`, "% of a core", [(used / seconds) * 100]),
    ];
  } finally {
    await app.close();
  }
}

/** An app that starts into the tray, with one profile at least: without any it would show its window. */
function hiddenApp({ program }: PackedApp, profiles: readonly object[], sshd?: Sshd): RealApp {
  const one = relayProfile({
    id: "bluto",
    gateway: { host: "127.0.0.1", port: 1, username: "bluto", keyFile: "~/.ssh/id" },
    target: { host: "popeye", port: 21 },
    listen: { host: "127.0.0.1", port: 2121 },
  });
  return startRealApp(program, {
    profiles: [one, ...profiles],
    settings: { startHidden: true },
    ...(sshd && { knownHosts: sshd.knownHostsLines }),
  });
}

async function settledMB({ folder }: PackedApp): Promise<number> {
  await sleep(SETTLE_MS);
  return proportionalMB(processesFrom(folder));
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const of = (name: string, unit: Figure["unit"], rounds: readonly number[]): Figure => ({
  name,
  unit,
  figure: Number(median(rounds).toPrecision(3)),
  ...(rounds.length > 1 && { rounds: rounds.map((one) => Number(one.toPrecision(3))) }),
});
