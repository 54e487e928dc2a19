import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { WrittenFile } from "./written-file.js";

const CULVERT = join(import.meta.dirname, "..", "..", "out", "main", "culvert.js");

/** The manual page and the completions that are installed with the app, as the built command line prints them in English. */
export const cliDocs = (): WrittenFile[] => [
  { path: "assets/cli/culvert.1", text: culvert("manual") },
  { path: "assets/cli/culvert.bash", text: culvert("completion", "bash") },
  { path: "assets/cli/culvert.zsh", text: culvert("completion", "zsh") },
  { path: "assets/cli/culvert.fish", text: culvert("completion", "fish") },
  { path: "assets/cli/culvert.ps1", text: culvert("completion", "powershell") },
];

const culvert = (...words: string[]): string =>
  execFileSync(process.execPath, [CULVERT, ...words], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
