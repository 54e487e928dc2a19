import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { endWithUs, runWell, stopChild, stopDaemon } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow, type Program } from "../programs.js";
import { waitForDaemon } from "../wait-for-daemon.js";
import { daemonEnvironment, daemonRoot } from "./daemons.js";

/** A real server on loopback that is no FTP server. */
export interface PlainServer {
  readonly port: number;
  /** Something in the folder that it serves and keeps its own in; the folder itself where that is empty. */
  readonly file: (name: string) => string;
  close(): Promise<void>;
}

interface Run {
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly isPlainUser?: true;
}

/** A server that will not run as root runs as Debian's `daemon`, who has no home and no files. */
const PLAIN_USER =
  process.getuid?.() === 0
    ? { name: "daemon", uid: 1, gid: 1 }
    : { name: userInfo().username, uid: undefined, gid: undefined };

const asUser = (isPlain: boolean): { uid?: number; gid?: number } =>
  isPlain && PLAIN_USER.uid !== undefined ? { uid: PLAIN_USER.uid, gid: PLAIN_USER.gid } : {};

/** A server with a listener of its own. @throws with its own words where it does not come up */
async function startServer(
  commandOn: (setup: { readonly port: number; readonly file: (name: string) => string }) => Run | Promise<Run>,
): Promise<PlainServer> {
  const port = await freePort();
  const folder = tempFolder({ open: true });
  const file = (name: string) => folder.file(name);
  const { program, words, env = process.env, isPlainUser = false } = await commandOn({ port, file });
  const child = endWithUs(spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env, ...asUser(isPlainUser) }));
  await waitForDaemon(child, "127.0.0.1", port);
  return { port, file, close: () => stopDaemon(child).then(() => folder.remove()) };
}

/** A server that speaks on its standard input and output, started for each client as inetd does. */
async function startForEach(commandOn: (file: (name: string) => string) => Run): Promise<PlainServer> {
  const folder = tempFolder({ open: true });
  const file = (name: string) => folder.file(name);
  const { program, words, env = process.env, isPlainUser = false } = commandOn(file);
  const running = new Set<ChildProcess>();
  const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    const child = endWithUs(spawn(program, words, { stdio: [socket, socket, "ignore"], env, ...asUser(isPlainUser) }));
    running.add(child);
    child.once("exit", () => {
      running.delete(child);
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    file,
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve));
      await Promise.all([...running].map((child) => stopChild(child)));
      await closed;
      folder.remove();
    },
  };
}

/**
 * Dovecot for olive, whose password is spinach; `mail` is a message in the inbox. It looks for its programs at one fixed
 * place, so it gets a mount namespace where they lie over the system's own; see `whyNoMounts`.
 */
export const startDovecot = (protocol: "imap" | "pop3", mail: string): Promise<PlainServer> =>
  startServer(({ port, file }) => {
    const { name, uid, gid } = PLAIN_USER;
    for (const part of ["mail", "mail/new", "mail/cur", "mail/tmp"]) {
      mkdirSync(file(part));
      chmodSync(file(part), 0o777);
    }
    writeFileSync(file("mail/new/1.popeye"), mail);
    chmodSync(file("mail/new/1.popeye"), 0o666);
    writeFileSync(
      file("conf"),
      `
    base_dir = ${file("run")}
    state_dir = ${file("run")}
    log_path = /dev/stderr
    ssl = no
    protocols = ${protocol}
    listen = 127.0.0.1
    mail_location = maildir:${file("mail")}
    first_valid_uid = 0
    default_internal_user = ${name}
    default_internal_group = ${name}
    default_login_user = ${name}
    service ${protocol}-login {
      chroot =
      inet_listener ${protocol} {
        port = ${port}
      }
    }
    service anvil {
      chroot =
    }
    passdb {
      driver = static
      args = user=olive password=spinach
    }
    userdb {
      driver = static
      args = uid=${uid ?? 0} gid=${gid ?? 0} home=${file("mail")}
    }
  `.replace(/^ {4}/gm, ""),
    );
    const mount = `mount -t overlay overlay -o "lowerdir=$1:/usr" /usr && shift && exec "$@"`;
    return {
      program: "unshare",
      words: [
        "--mount",
        "sh",
        "-c",
        mount,
        "sh",
        join(daemonRoot("dovecot"), "usr"),
        "/usr/sbin/dovecot",
        "-F",
        "-c",
        file("conf"),
      ],
    };
  });

