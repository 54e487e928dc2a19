import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
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
 * @throws with apt's own words
 */
export function unpackPackages(packages: readonly string[], into: string): void {
  mkdirSync(dirname(into), { recursive: true });
  const work = mkdtempSync(`${into}-`);
  try {
    const root = join(work, "root");
    mkdirSync(root);
    aptGet(["download", "-qq", ...new Set([...packages, ...librariesOf(packages)])], 3 * MINUTE, work);
    for (const archive of readdirSync(work).filter((name) => name.endsWith(".deb"))) {
      execFileSync("dpkg", ["-x", join(work, archive), root], { timeout: MINUTE });
    }
    rmSync(into, { recursive: true, force: true });
    renameSync(root, into);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The libraries that an installation would bring along, asked of a rehearsal of it: `Inst libwrap0 (7.6.q-32 ...)`. */
function librariesOf(packages: readonly string[]): string[] {
  return packages.flatMap((name) =>
    [...aptGet(["install", "--simulate", "--no-install-recommends", name], MINUTE).matchAll(/^Inst (\S+)/gm)]
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
