import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { run, runWell } from "../child.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPath, programPathOrThrow, type Program } from "../programs.js";
import { daemonEnvironment, daemonProgram } from "../servers/daemons.js";
import { debiansPython } from "../servers/pyftpdlib.js";
import { AIOFTP, COMMONS_NET, FTP_WEB_REQUEST, NET_FTP_PERL, NET_FTP_RUBY, PHP_FTP } from "./debian-client-scripts.js";
import type { FtpServerAddress } from "./ftp-clients.js";

/** A client as Debian has it. Not every one can do everything. Paths are relative to the login folder. */
export interface DebianClient {
  readonly name: string;
  readonly program: Program;
  /** Why it is not here, besides its program. */
  readonly lacks?: string | undefined;
  list?(server: FtpServerAddress, folder: string): Promise<readonly string[]>;
  fetch?(server: FtpServerAddress, remote: string, local: string): Promise<void>;
  store?(server: FtpServerAddress, local: string, remote: string): Promise<void>;
  /** Go on with what there is of a file here. */
  resume?(server: FtpServerAddress, remote: string, local: string): Promise<void>;
}

const LIMIT = { timeout: 60_000 };
const namesIn = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => basename(line))
    .sort();
const run1 = (program: Program, words: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> =>
  runWell(programPathOrThrow(program), words, {
    ...LIMIT,
    ...(env === undefined ? {} : { env: { PATH: process.env["PATH"], ...env } }),
  });
const url = ({ host, port }: FtpServerAddress, path: string): string => `ftp://${host}:${port}/${path}`;

function wgetWith(name: string, ...words: readonly string[]): DebianClient {
  const wget = (server: FtpServerAddress, ...more: readonly string[]) =>
    run1("wget", [
      "--no-config",
      "--quiet",
      "--tries=2",
      "--timeout=20",
      `--ftp-user=${server.username}`,
      `--ftp-password=${server.password}`,
      ...words,
      ...more,
    ]);
  return {
    name,
    program: "wget",
    async list(server, folder) {
      const listing = tempFolder();
      try {
        await wget(server, "--no-remove-listing", `--directory-prefix=${listing.path}`, url(server, `${folder}/`));
        return readFileSync(listing.file(".listing"), "utf8")
          .split(/\r?\n/)
          .map((line) => line.split(" ").at(-1) ?? "")
          .filter((name) => name !== "")
          .sort();
      } finally {
        listing.remove();
      }
    },
    fetch: async (server, remote, local) => {
      await wget(server, `--output-document=${local}`, url(server, remote));
    },
    async resume(server, remote, local) {
      await wget(server, "--continue", `--directory-prefix=${dirname(local)}`, url(server, remote));
      const fetched = join(dirname(local), basename(remote));
      if (fetched !== local) renameSync(fetched, local);
    },
  };
}

/** Without ncftpls, which fails at Pure-FTPd and pyftpdlib directly, too. */
function ncftpWith(name: string, mode: string): DebianClient {
  const words = ({ host, port, username, password }: FtpServerAddress) => [
    mode,
    "-u",
    username,
    "-p",
    password,
    "-P",
    String(port),
    "-t",
    "20",
    "-r",
    "1",
    host,
  ];
  return {
    name,
    program: "ncftpget",
    fetch: async (server, remote, local) => {
      rmSync(local, { force: true });
      await run1("ncftpget", ["-V", "-Z", ...words(server), dirname(local), remote]);
      renameSync(join(dirname(local), basename(remote)), local);
    },
    store: async (server, local, remote) => {
      const named = tempFolder();
      try {
        writeFileSync(named.file(basename(remote)), readFileSync(local));
        await run1("ncftpput", ["-V", "-Z", ...words(server), dirname(remote), named.file(basename(remote))]);
      } finally {
        named.remove();
      }
    },
  };
}

const rclone: DebianClient = {
  name: "rclone",
  program: "rclone",
  list: async (server, folder) =>
    namesIn(await withRclone(server, "lsf", `f:${folder}`)).map((name) => name.replace(/\/$/, "")),
  fetch: async (server, remote, local) => {
    await withRclone(server, "copyto", `f:${remote}`, local);
  },
  store: async (server, local, remote) => {
    await withRclone(server, "copyto", local, `f:${remote}`);
  },
};
async function withRclone(
  { host, port, username, password }: FtpServerAddress,
  ...words: readonly string[]
): Promise<string> {
  const obscured = (await run1("rclone", ["obscure", password])).trim();
  const env = {
    RCLONE_CONFIG: "/dev/null",
    RCLONE_CONFIG_F_TYPE: "ftp",
    RCLONE_CONFIG_F_HOST: host,
    RCLONE_CONFIG_F_PORT: String(port),
    RCLONE_CONFIG_F_USER: username,
    RCLONE_CONFIG_F_PASS: obscured,
  };
  return run1(
    "rclone",
    ["--retries", "1", "--ignore-times", "--no-check-dest", ...words].filter(
      (word) => words[0] !== "lsf" || !word.startsWith("--no-check"),
    ),
    env,
  );
}

const busybox: DebianClient = {
  name: "busybox ftpget, ftpput",
  program: "busybox",
  fetch: async (server, remote, local) => {
    await run1("busybox", ["ftpget", ...busyboxWords(server), local, remote]);
  },
  store: async (server, local, remote) => {
    await run1("busybox", ["ftpput", ...busyboxWords(server), remote, local]);
  },
  resume: async (server, remote, local) => {
    await run1("busybox", ["ftpget", "-c", ...busyboxWords(server), local, remote]);
  },
};
const busyboxWords = ({ host, port, username, password }: FtpServerAddress): string[] => [
  "-u",
  username,
  "-p",
  password,
  "-P",
  String(port),
  host,
];

/** Pushes a repository of one file into a folder; what it writes beside it is its own. */
const gitFtp: DebianClient = {
  name: "git-ftp",
  program: "git-ftp",
  async store(server, local, remote) {
    const repository = tempFolder();
    try {
      const git = (...words: readonly string[]) =>
        runWell(programPathOrThrow("git"), ["-c", "user.name=Olive", "-c", "user.email=olive@spinach.com", ...words], {
          ...LIMIT,
          cwd: repository.path,
        });
      await git("init", "--quiet");
      writeFileSync(repository.file(basename(remote)), readFileSync(local));
      await git("add", ".");
      await git("commit", "--quiet", "--message", "ahoy");
      const { code, stdout, stderr } = await run(
        programPathOrThrow("git-ftp"),
        ["init", "--user", server.username, "--passwd", server.password, url(server, `${dirname(remote)}/`)],
        { ...LIMIT, cwd: repository.path },
      );
      if (code !== 0) throw new Error(`git-ftp ended with ${code ?? "nothing"}: ${stdout}${stderr}`);
    } finally {
      repository.remove();
    }
  },
};

/** A client that is a library: a script of ours takes host, port, user, password, what, remote, local. */
function scripted(
  name: string,
  program: Program,
  words: () => Promise<readonly string[]> | readonly string[],
  {
    lacks,
    path,
    env,
  }: { readonly lacks?: string | undefined; readonly path?: () => string; readonly env?: NodeJS.ProcessEnv } = {},
): DebianClient {
  const call = async (
    { host, port, username, password }: FtpServerAddress,
    ...more: readonly string[]
  ): Promise<string> =>
    runWell(
      path?.() ?? programPathOrThrow(program),
      [...(await words()), host, String(port), username, password, ...more],
      { ...LIMIT, ...(env === undefined ? {} : { env }) },
    );
  return {
    name,
    program,
    lacks,
    list: async (server, folder) => namesIn(await call(server, "list", folder, "")),
    fetch: async (server, remote, local) => {
      await call(server, "fetch", remote, local);
    },
    store: async (server, local, remote) => {
      await call(server, "store", remote, local);
    },
    resume: async (server, remote, local) => {
      await call(server, "resume", remote, local);
    },
  };
}

const COMMONS_NET_JAR = "/usr/share/java/commons-net.jar";
/** Compiled once, into a folder that goes with this process. */
let compiled: Promise<string> | undefined;
function monoProgram(): Promise<string> {
  return (compiled ??= (async () => {
    const folder = tempFolder();
    process.once("exit", () => folder.remove());
    writeFileSync(folder.file("client.cs"), FTP_WEB_REQUEST);
    await run1("mcs", [`-out:${folder.file("client.exe")}`, folder.file("client.cs")]);
    return folder.file("client.exe");
  })());
}
const written = new Map<string, string>();
function scriptFile(name: string, text: string): string {
  const known = written.get(name);
  if (known !== undefined) return known;
  const folder = tempFolder();
  process.once("exit", () => folder.remove());
  writeFileSync(folder.file(name), text);
  written.set(name, folder.file(name));
  return folder.file(name);
}

/** Every client that Debian has for the tables; those that are not here are skipped by name. */
export const debianClients: readonly DebianClient[] = [
  wgetWith("wget"),
  wgetWith("wget, active", "--no-passive-ftp"),
  ncftpWith("ncftp", "-F"),
  ncftpWith("ncftp, active", "-E"),
  rclone,
  busybox,
  gitFtp,
  scripted("Perl's Net::FTP", "perl", () => ["-e", NET_FTP_PERL]),
  scripted("Perl's Net::FTP, active", "perl", () => ["-e", `$active = 1; ${NET_FTP_PERL}`]),
  scripted("PHP's ftp", "php", () => ["-r", PHP_FTP, "--"]),
  scripted("Ruby's Net::FTP", "ruby", () => ["-e", NET_FTP_RUBY]),
  scripted(
    "Java, commons-net",
    "java",
    () => ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", COMMONS_NET_JAR, scriptFile("Client.java", COMMONS_NET)],
    { lacks: existsSync(COMMONS_NET_JAR) && programPath("javac") !== undefined ? undefined : "commons-net and a JDK" },
  ),
  scripted("Mono's FtpWebRequest", "mono", async () => [await monoProgram()], {
    lacks: programPath("mcs") === undefined ? "mcs" : undefined,
  }),
  scripted("aioftp", "python3", () => ["-W", "ignore", "-c", AIOFTP], {
    path: debiansPython,
    env: daemonEnvironment("aioftp"),
    lacks: daemonProgram("aioftp") === undefined ? "aioftp" : undefined,
  }),
];