/** aiosmtpd, which keeps what it takes in the folder `mail`. */
export const startSmtp = (): Promise<PlainServer> =>
  startServer(({ port, file }) => ({
    program: programPathOrThrow("python3"),
    env: daemonEnvironment("aiosmtpd"),
    words: ["-m", "aiosmtpd", "-n", "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Mailbox", file("mail")],
  }));

/** rsync's own daemon with a module `pub`, to be read and written. */
export const startRsync = (): Promise<PlainServer> =>
  startServer(({ port, file }) => {
    mkdirSync(file("pub"));
    writeFileSync(
      file("conf"),
      `use chroot = no\nlog file = ${file("log")}\n${PLAIN_USER.uid === undefined ? "" : "uid = root\ngid = root\n"}[pub]\npath = ${file("pub")}\nread only = no\n`,
    );
    return {
      program: programPathOrThrow("rsync"),
      words: ["--daemon", "--no-detach", `--config=${file("conf")}`, "--address=127.0.0.1", `--port=${port}`],
      env: { ...process.env, ...libraries("rsync") },
    };
  });

/** CVS with an empty repository in the folder `repository`, for olive whose password is spinach. */
export async function startCvs(): Promise<PlainServer> {
  const server = await startForEach((file) => ({
    program: programPathOrThrow("cvs"),
    words: ["-f", `--allow-root=${file("repository")}`, "pserver"],
    env: { ...process.env, ...libraries("cvs") },
  }));
  await runWell(programPathOrThrow("cvs"), ["-d", server.file("repository"), "init"], {
    env: { ...process.env, ...libraries("cvs") },
  });
  if (PLAIN_USER.uid !== undefined) await runWell("chown", ["-R", PLAIN_USER.name, server.file("repository")]); // who could not start a program below a private folder
  writeFileSync(server.file("repository/CVSROOT/passwd"), `olive:olRdvYmxPo736:${PLAIN_USER.name}\n`); // crypt(3) of spinach
  return server;
}

/** Git's daemon over every repository in its folder. */
export const startGitDaemon = (): Promise<PlainServer> =>
  startServer(({ port, file }) => ({
    program: programPathOrThrow("git"),
    words: ["daemon", "--export-all", `--base-path=${file("")}`, "--listen=127.0.0.1", `--port=${port}`, "--reuseaddr"],
  }));

/** An X display of 64 by 48 that is shown by VNC alone, without a password. */
export const startVnc = (): Promise<PlainServer> =>
  startServer(({ port }) => ({
    program: programPathOrThrow("Xtigervnc"),
    env: { ...process.env, ...libraries("Xtigervnc") },
    words: [
      `:${port}`,
      "-rfbport",
      String(port),
      "-interface",
      "127.0.0.1",
      "-SecurityTypes",
      "None",
      "-geometry",
      "64x48",
      "-depth",
      "24",
      "-nolisten",
      "tcp",
    ],
  }));

/** PostgreSQL for the user `olive`, who is trusted, on the port and on a Unix socket in the folder. */
export const startPostgres = (): Promise<PlainServer> =>
  startServer(async ({ port, file }) => {
    const bin = dirname(programPathOrThrow("postgres"));
    const env = { ...process.env, ...libraries("postgres"), LC_ALL: "C" };
    await runWell(join(bin, "initdb"), ["-D", file("data"), "-U", "olive", "-A", "trust", "--no-sync", "--no-locale"], {
      env,
      cwd: "/",
      ...asUser(true),
    });
    return {
      program: join(bin, "postgres"),
      words: [
        "-D",
        file("data"),
        "-c",
        "listen_addresses=127.0.0.1",
        "-p",
        String(port),
        "-c",
        `unix_socket_directories=${file("")}`,
        "-c",
        "fsync=off",
      ],
      env,
      isPlainUser: true,
    };
  });

/** Where an unpacked program finds its libraries. */
export const libraries = (name: Extract<Program, Parameters<typeof daemonEnvironment>[0]>): NodeJS.ProcessEnv => ({
  LD_LIBRARY_PATH: daemonEnvironment(name)["LD_LIBRARY_PATH"] ?? "",
});
