import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MINUTE = 60_000;
const PATIENCE = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=120"];

/** Fetch the lists of packages. @throws where there is no network */
export const updateLists = (): void => void aptGet(["update", "-qq"], 3 * MINUTE);

/** Install packages, without what they only recommend. @throws with apt's own words */
export const installPackages = (packages: readonly string[]): void =>
  void aptGet(["install", "-y", "-qq", "--no-install-recommends", ...packages], 8 * MINUTE);

/**
 * Unpack packages into a folder of ours, with those of their libraries that this machine lacks, instead of installing them.
 * The folder appears when all is in it, so that a run that was cut short leaves no half of a daemon behind.
 *
 * @param suite another Debian than this machine's, `trixie`: then every library comes along
 * @throws with apt's own words
 */
export function unpackPackages(packages: readonly string[], into: string, suite?: string): void {
  mkdirSync(dirname(into), { recursive: true });
  const work = mkdtempSync(`${into}-`);
  try {
    const root = join(work, "root");
    mkdirSync(root);
    const from = suite === undefined ? [] : suiteOptions(suite, work);
    if (suite !== undefined) aptGet([...from, "update", "-qq"], 3 * MINUTE);
    aptGet([...from, "download", "-qq", ...new Set([...packages, ...librariesOf(packages, from)])], 3 * MINUTE, work);
    for (const archive of readdirSync(work).filter((name) => name.endsWith(".deb"))) {
      execFileSync("dpkg", ["-x", join(work, archive), root], { timeout: MINUTE });
    }
    rmSync(into, { recursive: true, force: true });
    renameSync(root, into);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Have apt look at one suite of Debian's alone, as if nothing were installed, in folders of its own. */
function suiteOptions(suite: string, work: string): string[] {
  const state = join(work, "apt");
  for (const folder of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(state, folder), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(state, "sources.list"), `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`);
  writeFileSync(join(state, "status"), "");
  const options = {
    "Dir::Etc::SourceList": join(state, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State::Lists": join(state, "lists"),
    "Dir::State::Status": join(state, "status"),
    "Dir::Cache": join(state, "cache"),
    "APT::Sandbox::User": "root", // the folder is for its owner alone
  };
  return Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** The libraries that an installation would bring along, asked of a rehearsal of it: `Inst libwrap0 (7.6.q-32 ...)`. */
function librariesOf(packages: readonly string[], options: readonly string[]): string[] {
  return packages.flatMap((name) =>
    [
      ...aptGet([...options, "install", "--simulate", "--no-install-recommends", name], MINUTE).matchAll(
        /^Inst (\S+)/gm,
      ),
    ]
      .map(([, library = ""]) => library)
      .filter((library) => /^(lib|python3-)/.test(library)),
  );
}

function aptGet(words: readonly string[], timeout: number, cwd = "/"): string {
  return execFileSync("apt-get", [...PATIENCE, ...words], {
    cwd,
    timeout,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
  });
}
