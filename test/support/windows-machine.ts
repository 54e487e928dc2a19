import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { atTerminal, type AtTerminal } from "./at-terminal.js";
import { endWithUs, type Ending } from "./child.js";
import { tempFolder } from "./fixtures/temp-folder.js";
import { programPathOrThrow } from "./programs.js";
import { NODE_EXE, WINE_PREFIX, wineEnvironment } from "./windows-node-recipe.js";

/** A program of Windows that runs under Wine. What it prints goes through files: node.exe cannot write to a pipe of Linux (EBADF). */
export interface WindowsProcess {
  stdout(): string;
  stderr(): string;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<Ending>;
  /** SIGINT reaches it as Ctrl+C does; SIGKILL is what the task manager does. */
  kill(signal: "SIGINT" | "SIGKILL"): void;
}

/** A Windows 10 of the test's own: its registry, its user, its running programs. */
export interface WindowsMachine {
  /** The user's home folder as Linux knows it; on Windows `C:\Benutzer für alle\root`: with blanks and an umlaut, as in many an office. */
  readonly home: string;
  /** Windows' node.exe with these words behind it; a file among them as `windowsPath` has it. */
  node(words: readonly string[], env?: Readonly<Record<string, string>>): WindowsProcess;
  /** Windows' node.exe with these words behind it in a console window, where a person types. Needs python3. */
  console(words: readonly string[], typed: AtTerminal["typed"]): ReturnType<typeof atTerminal>;
  /** Run another program that Windows brings, such as `reg`. @throws where it fails */
  tool(words: readonly string[]): Promise<void>;
  /** Ends every program of it. */
  close(): Promise<void>;
}

/** A file of Linux as Windows knows it: `Z:\tmp\x`. */
export const windowsPath = (file: string): string => `Z:${file.replaceAll("/", "\\")}`;

const USERS = "Benutzer für alle";

/** Made of the one that Wine set up: what is large is linked, the registry copied. A second or two until its first program runs. */
export function startWindows(): WindowsMachine {
  const folder = tempFolder();
  const prefix = folder.path;
  const drive = folder.file("drive_c");
  mkdirSync(drive);
  for (const name of readdirSync(join(WINE_PREFIX, "drive_c")).filter((name) => name !== "users"))
    symlinkSync(join(WINE_PREFIX, "drive_c", name), join(drive, name));
  symlinkSync(NODE_EXE, join(drive, "node.exe"));
  mkdirSync(folder.file("dosdevices"));
  symlinkSync("../drive_c", folder.file("dosdevices/c:"));
  symlinkSync("/", folder.file("dosdevices/z:"));
  copyFileSync(join(WINE_PREFIX, ".update-timestamp"), folder.file(".update-timestamp")); // else Wine sets all up anew
  for (const name of ["system.reg", "user.reg", "userdef.reg"])
    writeFileSync(folder.file(name), withUsersIn(USERS, readFileSync(join(WINE_PREFIX, name), "latin1")), "latin1");

  const home = join(drive, USERS, userInfo().username);
  mkdirSync(join(home, "Temp"), { recursive: true });

  const env = { ...wineEnvironment(prefix), NO_COLOR: "1", NODE_SKIP_PLATFORM_CHECK: "1" };
  let count = 0;
  const endings: Promise<unknown>[] = [];
  const start = (words: readonly string[], more: Readonly<Record<string, string>> = {}): WindowsProcess => {
    const files = { stdout: folder.file(`stdout-${++count}`), stderr: folder.file(`stderr-${count}`) };
    const [out, err] = [openSync(files.stdout, "w"), openSync(files.stderr, "w")];
    const child = endWithUs(
      spawn(programPathOrThrow("wine"), words, { cwd: drive, env: { ...env, ...more }, stdio: ["ignore", out, err] }),
    );
    closeSync(out);
    closeSync(err);
    const stdout = () => readFileSync(files.stdout, "utf8");
    const stderr = () => readFileSync(files.stderr, "utf8");
    const ended = endOf(child).then(([code, signal]) => ({ code, signal, stdout: stdout(), stderr: stderr() }));
    endings.push(ended);
    return { stdout, stderr, ended, kill: (signal) => void child.kill(signal) };
  };
  return {
    home,
    node: (words, more) => start(["C:\\node.exe", ...words], more),
    console: (words, typed) =>
      atTerminal({
        command: [programPathOrThrow("wine"), "C:\\node.exe", ...words],
        typed,
        env: { ...env, TERM: "xterm" },
        seconds: 60,
      }),
    async tool(words) {
      const { code, stdout, stderr } = await start(words).ended;
      if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code ?? "nothing"}: ${stderr}${stdout}`);
    },
    async close() {
      spawnSync(programPathOrThrow("wineserver"), ["--kill"], { env, timeout: 10_000 });
      await Promise.allSettled(endings);
      folder.remove();
    },
  };
}

const endOf = (child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> =>
  new Promise((resolve, reject) => child.once("error", reject).once("exit", (code, signal) => resolve([code, signal])));

/** Moves the users' folders in the text of Wine's registry, which escapes what is not ASCII; what it says of a user who is logged in is made anew. */
function withUsersIn(users: string, registry: string): string {
  const escaped = users.replace(/[^\x20-\x7e]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return registry
    .replace(/^\[Volatile Environment\][^]*?\n\n/m, "")
    .replaceAll('"C:\\\\users', () => `"C:\\\\${escaped}`);
}
