import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeSampleFile, KB, MB } from "../support/fixtures/sample-file.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";
import { Measurements, type MeasurementRow } from "./measurements.js";
import { chooseRangePorts, type RangePorts } from "./range-ports.js";
import { openRoute, type OpenRoute, type RouteName } from "./routes.js";

/** Files of 2 KB under `small/`, named `1`, `2` ... */
export const SMALL_FILES = 100;

/** What every section of the benchmark stands on: one gateway, one FTP server behind it, and the same files for every way. */
export interface BenchSetup {
  readonly sshd: Sshd;
  readonly vsftpd: Vsftpd;
  readonly folder: TempFolder;
  /** Twenty passive ports and the control port. */
  readonly ports: RangePorts;
  /** The large file, which the server has as `/bulk`; MB are 1,048,576 bytes. */
  readonly bulk: { readonly file: string; readonly bytes: number };
  readonly ways: readonly RouteName[];
  readonly figures: Measurements;
  readonly quick: boolean;
  /** How many files are fetched one after the other from far away: each costs hundreds of milliseconds. */
  readonly farFiles: number;
  /** How often everything is measured, unless a section says otherwise. */
  readonly rounds: number;
  close(): Promise<void>;
}

/** One part of the benchmark, named by what it looks at. */
export interface Section {
  readonly name: string;
  run(setup: BenchSetup): Promise<void>;
}

export async function prepareSetup(
  options: Pick<BenchSetup, "ways" | "quick" | "rounds" | "farFiles">,
): Promise<BenchSetup> {
  const folder = tempFolder();
  const ports = await chooseRangePorts(21);
  const sshd = await startSshd({ config: ["MaxSessions 1000"] });
  const vsftpd = await startVsftpd({ port: ports.serverControl, passive: ports });
  const bytes = (options.quick ? 64 : 256) * MB;
  const file = writeSampleFile(join(vsftpd.root, "bulk"), bytes);
  mkdirSync(join(vsftpd.root, "small"));
  for (let name = 1; name <= SMALL_FILES; name++)
    writeSampleFile(join(vsftpd.root, "small", String(name)), 2 * KB, name);
  return {
    ...options,
    folder,
    ports,
    sshd,
    vsftpd,
    bulk: { file, bytes },
    figures: new Measurements(),
    async close() {
      await vsftpd.close();
      await sshd.close();
      folder.remove();
    },
  };
}

/** Open each way once, act, and close them all, whatever happens. @param sshd in place of the ground's own, to go another path there */
export async function withRoutes(
  setup: BenchSetup,
  act: (open: ReadonlyMap<RouteName, OpenRoute>) => Promise<void>,
  ways = setup.ways,
  sshd = setup.sshd,
): Promise<void> {
  const open = new Map<RouteName, OpenRoute>();
  try {
    for (const way of ways) open.set(way, await openRoute(way, sshd, setup.ports, setup.folder));
    await act(open);
  } finally {
    for (const way of open.values()) await way.close();
  }
}

/** Measure every way round by round, each round beginning with another, so that whatever else the machine does meets all of them alike. */
export async function inRounds<Name, Way>(
  rounds: number,
  ways: ReadonlyMap<Name, Way>,
  act: (name: Name, way: Way) => Promise<void>,
): Promise<void> {
  const entries = [...ways];
  for (let round = 0; round < rounds; round++) {
    const first = round % Math.max(entries.length, 1);
    for (const [name, way] of [...entries.slice(first), ...entries.slice(0, first)]) await act(name, way);
  }
}

/** Measure one thing for every way that is open, in rounds. */
export async function measure(
  setup: BenchSetup,
  what: MeasurementRow,
  open: ReadonlyMap<RouteName, OpenRoute>,
  act: (way: OpenRoute) => Promise<number>,
  rounds = setup.rounds,
): Promise<void> {
  await inRounds(rounds, open, async (name, way) => setup.figures.add(what, name, await act(way)));
}
