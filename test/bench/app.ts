import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join } from "node:path";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import { freePort } from "../support/fixtures/free-port.js";
import { packRealApp, type PackedApp } from "../support/fixtures/packed-app.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { isOlderElectron } from "../support/older-electron.js";
import { endWithUs, stopChild } from "../support/child.js";
import { ELECTRON_AS_ROOT, processesFrom, realElectron, startRealApp, type RealApp } from "../support/real-app.js";
import { desktop } from "./desktop.js";
import { untilListening } from "./listening.js";
import { median } from "./measurements.js";
import { proportionalMB, processorSeconds } from "./resident.js";

const TUNNELS = 30;
const STARTS = 5;
const ICON = join(import.meta.dirname, "..", "..", "assets", "icons", "32x32.png");
/** The first openings fill what is kept for the next ones. */
const FIRST_OPENINGS = 20;
const OPENINGS = 200;
/**
 * Memory swings by 10 MB between two collections of V8's garbage; so it is read after every tenth opening, and the least of
 * the first half stands beside the least of the second.
 */
const OPENINGS_A_READING = 10;
/** After a change, until memory is counted. Milliseconds. */
const SETTLE_MS = 10_000;
const BETWEEN_OPENINGS_MS = 2_000;

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
      of("memory, an app with nothing but a tray icon", "MB", [await emptyAppMB(folder)]),
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
    const hidden = await settledMB(packed.folder);
    const untilDrawn = [await desktop.openWindow()];
    const withWindow = await settledMB(packed.folder);
    await desktop.closeWindow();
    const closed = await settledMB(packed.folder);
    const openAndClose = async (times: number): Promise<number> => {
      for (let opening = 0; opening < times; opening++) {
        untilDrawn.push(await desktop.openWindow());
        await desktop.closeWindow();
      }
      return settledMB(packed.folder, BETWEEN_OPENINGS_MS);
    };
    await openAndClose(FIRST_OPENINGS);
    const readings: number[] = [];
    while (readings.length < openings / OPENINGS_A_READING) readings.push(await openAndClose(OPENINGS_A_READING));
    const half = Math.ceil(readings.length / 2);
    return [
      of("from the start to the icon in the tray", "s", untilIcon),
      of("from a click to the drawn window", "ms", untilDrawn),
      of("memory, hidden", "MB", [hidden]),
      of("memory, with the window", "MB", [withWindow]),
      of("memory, the window closed again", "MB", [closed]),
      of(`memory, the least in openings ${FIRST_OPENINGS} to ${FIRST_OPENINGS + openings / 2}`, "MB", [
        Math.min(...readings.slice(0, half)),
      ]),
      of(`memory, the least in the next ${openings / 2}`, "MB", [Math.min(...readings.slice(-half))]),
    ];
  } finally {
    await app.close();
  }
}

/** What Electron alone holds: the floor of every figure of memory here. */
async function emptyAppMB(folder: TempFolder): Promise<number> {
  const app = folder.file("empty-app");
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "empty-app", main: "main.js" }));
  writeFileSync(
    join(app, "main.js"),
    `const { app, Tray } = require("electron"); let tray; app.whenReady().then(() => { tray = new Tray(${JSON.stringify(ICON)}); });`,
  );
  const electron = folder.file("electron");
  const child = endWithUs(
    spawn(join(electron, "electron"), [...ELECTRON_AS_ROOT, app], {
      stdio: "ignore",
      env: { ...process.env, HOME: folder.path, XDG_CONFIG_HOME: folder.file(".config") },
    }),
  );
  try {
    return await settledMB(electron);
  } finally {
    await stopChild(child, "SIGTERM", 15_000);
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
    const memory = await settledMB(packed.folder);
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

/** What all processes of the programs in a folder hold, once they have come to rest. */
async function settledMB(folder: string, settleMs = SETTLE_MS): Promise<number> {
  await sleep(settleMs);
  return proportionalMB(processesFrom(folder));
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const of = (name: string, unit: Figure["unit"], rounds: readonly number[]): Figure => ({
  name,
  unit,
  figure: Number(median(rounds).toPrecision(3)),
  ...(rounds.length > 1 && { rounds: rounds.map((one) => Number(one.toPrecision(3))) }),
});
