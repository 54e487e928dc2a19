import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runWell } from "../child.js";
import { programPathOrThrow } from "../programs.js";
import { daemonEnvironment, daemonRoot } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";

/** Real Pure-FTPd, for one virtual user. Needs root. */
export function startPureFtpd({
  host = "127.0.0.2",
  demandsTls,
  tlsLevel = "2",
  passive,
  announces,
}: DaemonOptions = {}): Promise<FtpDaemon> {
  return startFtpDaemon(host, async ({ port, folder, root }) => {
    const env = daemonEnvironment("pure-ftpd");
    const [username, password] = ["olive", "oyl"];
    const [users, table] = [folder.file("users"), folder.file("users.pdb")];
    writeFileSync(users, `${username}:${HASH}:1:1::${root}/./::::::::::::\n`); // as user and group `daemon`
    await runWell(join(daemonRoot("pure-ftpd"), "usr/bin/pure-pw"), ["mkdb", table, "-f", users], { env });
    return {
      program: programPathOrThrow("pure-ftpd"),
      words: [
        "-S",
        `${host},${port}`,
        "-l",
        `puredb:${table}`,
        "-u",
        "1",
        "-E",
        "-H",
        "-c",
        "100",
        "-C",
        "100",
        "-g",
        folder.file("pid"),
        ...(passive === undefined ? [] : ["-p", `${passive.first}:${passive.last}`]),
        ...(announces === undefined ? [] : ["-P", announces]),
        ...(demandsTls === undefined ? [] : ["-Y", tlsLevel, "-2", demandsTls]),
      ],
      env,
      username,
      password,
    };
  });
}

/** Of `oyl`, cheap to check; what pure-pw makes costs seconds at each login. */
const HASH = "$5$popeye$F1tGqWf/e2ot.M/Rv6DhKs8xqvfoaJSDvsf82fsOvX2";
