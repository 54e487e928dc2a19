import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { electronProgram } from "../../scripts/electron-program.js";
import { endWithUs, stopChild } from "./child.js";
import { tempFolder } from "./fixtures/temp-folder.js";

const electron = electronProgram(join(import.meta.dirname, "..", ".."), process.env, process.platform);

/** Electron's own program, with a screen to show its windows on; `undefined` where one of them is missing. */
export const realElectron = process.platform === "linux" && process.env["DISPLAY"] !== undefined ? electron : undefined;

/** Chromium's sandbox does not start for root. */
export const ELECTRON_AS_ROOT = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export interface RealAppOptions {
  /** What `profiles.json` and `settings.json` hold. */
  readonly profiles: readonly object[];
  readonly settings?: object;
  /** More words for the command line. */
  readonly words?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The text of `~/.ssh/known_hosts`. */
  readonly knownHosts?: string;
}

/** The packed app running on a real Electron, in a home of its own. */
export interface RealApp {
  readonly pid: number;
  /** What it wrote into its log file. */
  log(): string;
  /** What it wrote on standard output and standard error. */
  output(): string;
  /** Ask it to end, as the system does. @returns its exit code */
  quit(): Promise<number | null>;
  /** Make sure that it is gone, and remove its home. */
  close(): Promise<void>;
}

/** @param program the packed app's own */
export function startRealApp(
  program: string,
  { profiles, settings = {}, words = [], env = {}, knownHosts = "" }: RealAppOptions,
): RealApp {
  const folder = tempFolder();
  const data = folder.file(".config/Culvert");
  mkdirSync(data, { recursive: true });
  mkdirSync(folder.file(".ssh"), { mode: 0o700 });
  writeFileSync(folder.file(".ssh/known_hosts"), knownHosts);
  writeFileSync(join(data, "profiles.json"), JSON.stringify({ version: 1, profiles }));
  writeFileSync(join(data, "settings.json"), JSON.stringify(settings));
  const child = endWithUs(
    spawn(program, [...ELECTRON_AS_ROOT, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: folder.path,
      env: {
        ...process.env,
        HOME: folder.path,
        XDG_CONFIG_HOME: folder.file(".config"),
        SSH_AUTH_SOCK: undefined,
        ...env,
      },
    }),
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return {
    pid: child.pid ?? 0,
    log: () => textOf(join(data, "logs", "culvert.log")),
    output: () => output,
    quit: () => {
      child.kill("SIGTERM");
      return ended;
    },
    close: async () => {
      await stopChild(child, "SIGTERM", 15_000);
      folder.remove();
    },
  };
}

/** Every process that runs a program out of this folder: the app's own, and those that Chromium starts for it. */
export const processesFrom = (folder: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => programOf(pid).startsWith(`${folder}/`));

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return ""; // it ended meanwhile
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
