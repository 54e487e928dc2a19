import { basename, dirname } from "node:path";
import { run, runWell } from "../child.js";
import { programPathOrThrow } from "../programs.js";
import { basicFtp, curlWith, lftpWith, type FtpClient, type FtpServerAddress } from "./ftp-clients.js";

const LIMIT = 60_000;
const names = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => basename(line))
    .sort();

/** tnftp, the BSDs' own client, whose commands come on its standard input; its exit code tells little, its words tell all. */
function tnftpWith(name: string, ...words: readonly string[]): FtpClient {
  const tnftp = async (
    { host, port, username, password }: FtpServerAddress,
    ...commands: readonly string[]
  ): Promise<string> => {
    const input = [`open ${host} ${port}`, `user ${username} ${password}`, "binary", ...commands, "quit", ""].join(
      "\n",
    );
    const { stdout, stderr } = await run(programPathOrThrow("tnftp"), ["-n", "-i", "-v", ...words], {
      timeout: LIMIT,
      input,
    });
    const refusal = /^[45]\d\d[ -].*$/m.exec(stdout)?.[0];
    if (refusal !== undefined || stderr !== "") throw new Error(`${refusal ?? ""} ${stderr}`);
    return stdout;
  };
  const quoted = (path: string) => `"${path}"`;
  return {
    name,
    program: "tnftp",
    list: async (server, folder) => {
      const said = await tnftp(server, `nlist ${quoted(folder)} -`);
      return names(
        said
          .split(/\r?\n/)
          .filter((line) => line.startsWith(folder))
          .join("\n"),
      );
    },
    fetch: async (server, remote, local) => {
      await tnftp(server, `get ${quoted(remote)} ${quoted(local)}`);
    },
    store: async (server, local, remote) => {
      await tnftp(server, `put ${quoted(local)} ${quoted(remote)}`);
    },
  };
}

const FTPLIB = `
import ftplib, sys
host, port, user, password, what, remote, local = sys.argv[1:8]
ftp = ftplib.FTP()
ftp.connect(host, int(port), timeout=20)
ftp.login(user, password)
if what == "list": print("\\n".join(name for name, facts in ftp.mlsd(remote)))
elif what == "fetch":
    ftp.voidcmd("TYPE I")
    size = ftp.size(remote)
    with open(local, "wb") as file: ftp.retrbinary("RETR " + remote, file.write)
    with open(local, "rb") as file: assert len(file.read()) == size
elif what == "store":
    with open(local, "rb") as file: ftp.storbinary("STOR " + remote, file)
ftp.quit()
`;

/** Python's ftplib, which many scripts use. */
export const ftplib: FtpClient = {
  name: "ftplib",
  program: "python3",
  list: async (server, folder) => names(await python(server, "list", folder, "")),
  fetch: async (server, remote, local) => {
    await python(server, "fetch", remote, local);
  },
  store: async (server, local, remote) => {
    await python(server, "store", remote, local);
  },
};

const python = ({ host, port, username, password }: FtpServerAddress, ...words: readonly string[]): Promise<string> =>
  runWell(programPathOrThrow("python3"), ["-c", FTPLIB, host, String(port), username, password, ...words], {
    timeout: LIMIT,
  });

/** Every client that is tried at the bridge. Paths are absolute on the gateway. */
export const bridgeClients: readonly FtpClient[] = [
  absolute(curlWith("curl")),
  absolute(curlWith("curl, PASV", "--disable-epsv")),
  absolute(curlWith("curl, EPRT", "--ftp-port", "-")),
  absolute(curlWith("curl, PORT", "--ftp-port", "-", "--disable-eprt")),
  absolute(curlWith("curl, CWD", "--ftp-method", "singlecwd")),
  lftpWith("lftp"),
  lftpWith("lftp, EPSV", "set ftp:prefer-epsv yes"),
  lftpWith("lftp, active", "set ftp:passive-mode no"),
  tnftpWith("tnftp"),
  tnftpWith("tnftp, active", "-A"),
  ftplib,
  basicFtp,
];

/** A URL's path begins below the login folder: a second slash leads to the root (RFC 1738, section 3.2.2). */
function absolute(client: FtpClient): FtpClient {
  const path = (remote: string) => encodeURI(`/${dirname(remote)}/${basename(remote)}`).replaceAll("#", "%23");
  return {
    ...client,
    list: (server, folder) => client.list(server, path(folder)),
    fetch: (server, remote, local) => client.fetch(server, path(remote), local),
    store: (server, local, remote) => client.store(server, local, path(remote)),
  };
}

/** lftp's `mirror` of a whole tree, fetching it or (with `-R`) storing it. @throws with its own words */
export async function mirror(
  { host, port, username, password }: FtpServerAddress,
  words: string,
  from: string,
  to: string,
): Promise<string> {
  return runWell(
    programPathOrThrow("lftp"),
    [
      "--norc",
      "-c",
      [
        "set net:timeout 15",
        "set net:max-retries 2",
        "set cmd:interactive no",
        "set cmd:fail-exit yes",
        `open -p ${port} -u ${username},${password} ftp://${host}`,
        `mirror ${words} ${from} ${to}`,
      ].join("; "),
    ],
    { timeout: 2 * LIMIT },
  );
}
