import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { columns } from "../../src/cli/columns.js";
import type { ProfileDraft } from "../../src/shared/profile.js";
import { runWell } from "../support/child.js";
import { startCulvert } from "../support/culvert-process.js";
import { startDelayingProxy } from "../support/delaying-proxy.js";
import { fileOf, KB, MB, sha256 } from "../support/file-of.js";
import { freePort } from "../support/free-port.js";
import { programPathOrThrow } from "../support/programs.js";
import { startSshd } from "../support/sshd.js";
import { tempFolder } from "../support/temp-folder.js";
import { median } from "./figures.js";

/**
 * The bridge against OpenSSH's `sftp`: the same server, files and path, round by round, so that whatever else the
 * machine does meets both alike. `npx tsx test/bench/bridge.ts --rounds 5 --delay 0,100`; run `npm run build` before.
 */
const { values } = parseArgs({ options: { rounds: { type: "string" }, delay: { type: "string" }, size: { type: "string" } }, allowPositionals: true });
const rounds = Number(values.rounds ?? 3);
const delays = (values.delay ?? "0,100").split(",").map(Number);
const SMALL = 200;
/** sftp needs half a second for each on a path of 100 ms; fewer of them tell the same. */
const SMALL_FAR = 40;
const LIMIT = 120_000;

const WAYS = ["sftp", "bridge"] as const;
type Way = (typeof WAYS)[number];
interface Path { readonly port: number; readonly control: number; readonly password: string }

const folder = tempFolder();
const sshd = await startSshd();
const key = sshd.keyFile;
const known = folder.file("known_hosts");
const here = folder.file("here");
mkdirSync(here);
mkdirSync(folder.file("small"));
for (let file = 1; file <= SMALL; file++) fileOf(join(folder.path, "small", `f${file}`), 2 * KB, file);

const rows: string[][] = [["", "round trip", "unit", "sftp", "bridge", "times better", "at least"]];
try {
  for (const delay of delays) await measureAt(delay);
} finally {
  await sshd.close();
  folder.remove();
}
console.log(`\nMedians of ${rounds} rounds.\n`);
for (const line of columns(rows)) console.log(line);

async function measureAt(roundTrip: number): Promise<void> {
  const size = Number(values.size ?? (roundTrip === 0 ? 256 : 100)) * MB;
  const bulk = fileOf(folder.file("bulk"), size);
  const digest = await sha256(bulk);
  const proxy = roundTrip === 0 ? undefined : await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: roundTrip / 2 });
  const port = proxy?.port ?? sshd.port;
  writeFileSync(known, sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${port}`));
  const control = await freePort();
  const profile: ProfileDraft = {
    id: "popeye", name: "Popeye", gateway: { host: "127.0.0.1", port, username: sshd.username, auth: [{ method: "key", file: key }] },
    ftp: { mode: "bridge", listen: { port: control } },
  };
  const culvert = startCulvert({ profiles: [profile], knownHosts: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${port}`), json: true, env: { CULVERT_BRIDGE_PASSWORD: "spinach" } });
  const path: Path = { port, control, password: "spinach" };
  try {
    await culvert.untilOpen("popeye");
    const figures = new Map<string, Record<Way, number[]>>();
    const measure = async (name: string, order: readonly Way[], act: (way: Way) => Promise<number>) => {
      const figure = figures.get(name) ?? { sftp: [], bridge: [] };
      figures.set(name, figure);
      for (const way of order) figure[way].push(await act(way));
    };
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? WAYS : WAYS.toReversed();
      const empty = { sftp: await fetchAll("sftp", path, []), bridge: await fetchAll("bridge", path, []) }; // logging in is no part of a rate
      await measure("fetch", order, async (way) => {
        const seconds = await fetchAll(way, path, [bulk]);
        if (round === 0 && await sha256(join(here, "bulk")) !== digest) throw new Error(`${way} fetched another file`);
        return size / MB / (seconds - empty[way]);
      });
      await measure("store", order, async (way) => {
        const seconds = await storeOne(way, path, bulk);
        if (round === 0 && await sha256(folder.file("stored")) !== digest) throw new Error(`${way} stored another file`);
        rmSync(folder.file("stored"));
        return size / MB / (seconds - empty[way]);
      });
      const small = Array.from({ length: roundTrip === 0 ? SMALL : SMALL_FAR }, (_, file) => join(folder.path, "small", `f${file + 1}`));
      await measure(`${small.length} small files`, order, (way) => fetchAll(way, path, small));
      process.stderr.write(`${roundTrip} ms, round ${round + 1} of ${rounds}: ${JSON.stringify(Object.fromEntries([...figures].map(([name, { sftp, bridge }]) => [name, [sftp.at(-1), bridge.at(-1)].map((one) => Number(one?.toFixed(2)))])))}\n`);
    }
    for (const [name, { sftp, bridge }] of figures) {
      const isRate = !name.includes("small");
      const [ours, theirs] = [median(bridge), median(sftp)];
      const wanted = !isRate ? 1 : name === "store" ? 1.2 : roundTrip === 0 ? 1.5 : 3;
      rows.push([name, `${roundTrip} ms`, isRate ? "MB/s" : "s", theirs.toPrecision(3), ours.toPrecision(3), (isRate ? ours / theirs : theirs / ours).toPrecision(3), String(wanted)]);
    }
  } finally {
    await culvert.stop();
    await proxy?.close();
  }
}

/** Fetch files in one session, to the folder `here`. @returns seconds */
function fetchAll(way: Way, path: Path, files: readonly string[]): Promise<number> {
  return way === "sftp"
    ? sftp(path, files.map((file) => `get ${file} ${here}/`))
    : curl(path, files.length === 0 ? ["--head", url(path, "/")] : ["--remote-name-all", "--output-dir", here, ...files.map((file) => url(path, file))]);
}

/** @returns seconds */
function storeOne(way: Way, path: Path, file: string): Promise<number> {
  const to = folder.file("stored");
  return way === "sftp" ? sftp(path, [`put ${file} ${to}`]) : curl(path, ["--upload-file", file, url(path, to)]);
}

function url({ control }: Path, path: string): string {
  return `ftp://127.0.0.1:${control}/${path}`;
}

function curl({ password }: Path, words: readonly string[]): Promise<number> {
  return timed("curl", ["--disable", "--silent", "--show-error", "--user", `${sshd.username}:${password}`, ...words], "");
}

function sftp({ port }: Path, commands: readonly string[]): Promise<number> {
  return timed("sftp", [
    "-F", "none", "-q", "-b", "-", "-P", String(port), "-i", key, "-o", "IdentitiesOnly=yes", "-o", `UserKnownHostsFile=${known}`, `${sshd.username}@127.0.0.1`,
  ], `${commands.join("\n")}\n`);
}

async function timed(program: "curl" | "sftp", words: readonly string[], input: string): Promise<number> {
  const began = performance.now();
  await runWell(program === "sftp" ? "sftp" : programPathOrThrow(program), words, { timeout: LIMIT, input });
  return (performance.now() - began) / 1000;
}
