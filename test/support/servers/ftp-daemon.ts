import { spawn } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { stopDaemon } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../fixtures/temp-folder.js";
import { waitForDaemon } from "../wait-for-daemon.js";

/** A real FTP server on loopback, in its default passive settings: any port, its own address. */
export interface FtpDaemon {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The folder on this machine that clients know as `pub`; they may write there. */
  readonly pub: string;
  close(): Promise<void>;
}

/** Where a daemon is to listen and what it serves, before it is started. */
export interface DaemonFolders {
  readonly host: string;
  readonly port: number;
  /** For its settings and sockets. */
  readonly folder: TempFolder;
  /** The folder served, which holds `pub`. */
  readonly root: string;
}

/** A certificate and its key in one PEM file, for a daemon that demands TLS. */
export interface DaemonOptions {
  readonly host?: string;
  /** Demands TLS, by this PEM file. */
  readonly demandsTls?: string;
  /** The one version that ProFTPD speaks, `TLSv1.3`. */
  readonly tlsProtocol?: string;
  /** What Pure-FTPd demands: 2 for the control connection, 3 for data as well. */
  readonly tlsLevel?: string;
  /** A passive range; any port by default. */
  readonly passive?: { readonly first: number; readonly last: number };
  /** The address named in a 227; its own by default. */
  readonly announces?: string;
}

interface DaemonCommand {
  readonly program: string;
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly username: string;
  readonly password: string;
}

/** Start a daemon that stays in the foreground. @throws with its own words where it does not come up */
export async function startFtpDaemon(
  host: string,
  commandOn: (setup: DaemonFolders) => DaemonCommand | Promise<DaemonCommand>,
): Promise<FtpDaemon> {
  const port = await freePort(host);
  const folder = tempFolder({ open: true });
  const root = folder.file("root");
  const pub = folder.file("root/pub");
  mkdirSync(pub, { recursive: true });
  chmodSync(root, 0o755);
  chmodSync(pub, 0o777);

  const { program, words, env, username, password } = await commandOn({ host, port, folder, root });
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env });
  await waitForDaemon(child, host, port);
  return {
    host,
    port,
    username,
    password,
    pub,
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}
