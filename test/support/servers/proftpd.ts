import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programPathOrThrow } from "../programs.js";
import { daemonEnvironment, daemonRoot } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";

/** Real ProFTPD, for anonymous users. Needs root. */
export function startProftpd({
  host = "127.0.0.2",
  demandsTls,
  tlsProtocol = "TLSv1.2",
  passive,
  announces,
}: DaemonOptions = {}): Promise<FtpDaemon> {
  return startFtpDaemon(host, ({ port, folder, root }) => {
    mkdirSync(folder.file("run"));
    writeFileSync(
      folder.file("proftpd.conf"),
      [
        `ModulePath ${join(daemonRoot("proftpd"), "usr/lib/proftpd")}`,
        "LoadModule mod_deflate.c",
        "DeflateEngine on", // MODE Z
        ...(demandsTls === undefined ? [] : ["LoadModule mod_tls.c"]),
        "ServerType standalone",
        "DefaultServer on",
        "UseIPv6 off",
        `DefaultAddress ${host}`,
        "SocketBindTight on",
        `Port ${port}`,
        "User daemon",
        "Group daemon",
        "UseReverseDNS off",
        "AuthPAM off",
        "WtmpLog off",
        "TransferLog none",
        "SystemLog none",
        "MaxInstances 100",
        "UseLastlog off",
        `PidFile ${folder.file("run/pid")}`,
        `ScoreboardFile ${folder.file("run/scoreboard")}`,
        `DelayTable ${folder.file("run/delay")}`,
        ...(passive === undefined ? [] : [`PassivePorts ${passive.first} ${passive.last}`]),
        ...(announces === undefined ? [] : [`MasqueradeAddress ${announces}`]),
        ...(demandsTls === undefined
          ? []
          : [
              "<IfModule mod_tls.c>",
              "TLSEngine on",
              "TLSRequired on",
              `TLSProtocol ${tlsProtocol}`,
              `TLSRSACertificateFile ${demandsTls}`,
              `TLSRSACertificateKeyFile ${demandsTls}`,
              "</IfModule>",
            ]),
        `<Anonymous ${root}>`,
        "User daemon",
        "Group daemon",
        "UserAlias anonymous daemon",
        "RequireValidShell off",
        "MaxClients 100",
        "AllowOverwrite on",
        "AllowStoreRestart on",
        "<Limit LOGIN WRITE>",
        "AllowAll",
        "</Limit>",
        "</Anonymous>",
        "",
      ].join("\n"),
    );
    return {
      program: programPathOrThrow("proftpd"),
      words: ["--nodaemon", "--config", folder.file("proftpd.conf")],
      env: daemonEnvironment("proftpd"),
      username: "anonymous",
      password: "olive@spinach.com",
    };
  });
}
