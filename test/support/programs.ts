import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { DAEMON_NAMES, daemonProgram, type DaemonName } from "./servers/daemons.js";
import { NODE_EXE } from "./windows-node-recipe.js";

/** What the tests against real servers run. */
export type Program =
  | DaemonName
  | "sshd"
  | "ssh"
  | "ssh-keygen"
  | "ssh-agent"
  | "ssh-add"
  | "dropbear"
  | "dropbearkey"
  | "curl"
  | "openssl"
  | "lftp"
  | "tnftp"
  | "chromium"
  | "plink"
  | "puttygen"
  | "python3"
  | "git"
  | "appstreamcli"
  | "bash"
  | "zsh"
  | "fish"
  | "pwsh"
  | "mandoc"
  | "script"
  | "systemd-notify"
  | "systemd-analyze"
  | "desktop-file-validate"
  | "wine"
  | "wineserver"
  | "node.exe"
  | "Xvfb"
  | "dbus-daemon"
  | "openbox"
  | "trayer"
  | "dunst"
  | "xdotool"
  | "xwininfo"
  | "xprop"
  | "import"
  | "xdg-mime"
  | "gio"
  | "unshare"
  | "ip"
  | "wget"
  | "ncftpget"
  | "ncftpput"
  | "rclone"
  | "busybox"
  | "git-ftp"
  | "perl"
  | "php"
  | "ruby"
  | "java"
  | "javac"
  | "mono"
  | "mcs";

/** Daemons stand here on Debian, where a user's PATH may not reach. */
const MORE_PLACES = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** Where a program is; `undefined` where it is not on this machine. */
export function programPath(name: Program): string | undefined {
  if (name === "node.exe") return existsSync(NODE_EXE) ? NODE_EXE : undefined;
  const unpacked = isDaemon(name) ? daemonProgram(name) : undefined;
  if (unpacked !== undefined) return unpacked;
  const paths = [...(process.env["PATH"] ?? "").split(delimiter), ...MORE_PLACES];
  return paths.map((path) => join(path, name)).find(isExecutable);
}

/** Where a program is, for code that runs only where it is. @throws where it is not */
export function programPathOrThrow(name: Program): string {
  const path = programPath(name);
  if (path === undefined) throw new Error(`${name} is not on this machine`);
  return path;
}

const isDaemon = (name: Program): name is DaemonName => (DAEMON_NAMES as readonly string[]).includes(name);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
