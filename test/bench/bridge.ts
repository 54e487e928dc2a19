import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { runWell } from "../support/child.js";
import { startCulvert } from "../support/culvert-process.js";
import { freePort } from "../support/fixtures/free-port.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { startDelayingProxy } from "../support/servers/delaying-proxy.js";
import { median } from "./measurements.js";

const SMALL = 200;
/** sftp needs half a second for each on a path of 100 ms; fewer of them tell the same. */
const SMALL_FAR = 40;
/** On a short path a file passes in half a second, in which much can happen to it: more of them are measured in each round. */
const SHORT_TURNS = 3;
const LIMIT = 120_000;

const WAYS = ["sftp", "bridge"] as const;
type TransferDirection = (typeof WAYS)[number];

/** One thing that was measured with both; above 1 is better for the bridge, whatever is measured. */
export interface BridgeFigure {
  readonly name: string;
  /** Milliseconds. */
  readonly roundTrip: number;
  readonly unit: "MB/s" | "s";
  readonly sftp: number;
  readonly bridge: number;
  readonly toSftp: number;
  readonly rounds: Readonly<Record<TransferDirection, readonly number[]>>;
}

/** What every measurement shares. */
interface BridgeBenchSetup {
  readonly folder: TempFolder;
  readonly sshd: Sshd;
  readonly rounds: number;
}

interface Path extends BridgeBenchSetup {
  readonly port: number;
  readonly control: number;
  readonly password: string;
}

/**
 * The bridge against OpenSSH's `sftp`: the same server, files and path, round by round, so that whatever else the
 * machine does meets both alike.
 */
export async function measureBridge({
  rounds,
  quick,
}: {
  readonly rounds: number;
  readonly quick: boolean;
}): Promise<readonly BridgeFigure[]> {
  const folder = tempFolder({ inMemory: true });
  const sshd = await startSshd();
  mkdirSync(hereIn(folder));
  mkdirSync(folder.file("small"));
  for (let file = 1; file <= SMALL; file++) writeSampleFile(join(folder.path, "small", `f${file}`), 2 * KB, file);
  try {
    const figures: BridgeFigure[] = [];
    for (const roundTrip of [0, 100])
      figures.push(
        ...(await measureAt(roundTrip, (quick ? 64 : roundTrip === 0 ? 512 : 100) * MB, { folder, sshd, rounds })),
      );
    return figures;
  } finally {
    await sshd.close();
    folder.remove();
  }
}

export const bridgeTable = (figures: readonly BridgeFigure[]): string[] =>
  formatColumns([
    ["", "round trip", "", "sftp", "culvert bridge"],
    ...figures.map(({ name, roundTrip, unit, sftp, bridge, toSftp }) => [
      name,
      `${roundTrip} ms`,
      unit,
      String(sftp),
      `${bridge} (${toSftp})`,
    ]),
  ]);

const hereIn = (folder: TempFolder): string => folder.file("here");
const knownIn = (folder: TempFolder): string => folder.file("known_hosts");

