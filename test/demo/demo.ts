import { join } from "node:path";
import { TableReporter } from "../../src/cli/terminal/status-reporter.js";
import { statusTable } from "../../src/cli/terminal/status-table.js";
import type { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { basicFtp, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { writeSampleFile, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway } from "../support/gateways/gateway.js";
import { startFtpServer } from "../support/servers/ftp-server.js";
import { demoEnvironment } from "./demo-environment.js";
import { chooseEndpoints } from "./demo-server.js";
import { openTunnel } from "./open-tunnel.js";

/**
 * `npm run demo`: an SSH server and an FTP server on this computer, a profile for them, the tunnel opened by the app's
 * own core, and a file fetched and one stored through it. With `-- --stay` it stays open for an FTP program of yours;
 * with `-- --other-ports` it leaves the recipe's ports (2534-2536) to whoever needs them.
 */
const SIZE = 5 * MB;
const say = (line = ""): void => void process.stdout.write(`${line}\n`);

const stay = process.argv.includes("--stay");
const paths = await chooseEndpoints(process.argv.includes("--other-ports") ? "other" : "recipe");
const folder = tempFolder();
const gateway = await startGateway({ names: { popeye: paths.popeye } });
const ftp = await startFtpServer({ host: paths.popeye, passive: paths.passive });
const popeye = { host: "popeye", port: ftp.port };
const here: FtpServerAddress = {
  host: "127.0.0.1",
  port: paths.control,
  username: ftp.username,
  password: ftp.password,
};
let tunnels: Tunnels | undefined;

try {
  say("Two servers stand in for the real ones, both on this computer:");
  say(`  an SSH server, the gateway    ${gateway.host} port ${gateway.port}`);
  say(
    `  an FTP server, popeye         ${paths.popeye} port ${ftp.port}, passive ports ${ftp.passive}; only the gateway knows it by that name`,
  );
  tunnels = await openTunnel(
    rangeProfile({ gateway, target: popeye, control: paths.control, passive: paths.passive }),
    demoEnvironment(gateway),
  );
  say(`The tunnel is open: FTP to 127.0.0.1 port ${paths.control} now goes through SSH to popeye.`);
  say();
  await moveFiles();
  say();
  tunnels
    .status()
    .flatMap((status) => statusTable(status))
    .forEach((line) => say(line));
  if (stay) await stayOpen(tunnels);
  say("\nClosing all of it again.");
} catch (thrown) {
  process.exitCode = 1;
  console.error(`The demo failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
} finally {
  await tunnels?.closeAll();
  await ftp.close();
  await gateway.close();
  folder.remove();
}

/** One file each way through the tunnel, by an FTP client that knows nothing of it. @throws where a byte differs */
async function moveFiles(): Promise<void> {
  const atPopeye = writeSampleFile(join(ftp.root, "spinach.bin"), SIZE, 1);
  const mine = writeSampleFile(folder.file("olive.bin"), SIZE, 2);
  await basicFtp.fetch(here, "spinach.bin", folder.file("spinach.bin"));
  await compare("fetched", "spinach.bin", atPopeye, folder.file("spinach.bin"));
  await basicFtp.store(here, mine, "olive.bin");
  await compare("stored ", "olive.bin  ", mine, join(ftp.root, "olive.bin"));
  if (!gateway.asked().every((target) => target.startsWith("popeye:")))
    throw new Error("something did not go to popeye");
}

async function compare(did: string, name: string, sent: string, came: string): Promise<void> {
  const [before, after] = await Promise.all([sha256(sent), sha256(came)]);
  if (before !== after) throw new Error(`${name.trim()} arrived damaged: SHA-256 ${before} became ${after}`);
  say(`  ${did}  ${name}  ${SIZE} bytes  SHA-256 ${after.slice(0, 16)}… the same on both sides`);
}

async function stayOpen(open: Tunnels): Promise<void> {
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
