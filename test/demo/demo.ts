import { join } from "node:path";
import { parseArgs } from "node:util";
import { TableReporter } from "../../src/cli/terminal/status-reporter.js";
import { statusTable } from "../../src/cli/terminal/status-table.js";
import type { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { basicFtp, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { MB, sha256, writeSampleFile } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { DEMO_MODES, startDemoServers, type DemoMode, type DemoServers } from "./demo-servers.js";

/**
 * `npm run demo`: an SSH server and an FTP server on this computer, a profile for them, the tunnel opened by the app's
 * own core, and a file fetched and one stored through it: by the relay, then by the classic recipe's range.
 * `-- --mode relay`, `range` or `bridge` shows that mode alone. With `-- --stay` it stays open for an FTP program of yours;
 * with `-- --other-ports` it leaves the recipe's ports (2121, 2534-2536) to whoever needs them.
 */
const SIZE = 5 * MB;
const USAGE = `usage: npm run demo -- [--mode ${DEMO_MODES.join("|")}] [--stay] [--other-ports]`;
const say = (line = ""): void => void process.stdout.write(`${line}\n`);

const options = readOptions(process.argv.slice(2));
if (typeof options === "string") {
  console.error(`${options}\n${USAGE}`);
  process.exitCode = 2;
} else {
  for (const [index, mode] of options.modes.entries()) {
    if (process.exitCode !== undefined) break;
    if (index > 0) say();
    await show(mode, options);
  }
}

interface DemoOptions {
  readonly modes: readonly DemoMode[];
  readonly stay: boolean;
  readonly otherPorts: boolean;
}

/** The options, or the sentence that says which of them is wrong. */
function readOptions(args: string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        mode: { type: "string" },
        stay: { type: "boolean", default: false },
        "other-ports": { type: "boolean", default: false },
      },
    });
    const mode = DEMO_MODES.find((known) => known === values.mode);
    if (values.mode !== undefined && mode === undefined) return `--mode ${values.mode} is not a mode`;
    const all: readonly DemoMode[] = values.stay ? ["relay"] : ["relay", "range"];
    return { modes: mode === undefined ? all : [mode], stay: values.stay, otherPorts: values["other-ports"] };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Start the servers of a mode, open its tunnel, move a file each way, show the ports, and stop everything again. */
async function show(mode: DemoMode, { stay, otherPorts }: DemoOptions): Promise<void> {
  const folder = tempFolder();
  let servers: DemoServers | undefined;
  let tunnels: Tunnels | undefined;
  try {
    servers = await startDemoServers(mode, otherPorts ? "other" : "recipe");
    servers.told.forEach((line) => say(line));
    tunnels = await servers.open();
    const here = servers.address(tunnels);
    say(`The tunnel is open: FTP to ${here.host} port ${here.port} now goes through SSH.`);
    say();
    await moveFiles(here, servers, (name) => folder.file(name));
    say();
    tunnels
      .status()
      .flatMap((status) => statusTable(status))
      .forEach((line) => say(line));
    if (stay) await stayOpen(tunnels, here);
    say("\nClosing all of it again.");
  } catch (thrown) {
    process.exitCode = 1;
    console.error(`The demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  } finally {
    await tunnels?.closeAll();
    await servers?.close();
    folder.remove();
  }
}

/** One file each way through the tunnel, by an FTP client that knows nothing of it. @throws where a byte differs */
async function moveFiles(here: FtpServerAddress, servers: DemoServers, file: (name: string) => string): Promise<void> {
  const there = writeSampleFile(join(servers.root, "spinach.bin"), SIZE, 1);
  const mine = writeSampleFile(file("olive.bin"), SIZE, 2);
  await basicFtp.fetch(here, servers.remotePath("spinach.bin"), file("spinach.bin"));
  await compare("fetched", "spinach.bin", there, file("spinach.bin"));
  await basicFtp.store(here, mine, servers.remotePath("olive.bin"));
  await compare("stored ", "olive.bin  ", mine, join(servers.root, "olive.bin"));
}

async function compare(did: string, name: string, sent: string, came: string): Promise<void> {
  const [before, after] = await Promise.all([sha256(sent), sha256(came)]);
  if (before !== after) throw new Error(`${name.trim()} arrived damaged: SHA-256 ${before} became ${after}`);
  say(`  ${did}  ${name}  ${SIZE} bytes  SHA-256 ${after.slice(0, 16)}… the same on both sides`);
}

async function stayOpen(open: Tunnels, here: FtpServerAddress): Promise<void> {
  say();
  say("The tunnel stays open. Type into your FTP program (plain FTP, passive mode):");
  say(`  host  ${here.host}     port  ${here.port}     user  ${here.username}     password  ${here.password}`);
  say("Press Ctrl-C to close it.");
  say();
  const table = new TableReporter();
  const forget = open.onChange(() => table.show(open.status()));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve()); // and a second Ctrl-C does not cut the closing short
  });
  forget();
}
