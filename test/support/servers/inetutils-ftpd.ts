import { writeFileSync } from "node:fs";
import { programPathOrThrow } from "../programs.js";
import { daemonEnvironment } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";
import { debiansPython } from "./pyftpdlib.js";

/**
 * GNU inetutils' ftpd, of BSD's line, for anonymous users. It is started for each client, as inetd does, and knows its
 * users from /etc/passwd: in a mount namespace of its own that is another file. Needs root.
 */
export const startInetutilsFtpd = ({ host = "127.0.0.2" }: DaemonOptions = {}): Promise<FtpDaemon> =>
  startFtpDaemon(host, ({ port, folder, root }) => {
    writeFileSync(folder.file("passwd"), `root:x:0:0::/root:/bin/sh\nftp:x:1:1::${root}:/bin/sh\n`);
    return {
      program: programPathOrThrow("unshare"),
      words: [
        "--mount",
        "sh",
        "-c",
        'mount --bind "$1" /etc/passwd && shift && exec "$@"',
        "sh",
        folder.file("passwd"),
        debiansPython(),
        "-c",
        SERVE,
        host,
        String(port),
        programPathOrThrow("inetutils-ftpd"),
      ],
      env: daemonEnvironment("inetutils-ftpd"),
      username: "anonymous",
      password: "olive@spinach.com",
    };
  });

const SERVE = `
import signal, socket, subprocess, sys

host, port, program = sys.argv[1:]
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
server = socket.create_server((host, int(port)))
while True:
    client, _ = server.accept()
    subprocess.Popen([program, "-A", "-a", "default"], stdin=client, stdout=client, stderr=subprocess.DEVNULL)
    client.close()
`;
