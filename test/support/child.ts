import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { descendantsOf } from "./descendants.js";

/** How a program ended, with all that it said. */
export interface Ending {
  /** The exit code; `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions extends Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid"> {
  /** Milliseconds until the program is killed. */
  readonly timeout?: number;
  /** What the program reads; it meets an end at once by default. */
  readonly input?: string;
}

/** Run a program to its end. Never throws for an exit code. */
export function run(
  program: string,
  words: readonly string[],
  { timeout = 180_000, input = "", ...options }: RunOptions = {},
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: "pipe", timeout, killSignal: "SIGKILL" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.stdin.on("error", () => undefined); // a program need not read what it is given
    child.stdin.end(input);
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Run a program that must succeed. @returns its standard output @throws with its own words */
export async function runWell(program: string, words: readonly string[], options: RunOptions = {}): Promise<string> {
  const ending = await run(program, words, options);
  if (ending.code !== 0)
    throw new Error(
      `${program} ${words.join(" ")} ended with ${ending.code ?? ending.signal ?? "nothing"}: ${ending.stderr}${ending.stdout}`,
    );
  return ending.stdout;
}

const ours = new Set<ChildProcess>();
process.once("exit", () => ours.forEach((child) => child.kill("SIGKILL")));

/** Let a process not outlive this one, should a test run be cut short before it can close what it started. */
export function endWithUs<C extends ChildProcess>(child: C): C {
  ours.add(child);
  child.once("exit", () => ours.delete(child));
  return child;
}

/** End a process that was started here: asked first, and made to after a while. Resolves when it is gone. */
export function stopChild(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM", timeoutMs = 3_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill(signal);
  });
}

/** End a daemon that was started here, and the processes that it started for its clients. */
export async function stopDaemon(daemon: ChildProcess): Promise<void> {
  const sessions = daemon.pid === undefined ? [] : descendantsOf(daemon.pid);
  await stopChild(daemon);
  sessions.forEach(kill);
}

/** End the processes that a daemon started for its clients; the daemon goes on. */
export const dropSessions = (daemon: ChildProcess): void =>
  (daemon.pid === undefined ? [] : descendantsOf(daemon.pid)).forEach(kill);

/** Kill a process that may have ended by itself meanwhile. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself
  }
}
