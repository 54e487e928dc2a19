import { daemonEnvironment } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";
import { debiansPython } from "./pyftpdlib.js";

/** aioftp's server, for one user. It works on each command at once, whatever runs. */
export const startAioftp = ({ host = "127.0.0.2" }: DaemonOptions = {}): Promise<FtpDaemon> =>
  startFtpDaemon(host, ({ port, root }) => ({
    program: debiansPython(),
    words: ["-W", "ignore", "-c", SERVE, host, String(port), root],
    env: daemonEnvironment("aioftp"),
    username: "olive",
    password: "oyl",
  }));

const SERVE = `
import aioftp, asyncio, sys

host, port, root = sys.argv[1:]
asyncio.run(aioftp.Server([aioftp.User("olive", "oyl", base_path=root, home_path="/")]).run(host, int(port)))
`;
