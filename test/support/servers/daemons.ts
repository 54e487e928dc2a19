import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the daemons are unpacked, side by side; Git ignores it. */
export const DAEMONS = join(import.meta.dirname, "../../../.daemons");

/** A program that is unpacked and not installed: an FTP daemon, since their packages exclude one another; another server, since it must not be started by the system. */
export interface Recipe {
  readonly packages: readonly string[];
  /** What is run, inside the unpacked tree; of a server that is no FTP daemon the machine's own is taken where it has one. */
  readonly program: string;
  readonly mayBeInstalled?: true;
  /** A later Debian, out of which it comes with all of its libraries, the C library among them. */
  readonly suite?: string;
}

export const RECIPES = {
  vsftpd: { packages: ["vsftpd"], program: "usr/sbin/vsftpd" },
  proftpd: { packages: ["proftpd-core", "proftpd-mod-crypto"], program: "usr/sbin/proftpd" },
  "pure-ftpd": { packages: ["pure-ftpd", "pure-ftpd-common"], program: "usr/sbin/pure-ftpd" },
  pyftpdlib: { packages: ["python3-pyftpdlib"], program: "usr/lib/python3/dist-packages/pyftpdlib/__main__.py" },
  twisted: { packages: ["python3-twisted"], program: "usr/lib/python3/dist-packages/twisted/protocols/ftp.py" },
  aioftp: { packages: ["python3-aioftp"], program: "usr/lib/python3/dist-packages/aioftp/__init__.py" },
  "inetutils-ftpd": { packages: ["inetutils-ftpd"], program: "usr/sbin/ftpd" },
  dovecot: { packages: ["dovecot-core", "dovecot-imapd", "dovecot-pop3d"], program: "usr/bin/doveconf" },
  aiosmtpd: { packages: ["python3-aiosmtpd"], program: "usr/lib/python3/dist-packages/aiosmtpd/__main__.py" },
  rsync: { packages: ["rsync"], program: "usr/bin/rsync", mayBeInstalled: true },
  cvs: { packages: ["cvs"], program: "usr/bin/cvs", mayBeInstalled: true },
  Xtigervnc: { packages: ["tigervnc-standalone-server"], program: "usr/bin/Xtigervnc", mayBeInstalled: true },
  "openssh-10": { packages: ["openssh-server", "zlib1g"], program: "usr/sbin/sshd", suite: "trixie" },
  tinysshd: { packages: ["tinysshd"], program: "usr/sbin/tinysshd", mayBeInstalled: true },
  asyncssh: {
    packages: ["python3-asyncssh"],
    program: "usr/lib/python3/dist-packages/asyncssh/__init__.py",
    mayBeInstalled: true,
  },
  postgres: {
    packages: ["postgresql-15", "postgresql-client-15"],
    program: "usr/lib/postgresql/15/bin/postgres",
    mayBeInstalled: true,
  },
} as const satisfies Record<string, Recipe>;
export type DaemonName = keyof typeof RECIPES;
export const DAEMON_NAMES = Object.keys(RECIPES) as DaemonName[];

/** The folder that holds one daemon's files as its packages lay them out below `/`. */
export const daemonRoot = (name: DaemonName): string => join(DAEMONS, name);

/** The daemon's program; `undefined` where it was not unpacked. */
export function daemonProgram(name: DaemonName): string | undefined {
  const { program, mayBeInstalled }: Recipe = RECIPES[name];
  return [...(mayBeInstalled === true ? ["/"] : []), daemonRoot(name)]
    .map((root) => join(root, program))
    .find(existsSync);
}

/** The environment in which an unpacked daemon finds its own libraries and modules. */
export function daemonEnvironment(name: DaemonName): NodeJS.ProcessEnv {
  const root = daemonRoot(name);
  const machine = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" }[process.arch as string] ?? "";
  return {
    PATH: process.env["PATH"],
    LD_LIBRARY_PATH: ["usr/lib", "lib"].map((folder) => join(root, folder, machine)).join(":"),
    PYTHONPATH: join(root, "usr/lib/python3/dist-packages"),
  };
}
