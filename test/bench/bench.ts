import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileOf, KB, MB } from "../support/file-of.js";
import { startSshd } from "../support/sshd.js";
import { tempFolder } from "../support/temp-folder.js";
import { startVsftpd } from "../support/vsftpd.js";
import { bulkDown, bulkUp } from "./bulk.js";
import { Figures, type Measure } from "./figures.js";
import { describeMachine } from "./machine.js";
import { chooseRangePorts } from "./range-ports.js";
import { table, writeResults } from "./report.js";
import { SMALL_FILES, smallFilesByCurl, smallFilesByFtplib } from "./small-files.js";
import { manyPorts } from "./thousand-ports.js";
import { hasWay, openWay, WAY_NAMES, type OpenWay, type WayName } from "./ways.js";

/**
 * `npm run bench`: the ways to one FTP server side by side, round by round, so that whatever else the machine does
 * meets all of them alike. `-- --quick` for a short look, `--rounds 9`, `--plink` to measure PuTTY's program too.
 */
const { values } = parseArgs({ options: { quick: { type: "boolean" }, rounds: { type: "string" }, plink: { type: "boolean" } } });
const quick = values.quick === true;
const rounds = Number(values.rounds ?? (quick ? 2 : 5));
const size = (quick ? 64 : 256) * MB;
const PORTS = 1000;
const LIMIT_MS = 280_000;

const down: Measure = { name: `bulk down, ${size / MB} MB`, unit: "MB/s", better: "more" };
const up: Measure = { name: `bulk up, ${size / MB} MB`, unit: "MB/s", better: "more" };
const smallCurl: Measure = { name: `${SMALL_FILES} files of 2 KB, curl`, unit: "s", better: "less" };
const smallFtplib: Measure = { name: `${SMALL_FILES} files of 2 KB, ftplib`, unit: "s", better: "less" };
const opening: Measure = { name: `opening ${PORTS} ports`, unit: "s", better: "less" };
const memory: Measure = { name: `memory with ${PORTS} ports`, unit: "MB", better: "less" };

if (process.platform !== "linux" || process.getuid?.() !== 0) throw new Error("the benchmark needs Linux and root, for vsftpd and 127.0.0.2");
const ways = WAY_NAMES.filter((way) => hasWay(way) && (way !== "plink" || values.plink === true));
const folder = tempFolder();
const fewPorts = await chooseRangePorts(21);
const manyRange = await chooseRangePorts(PORTS);
const sshd = await startSshd();
const vsftpd = await startVsftpd({ port: fewPorts.serverControl, passive: fewPorts });
const bulkFile = fileOf(join(vsftpd.root, "bulk"), size);
mkdirSync(join(vsftpd.root, "small"));
for (let file = 1; file <= SMALL_FILES; file++) fileOf(join(vsftpd.root, "small", String(file)), 2 * KB, file);

const figures = new Figures();
const open = new Map<WayName, OpenWay>();
const began = Date.now();
let done = 0;
try {
  for (const way of ways) open.set(way, await openWay(way, sshd, fewPorts, folder));
  while (done < rounds && mayGoOn()) {
    await round([...ways.slice(done % ways.length), ...ways.slice(0, done % ways.length)]);
    done++;
    process.stderr.write(`round ${done} of ${rounds}, ${Math.round((Date.now() - began) / 1000)} s\n`);
  }
} finally {
  for (const way of open.values()) await way.close();
  await vsftpd.close();
  await sshd.close();
  folder.remove();
}

const summary = figures.summary();
console.log(`\nMedians of ${done} rounds; in brackets, how many times better than ssh -L (above 1 is better).\n`);
for (const line of table(summary, ways)) console.log(line);
console.log(`\nWritten to ${writeResults({ date: new Date().toISOString(), ...await describeMachine(), rounds: done, measures: summary }, quick)}`);

/** Whether a round as long as those before would end in time. */
function mayGoOn(): boolean {
  const spent = Date.now() - began;
  return done === 0 || spent + spent / done < LIMIT_MS;
}

/** Every measure once for every way, beginning with another way each time. */
async function round(order: readonly WayName[]): Promise<void> {
  for (const way of order) await measure(down, way, (opened) => bulkDown(opened, size));
  for (const way of order) await measure(up, way, (opened) => bulkUp(opened, bulkFile, size, vsftpd.pub));
  for (const way of order) await measure(smallCurl, way, smallFilesByCurl);
  for (const way of order) await measure(smallFtplib, way, smallFilesByFtplib);
  for (const way of order.filter((name) => name !== "direct" && name !== "culvert relay")) {
    const found = await manyPorts(() => openWay(way, sshd, manyRange, folder));
    figures.add(opening, way, found.seconds);
    figures.add(memory, way, found.memory);
  }
}

async function measure(what: Measure, way: WayName, act: (opened: OpenWay) => Promise<number>): Promise<void> {
  const opened = open.get(way);
  if (opened !== undefined) figures.add(what, way, await act(opened));
}
