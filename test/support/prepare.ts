import { existsSync } from "node:fs";
import { installPackages, unpackPackages, updateLists } from "./apt.js";
import { programPath } from "./programs.js";
import { DAEMON_NAMES, daemonProgram, daemonRoot, RECIPES, type Recipe } from "./servers/daemons.js";
import { bringWindowsNode } from "./windows-node-recipe.js";

/**
 * npm's `pretest`: brings the real servers and clients that the tests talk to. Where all is there it only looks.
 * What cannot be brought is named, and the tests that need it skip themselves by name; this never fails the run.
 */
const PROGRAMS: Readonly<Record<string, string>> = {
  "openssh-server": "/usr/sbin/sshd",
  "openssh-client": "/usr/bin/ssh-keygen",
  curl: "/usr/bin/curl",
  git: "/usr/bin/git",
  lftp: "/usr/bin/lftp",
  tnftp: "/usr/bin/tnftp",
  chromium: "/usr/bin/chromium",
  // clients for the tables; Java and Mono are taken where they are, since they cost a minute to bring
  wget: "/usr/bin/wget",
  ncftp: "/usr/bin/ncftpget",
  rclone: "/usr/bin/rclone",
  busybox: "/usr/bin/busybox",
  "git-ftp": "/usr/bin/git-ftp",
  perl: "/usr/bin/perl",
  "php-cli": "/usr/bin/php",
  ruby: "/usr/bin/ruby",
  "putty-tools": "/usr/bin/plink",
  python3: "/usr/bin/python3",
  appstream: "/usr/bin/appstreamcli",
  "dropbear-bin": "/usr/sbin/dropbear",
  "desktop-file-utils": "/usr/bin/desktop-file-validate",
  rpm: "/usr/bin/rpmbuild",
  "squashfs-tools": "/usr/bin/mksquashfs",
  dunst: "/usr/bin/dunst",
  fish: "/usr/bin/fish",
  mandoc: "/usr/bin/mandoc",
  ...(process.arch === "x64" ? { wine: "/usr/bin/wine", wine64: "/usr/lib/wine/wine64" } : {}), // for Windows' node.exe, which is made for this processor alone
  "xdg-utils": "/usr/bin/xdg-mime",
  zsh: "/usr/bin/zsh",
};

const missingPackages = (): string[] =>
  Object.entries(PROGRAMS)
    .filter(([, program]) => !existsSync(program))
    .map(([name]) => name);
const missingDaemons = () => DAEMON_NAMES.filter((name) => daemonProgram(name) === undefined);
const missingWindows = (): string[] =>
  process.arch === "x64" && programPath("node.exe") === undefined ? ["node.exe"] : [];
const missing = (): string[] => [...missingPackages(), ...missingDaemons(), ...missingWindows()];

if (missing().length > 0) {
  const reason = whyNot();
  if (reason === undefined) bring();
  const still = missing();
  if (still.length > 0)
    console.log(
      `Not on this machine: ${still.join(", ")}${reason === undefined ? "" : ` (${reason})`}. The tests that need them will be skipped, by name.`,
    );
}

/** Packages are brought only where that is the custom: on Debian, by root. */
function whyNot(): string | undefined {
  if (!existsSync("/etc/debian_version") || !existsSync("/usr/bin/apt-get"))
    return "not a Debian system, so nothing was installed";
  if (process.getuid?.() !== 0) return "not run as root, so nothing was installed";
  return undefined;
}

function bring(): void {
  console.log(`Bringing what the tests need: ${missing().join(", ")}`);
  attempt("apt-get update", updateLists);
  const packages = missingPackages();
  if (packages.length > 0 && !attempt(`installing ${packages.join(", ")}`, () => installPackages(packages))) {
    // one that cannot be had must not keep the others away
    for (const name of packages) attempt(`installing ${name}`, () => installPackages([name]));
  }
  for (const name of missingDaemons())
    attempt(`unpacking ${name}`, () => {
      const { packages, suite }: Recipe = RECIPES[name];
      unpackPackages(packages, daemonRoot(name), suite);
    });
  if (missingWindows().length > 0 && programPath("wine") !== undefined)
    attempt("setting up Windows' node.exe", bringWindowsNode);
}

function attempt(what: string, callback: () => void): boolean {
  try {
    callback();
    return true;
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: string };
    console.log(`${what} failed: ${(stderr ?? String(thrown)).trim().split("\n").slice(-3).join(" ")}`);
    return false;
  }
}
