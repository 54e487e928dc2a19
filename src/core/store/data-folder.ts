import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";

/** What the place of the folder depends on; a test brings its own. */
interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

const currentMachine = (): Machine => ({ platform: process.platform, home: homedir(), env: process.env });

/**
 * The folder that holds the profiles, the kept secrets and the log, found without Electron:
 * the one that Electron's `app.getPath("userData")` gives for an app named Culvert, so that the command line reads the same file.
 *
 * `~/.config/Culvert` (or under `XDG_CONFIG_HOME`), `~/Library/Application Support/Culvert`, `%APPDATA%\Culvert`.
 */
export function dataFolder({ platform, home, env }: Machine = currentMachine()): string {
  if (platform === "win32")
    return win32.join(nonEmpty(env["APPDATA"]) ?? win32.join(home, "AppData", "Roaming"), "Culvert");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "Culvert");
  return posix.join(configHome(home, env), "Culvert");
}

/** The app's log, and the one before it. @param folder the data folder */
export const logFilePath = (folder: string): string => join(folder, "logs", "culvert.log");
export const olderLogFilePath = (folder: string): string => join(folder, "logs", "culvert.old.log");

/** Where a user's programs keep their settings: `XDG_CONFIG_HOME`, which counts only where it is an absolute path (XDG Base Directory Specification), else `~/.config`. */
export function configHome(home: string = homedir(), env: NodeJS.ProcessEnv = process.env): string {
  const set = env["XDG_CONFIG_HOME"] ?? "";
  return posix.isAbsolute(set) ? set : posix.join(home, ".config");
}

/** A variable that is set but empty counts as not set. */
const nonEmpty = (value: string | undefined): string | undefined => (value === "" ? undefined : value);
