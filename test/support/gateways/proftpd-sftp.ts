import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runWell, stopDaemon } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow } from "../programs.js";
import { daemonEnvironment, daemonRoot } from "../servers/daemons.js";
import { waitForDaemon } from "../wait-for-daemon.js";
import { makeKey } from "./sshd.js";

export interface ProftpdSftp {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly keyFile: string;
  readonly knownHostsLines: string;
  log(): string;
  close(): Promise<void>;
}

/** ProFTPD's mod_sftp: an SSH server of another make than OpenSSH. A login by key as this user; needs root. */
export async function startProftpdSftp({
  config = [],
}: { readonly config?: readonly string[] } = {}): Promise<ProftpdSftp> {
  const host = "127.0.0.1";
  const port = await freePort(host);
  const folder = tempFolder();
  const keyFile = await makeKey(folder, "login", "rsa");
  const hostKey = await makeKey(folder, "host", "rsa", { words: ["-m", "PEM"] });
  mkdirSync(folder.file("run"));
  // mod_sftp wants the keys in the form of RFC 4716
  writeFileSync(
    folder.file("authorized"),
    await runWell(programPathOrThrow("ssh-keygen"), ["-e", "-f", `${keyFile}.pub`]),
  );
  writeFileSync(folder.file("passwd"), `root:x:0:0:root:${folder.path}:/bin/sh\n`, { mode: 0o600 });
  writeFileSync(folder.file("group"), "root:x:0:\n", { mode: 0o600 });
  writeFileSync(
    folder.file("proftpd.conf"),
    [
      `ModulePath ${join(daemonRoot("proftpd"), "usr/lib/proftpd")}`,
      "LoadModule mod_sftp.c",
      "ServerType standalone",
      "DefaultServer on",
      "UseIPv6 off",
      `DefaultAddress ${host}`,
      "SocketBindTight on",
      `Port ${port}`,
      "User root",
      "Group root",
      "RootLogin on",
      "RequireValidShell off",
      "UseReverseDNS off",
      "AuthPAM off",
      "AuthOrder mod_auth_file.c",
      `AuthUserFile ${folder.file("passwd")}`,
      `AuthGroupFile ${folder.file("group")}`,
      "WtmpLog off",
      "TransferLog none",
      "SystemLog none",
      "UseLastlog off",
      "UseFtpUsers off",
      "AllowStoreRestart on",
      "AllowOverwrite on",
      `PidFile ${folder.file("run/pid")}`,
      `ScoreboardFile ${folder.file("run/scoreboard")}`,
      `DelayTable ${folder.file("run/delay")}`,
      "SFTPEngine on",
      `SFTPLog ${folder.file("log")}`,
      `SFTPHostKey ${hostKey}`,
      `SFTPAuthorizedUserKeys file:${folder.file("authorized")}`,
      "SFTPAuthMethods publickey",
      ...config,
      "",
    ].join("\n"),
  );
  const child = spawn(programPathOrThrow("proftpd"), ["--nodaemon", "--config", folder.file("proftpd.conf")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: daemonEnvironment("proftpd"),
  });
  const said = await waitForDaemon(child, host, port);
  return {
    host,
    port,
    username: "root",
    keyFile,
    knownHostsLines: `${knownHostsLine(host, port, hostKeyFacts(readFileSync(`${hostKey}.pub`, "utf8")))}\n`,
    log: said,
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}