async function measureAt(roundTrip: number, size: number, setup: BridgeBenchSetup): Promise<BridgeFigure[]> {
  const { folder, sshd, rounds } = setup;
  const turns = roundTrip === 0 ? rounds * SHORT_TURNS : rounds;
  const bulk = writeSampleFile(folder.file("bulk"), size);
  const digest = await sha256(bulk);
  const proxy =
    roundTrip === 0 ? undefined : await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: roundTrip / 2 });
  const port = proxy?.port ?? sshd.port;
  writeFileSync(knownIn(folder), sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${port}`));
  const control = await freePort();
  const profile: ProfileDraft = {
    id: "popeye",
    name: "Popeye",
    gateway: { host: "127.0.0.1", port, username: sshd.username, auth: [{ method: "key", file: sshd.keyFile }] },
    ftp: { mode: "bridge", listen: { port: control } },
  };
  const culvert = startCulvert({
    profiles: [profile],
    knownHosts: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${port}`),
    json: true,
    env: { CULVERT_BRIDGE_PASSWORD: "spinach" },
  });
  const path: Path = { ...setup, port, control, password: "spinach" };
  try {
    await culvert.untilOpen("popeye");
    const figures = new Map<string, Record<TransferDirection, number[]>>();
    const measure = async (
      name: string,
      order: readonly TransferDirection[],
      act: (way: TransferDirection) => Promise<number>,
    ) => {
      const figure = figures.get(name) ?? { sftp: [], bridge: [] };
      figures.set(name, figure);
      for (const way of order) figure[way].push(await act(way));
    };
    for (const way of WAYS) {
      await fetchAll(way, path, [bulk]);
      if ((await sha256(join(hereIn(folder), "bulk"))) !== digest) throw new Error(`${way} fetched another file`);
      await storeOne(way, path, bulk);
      if ((await sha256(folder.file("stored"))) !== digest) throw new Error(`${way} stored another file`);
      rmSync(folder.file("stored"));
    }
    for (let turn = 0; turn < turns; turn++) {
      const order = turn % 2 === 0 ? WAYS : WAYS.toReversed();
      const empty = { sftp: await fetchAll("sftp", path, []), bridge: await fetchAll("bridge", path, []) }; // logging in is no part of a rate
      await measure("fetch", order, async (way) => {
        const seconds = await fetchAway(way, path, bulk);
        return size / MB / (seconds - empty[way]);
      });
      await measure("store", order, async (way) => {
        const seconds = await storeOne(way, path, bulk);
        rmSync(folder.file("stored"));
        return size / MB / (seconds - empty[way]);
      });
      const small = Array.from({ length: roundTrip === 0 ? SMALL : SMALL_FAR }, (_, file) =>
        join(folder.path, "small", `f${file + 1}`),
      );
      await measure(`${small.length} small files`, order, (way) =>
        way === "sftp" ? fetchAll(way, path, small) : fetchByLftp(path, small),
      );
      process.stderr.write(
        `${roundTrip} ms, round ${turn + 1} of ${turns}: ${JSON.stringify(Object.fromEntries([...figures].map(([name, { sftp, bridge }]) => [name, [sftp.at(-1), bridge.at(-1)].map((one) => Number(one?.toFixed(2)))])))}\n`,
      );
    }
    return [...figures].map(([name, { sftp: theirs, bridge: ours }]) => {
      const isRate = !name.includes("small");
      const [sftp, bridge] = [median(theirs), median(ours)];
      const toSftp = isRate ? bridge / sftp : sftp / bridge;
      return {
        name,
        roundTrip,
        unit: isRate ? "MB/s" : "s",
        sftp: round(sftp),
        bridge: round(bridge),
        toSftp: round(toSftp),
        rounds: { sftp: theirs.map(round), bridge: ours.map(round) },
      };
    });
  } finally {
    await culvert.stop();
    await proxy?.close();
  }
}

/** Fetch files in one session, to the folder `here`. @returns seconds */
function fetchAll(way: TransferDirection, path: Path, files: readonly string[]): Promise<number> {
  return way === "sftp"
    ? sftp(
        path,
        files.map((file) => `get ${file} ${hereIn(path.folder)}/`),
      )
    : curl(
        path,
        files.length === 0
          ? ["--head", url(path, "/")]
          : ["--remote-name-all", "--output-dir", hereIn(path.folder), ...files.map((file) => url(path, file))],
      );
}

/** One file, kept nowhere, as in the other sections: what the disk takes is no part of a rate. @returns seconds */
const fetchAway = (way: TransferDirection, path: Path, file: string): Promise<number> =>
  way === "sftp" ? sftp(path, [`get ${file} /dev/null`]) : curl(path, ["--output", "/dev/null", url(path, file)]);

/** Many files by lftp, in one session: curl (7.88) sleeps for a second now and then, whatever FTP server it talks to. */
function fetchByLftp({ sshd, password, control, folder }: Path, files: readonly string[]): Promise<number> {
  return timed(
    "lftp",
    [
      "-c",
      `set xfer:clobber yes; open -u ${sshd.username},${password} ftp://127.0.0.1:${control}; mget -O ${hereIn(folder)} ${files.join(" ")}`,
    ],
    "",
  );
}

/** @returns seconds */
function storeOne(way: TransferDirection, path: Path, file: string): Promise<number> {
  const to = path.folder.file("stored");
  return way === "sftp" ? sftp(path, [`put ${file} ${to}`]) : curl(path, ["--upload-file", file, url(path, to)]);
}

function url({ control }: Path, path: string): string {
  return `ftp://127.0.0.1:${control}/${path}`;
}

function curl({ password, sshd }: Path, words: readonly string[]): Promise<number> {
  return timed(
    "curl",
    ["--disable", "--silent", "--show-error", "--user", `${sshd.username}:${password}`, ...words],
    "",
  );
}

function sftp({ port, sshd, folder }: Path, commands: readonly string[]): Promise<number> {
  return timed(
    "sftp",
    [
      "-F",
      "none",
      "-q",
      "-b",
      "-",
      "-P",
      String(port),
      "-i",
      sshd.keyFile,
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      `UserKnownHostsFile=${knownIn(folder)}`,
      `${sshd.username}@127.0.0.1`,
    ],
    `${commands.join("\n")}\n`,
  );
}

async function timed(program: "curl" | "lftp" | "sftp", words: readonly string[], input: string): Promise<number> {
  const began = performance.now();
  await runWell(program === "sftp" ? "sftp" : programPathOrThrow(program), words, { timeout: LIMIT, input });
  return (performance.now() - began) / 1000;
}

/** Three digits are more than the noise lets stand. */
const round = (figure: number): number => Number(figure.toPrecision(3));
