import type { DataPortVerb } from "../clients/wire-client.js";
import type { Program } from "../programs.js";
import { startAioftp } from "./aioftp.js";
import type { FtpDaemon } from "./ftp-daemon.js";
import { startFtpSrv } from "./ftp-srv.js";
import { startInetutilsFtpd } from "./inetutils-ftpd.js";
import { startProftpd } from "./proftpd.js";
import { startPureFtpd } from "./pure-ftpd.js";
import { startPyftpdlib } from "./pyftpdlib.js";
import { startTwisted } from "./twisted.js";
import { startVsftpd } from "./vsftpd.js";

/** A real FTP server, as it comes: any passive port, its own address. */
export interface RealServer {
  readonly name: string;
  /** What it needs; nothing for one that is a package of this project's tests. */
  readonly needs: readonly Program[];
  /** Ways to a data connection that it does not know; through a relay they may work. */
  readonly lacks?: readonly DataPortVerb[];
  /** Its clients are to come one after another: beside others it forgets one's data connection now and then, without a relay as well. */
  readonly oneAtATime?: true;
  start(): Promise<FtpDaemon>;
}

export const REAL_SERVERS: readonly RealServer[] = [
  {
    name: "vsftpd",
    needs: ["vsftpd"],
    start: () =>
      startVsftpd({ passive: { first: 0, last: 0 }, announces: null, settings: { max_per_ip: 0, max_clients: 0 } }),
  },
  { name: "ProFTPD", needs: ["proftpd"], start: startProftpd },
  { name: "Pure-FTPd", needs: ["pure-ftpd"], start: startPureFtpd },
  { name: "pyftpdlib", needs: ["pyftpdlib"], oneAtATime: true, start: startPyftpdlib },
  { name: "Twisted", needs: ["twisted"], lacks: ["EPSV", "EPRT"], start: startTwisted },
  { name: "aioftp", needs: ["aioftp"], lacks: ["PORT", "EPRT"], start: startAioftp },
  { name: "ftp-srv", needs: [], start: startFtpSrv },
  { name: "inetutils", needs: ["inetutils-ftpd", "unshare"], start: startInetutilsFtpd },
];
