import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { endWithUs, runWell, stopDaemon } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow } from "../programs.js";
import { waitForDaemon } from "../wait-for-daemon.js";
import { makeKey, type Sshd } from "./sshd.js";

/** What the tests use of a gateway that is a program of its own. */
export type RealGateway = Pick<Sshd, "host" | "port" | "username" | "keyFile" | "knownHostsLines" | "close">;

/**
 * Real Dropbear on loopback: the SSH server of routers and small devices. It reads the keys that it lets in from the user's
 * home alone, so it gets a home of its own in a mount namespace.
 */
export async function startDropbear(): Promise<RealGateway> {
  const host = "127.0.0.1";
  const port = await freePort(host);
  const folder = tempFolder();
  const keyFile = await makeKey(folder, "login", "ed25519");
  const hostKey = folder.file("host");
  const publicLine =
    /^ssh-\S+ \S+/m.exec(await runWell(programPathOrThrow("dropbearkey"), ["-t", "ed25519", "-f", hostKey]))?.[0] ?? "";
  mkdirSync(folder.file("home/.ssh"), { recursive: true, mode: 0o700 });
  writeFileSync(folder.file("home/.ssh/authorized_keys"), readFileSync(`${keyFile}.pub`), { mode: 0o600 });
  const mount = `mount --bind "$1" "$2" && cd / && shift 2 && exec "$@"`;
  const child = endWithUs(
    spawn(
      "unshare",
      [
        "--mount",
        "sh",
        "-c",
        mount,
        "sh",
        folder.file("home"),
        homedir(),
        programPathOrThrow("dropbear"),
        "-F",
        "-E",
        "-p",
        `${host}:${port}`,
        "-r",
        hostKey,
        "-P",
        folder.file("pid"),
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    ),
  );
  await waitForDaemon(child, host, port);
  return {
    host,
    port,
    username: userInfo().username,
    keyFile,
    knownHostsLines: `${knownHostsLine(host, port, hostKeyFacts(publicLine))}\n`,
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}
