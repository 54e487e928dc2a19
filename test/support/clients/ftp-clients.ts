import { statSync } from "node:fs";
import { basename } from "node:path";
import { Client, type AccessOptions } from "basic-ftp";
import { runWell } from "../child.js";
import { programPathOrThrow, type Program } from "../programs.js";

/** Where a client connects, and as whom. */
export interface FtpServerAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** `ftps`: in TLS from the first byte. */
  readonly scheme?: "ftp" | "ftps";
}

/** A real FTP client; each call is one session from login to QUIT, and throws with the client's own words. */
export interface FtpClient {
  readonly name: string;
  /** The program it needs; `undefined` for a library. */
  readonly program?: Program;
  /** The names in a folder, without paths. */
  list(server: FtpServerAddress, folder: string): Promise<readonly string[]>;
  fetch(server: FtpServerAddress, remote: string, local: string): Promise<void>;
  store(server: FtpServerAddress, local: string, remote: string): Promise<void>;
  /** Fetch what a local file lacks at its end; not every program does so by itself. */
  resume?(server: FtpServerAddress, remote: string, local: string): Promise<void>;
}

const LIMIT = 90_000;
const namesIn = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => basename(line))
    .sort();

/** curl, with more of its options: `--disable-epsv`, `--ftp-port -` ... */
export function curlWith(name: string, ...words: readonly string[]): FtpClient {
  const url = ({ host, port, scheme = "ftp" }: FtpServerAddress, path: string) => `${scheme}://${host}:${port}/${path}`;
  const curl = ({ username, password }: FtpServerAddress, ...more: readonly string[]) =>
    runWell(
      programPathOrThrow("curl"),
      [
        "--disable",
        "--silent",
        "--show-error",
        "--connect-timeout",
        "60",
        "--user",
        `${username}:${password}`,
        ...words,
        ...more,
      ],
      { timeout: LIMIT },
    );
  return {
    name,
    program: "curl",
    list: async (server, folder) => namesIn(await curl(server, "--list-only", `${url(server, folder)}/`)),
    fetch: async (server, remote, local) => {
      await curl(server, "--output", local, url(server, remote));
    },
    store: async (server, local, remote) => {
      await curl(server, "--upload-file", local, url(server, remote));
    },
    resume: async (server, remote, local) => {
      await curl(server, "--continue-at", "-", "--output", local, url(server, remote));
    },
  };
}

/** lftp, with more of its settings: `set ftp:passive-mode off` ... */
export function lftpWith(name: string, ...settings: readonly string[]): FtpClient {
  const lftp = ({ host, port, username, password, scheme = "ftp" }: FtpServerAddress, command: string) =>
    runWell(
      programPathOrThrow("lftp"),
      [
        "--norc",
        "-c",
        [
          "set cmd:fail-exit yes",
          "set net:timeout 60",
          "set net:max-retries 2",
          "set net:reconnect-interval-base 1",
          "set xfer:clobber yes",
          "set cmd:interactive no",
          ...settings,
          `open -p ${port} -u ${username},${password} ${scheme}://${host}`,
          command,
        ].join("; "),
      ],
      { timeout: LIMIT },
    );
  return {
    name,
    program: "lftp",
    list: async (server, folder) => namesIn(await lftp(server, `nlist ${folder}`)),
    fetch: async (server, remote, local) => {
      await lftp(server, `get ${remote} -o ${local}`);
    },
    store: async (server, local, remote) => {
      await lftp(server, `put ${local} -o ${remote}`);
    },
    resume: async (server, remote, local) => {
      await lftp(server, `get -c ${remote} -o ${local}`);
    },
  };
}

/** basic-ftp in this process. @param options such as `{ secure: true }` */
export function basicFtpWith(name: string, options: AccessOptions = {}): FtpClient {
  const using = <T>(server: FtpServerAddress, act: (client: Client) => Promise<T>) =>
    withBasicFtp(server, options, act);
  return {
    name,
    list: (server, folder) =>
      using(server, async (client) => (await client.list(folder)).map((entry) => entry.name).sort()),
    fetch: (server, remote, local) =>
      using(server, async (client) => {
        await client.downloadTo(local, remote);
      }),
    store: (server, local, remote) =>
      using(server, async (client) => {
        await client.uploadFrom(local, remote);
      }),
    resume: (server, remote, local) =>
      using(server, async (client) => {
        await client.downloadTo(local, remote, statSync(local).size);
      }),
  };
}

async function withBasicFtp<T>(
  { host, port, username, password }: FtpServerAddress,
  options: AccessOptions,
  act: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(LIMIT);
  try {
    await client.access({ ...options, host, port, user: username, password });
    return await act(client);
  } finally {
    client.close();
  }
}

export const basicFtp = basicFtpWith("basic-ftp");
export const curl = curlWith("curl");
export const lftp = lftpWith("lftp");
