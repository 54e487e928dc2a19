import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the daemons are unpacked, side by side; Git ignores it. */
export const DAEMONS = join(import.meta.dirname, "../../.daemons");

/** An FTP daemon that cannot be installed beside the others, since their packages exclude one another. */
interface Recipe {
  readonly packages: readonly string[];
  /** What is run, inside the unpacked tree. */
  readonly program: string;
}

export const RECIPES = {
  "vsftpd": { packages: ["vsftpd"], program: "usr/sbin/vsftpd" },
  "proftpd": { packages: ["proftpd-core", "proftpd-mod-crypto"], program: "usr/sbin/proftpd" },
  "pure-ftpd": { packages: ["pure-ftpd", "pure-ftpd-common"], program: "usr/sbin/pure-ftpd" },
  "pyftpdlib": { packages: ["python3-pyftpdlib"], program: "usr/lib/python3/dist-packages/pyftpdlib/__main__.py" },
} as const satisfies Record<string, Recipe>;
export type DaemonName = keyof typeof RECIPES;
export const DAEMON_NAMES = Object.keys(RECIPES) as DaemonName[];

/** The folder that holds one daemon's files as its packages lay them out below `/`. */
export const daemonRoot = (name: DaemonName): string => join(DAEMONS, name);

/** The daemon's program; `undefined` where it was not unpacked. */
export function daemonProgram(name: DaemonName): string | undefined {
  const program = join(daemonRoot(name), RECIPES[name].program);
  return existsSync(program) ? program : undefined;
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
