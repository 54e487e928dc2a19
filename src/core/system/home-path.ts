import { homedir } from "node:os";
import { join } from "node:path";

/** A path as the system knows it: `~/x` is under the user's home folder, as in OpenSSH's settings. */
export const expandHome = (path: string): string =>
  path === "~" || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
