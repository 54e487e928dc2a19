import { parseArgs } from "node:util";
import { appTable, measureApp, whyNoApp } from "./app.js";
import { bridgeTable, measureBridge } from "./bridge.js";
import { describeMachine } from "./machine.js";
import type { Summary } from "./measurements.js";
import { table, writeResults } from "./report.js";
import { hasRoute, ROUTE_NAMES } from "./routes.js";
import { connections } from "./sections/connections.js";
import { cost } from "./sections/cost.js";
import { farSmallFiles } from "./sections/far-small-files.js";
import { handshake } from "./sections/handshake.js";
import { besideBulk } from "./sections/keystrokes-beside-bulk.js";
import { longPath } from "./sections/long-path.js";
import { manyPorts } from "./sections/many-ports.js";
import { manyTunnels } from "./sections/many-tunnels.js";
import { overhead } from "./sections/overhead.js";
import { shortPath } from "./sections/short-path.js";
import { tls } from "./sections/tls.js";
import { slowClients } from "./sections/slow-clients.js";
import { prepareSetup, type Section } from "./setup.js";

/**
 * `npm run bench`: the ways to one FTP server side by side in one run. `-- --quick` for a short look, `--rounds 9`,
 * `--plink` to measure PuTTY's program too, `--files 10` for fewer files far away, `--only "long path"` for one section, `--only bridge` for the bridge
 * beside `sftp`, `--only app` for the app on a real Electron with a tray.
 */
const SECTIONS: readonly Section[] = [
  shortPath,
  connections,
  longPath,
  farSmallFiles,
  manyPorts,
  manyTunnels,
  besideBulk,
  slowClients,
  overhead,
  cost,
  handshake,
  tls,
];

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    rounds: { type: "string" },
    files: { type: "string" },
    plink: { type: "boolean" },
    only: { type: "string", multiple: true },
  },
});
const quick = values.quick === true;
const rounds = Number(values.rounds ?? (quick ? 2 : 5));
const farFiles = Number(values.files ?? (quick ? 10 : 40));
const sections = SECTIONS.filter(({ name }) => values.only === undefined || values.only.includes(name));

if (process.platform !== "linux" || process.getuid?.() !== 0)
  throw new Error("the benchmark needs Linux and root, for vsftpd and 127.0.0.2");
const withBridge = values.only === undefined || values.only.includes("bridge");
const isAppAsked = values.only?.includes("app") === true;
const withApp = isAppAsked || (values.only === undefined && whyNoApp() === undefined);
if (sections.length === 0 && !withBridge && !withApp)
  throw new Error(`the sections are: ${[...SECTIONS.map(({ name }) => name), "bridge", "app"].join(", ")}`);
const reason = isAppAsked ? whyNoApp() : undefined;
if (reason !== undefined) throw new Error(reason);
const ways = ROUTE_NAMES.filter((way) => hasRoute(way) && (way !== "plink" || values.plink === true));
const summary = sections.length === 0 ? [] : await measureSections();

async function measureSections(): Promise<Summary[]> {
  const setup = await prepareSetup({ ways, quick, rounds, farFiles });
  try {
    for (const section of sections) {
      const began = performance.now();
      await section.run(setup);
      process.stderr.write(`${section.name}: ${Math.round((performance.now() - began) / 1000)} s\n`);
    }
    return setup.figures.summary();
  } finally {
    await setup.close();
  }
}

const bridge = withBridge ? await measureBridge({ rounds, quick }) : [];
const app = withApp ? await measureApp({ quick }) : undefined;
if (summary.length > 0)
  console.log(
    "\nMedians; in brackets, how many times better than ssh -L (above 1 is better). `ssh -L, sleep` runs a program at the gateway meanwhile.\n",
  );
for (const line of summary.length > 0 ? table(summary, ways) : []) console.log(line);
if (withBridge) console.log("\nThe bridge; in brackets, how many times better than sftp.\n");
for (const line of withBridge ? bridgeTable(bridge) : []) console.log(line);
if (app !== undefined)
  console.log(
    `\nThe app on an Electron that is ${app.electron}, beside a load of ${app.load.join(", ")} at the end.\n`,
  );
for (const line of app === undefined ? [] : appTable(app)) console.log(line);
const isWhole = !quick && values.only === undefined;
console.log(
  `\nWritten to ${writeResults({ date: new Date().toISOString(), ...(await describeMachine()), rounds, measures: summary, bridge, ...(app && { app }) }, !isWhole)}`,
);
