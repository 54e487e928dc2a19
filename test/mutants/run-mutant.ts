import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutant } from "./list.js";

const ROOT = join(import.meta.dirname, "../..");
/** What the tests of the list read, beside `node_modules`. */
const COPIED = ["src", "test", "renderer", "scripts", "assets", "docs"];
const COPIED_FILES = [
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "eslint.config.js",
  "outgrown-words.js",
  "electron-builder.yml",
  "SECURITY.md",
];
/** A mutant whose test has not ended by then has made it hang, which shows as well. Milliseconds. */
const RUN_LIMIT_MS = 220_000;

/** A copy of the tree in which one file at a time may be spoilt; the tree itself stays as it is. */
export interface ScratchTree {
  readonly path: string;
  remove(): void;
}

export function scratchTree(): ScratchTree {
  const path = mkdtempSync(join(tmpdir(), "culvert-mutants-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(path, name), { recursive: true });
  for (const name of COPIED_FILES) cpSync(join(ROOT, name), join(path, name));
  mkdirSync(join(path, "out"));
  symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"), "junction");
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** The file's text with the mutant's change. @throws where what is to be replaced does not stand there once */
export function mutated({ file, find, replace }: Mutant, text: string): string {
  const pieces = text.split(find);
  if (pieces.length !== 2) throw new Error(`${file}: ${JSON.stringify(find)} stands there ${pieces.length - 1} times`);
  return pieces.join(replace);
}

export interface TestRun {
  readonly passed: number;
  /** Nothing where the tests hung. */
  readonly failed: number | undefined;
  /** What the run said, where no test ran. */
  readonly output: string;
}

/** Run a mutant's test with its change in the tree, and take the change back. */
export async function runMutant(mutant: Mutant, tree: ScratchTree): Promise<TestRun> {
  const file = join(tree.path, mutant.file);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, mutated(mutant, text));
  try {
    return await runTests(tree, [mutant.test], mutant.title);
  } finally {
    writeFileSync(file, text);
  }
}

/** Run some test files in a tree, each failure at once and none tried again. */
export function runTests(
  tree: ScratchTree,
  files: readonly string[],
  title?: string,
  limitMs = RUN_LIMIT_MS,
): Promise<TestRun> {
  const words = ["run", ...files, "--reporter=json", "--testTimeout=60000", "--maxWorkers=2", "--retry=0"];
  const child = spawn(
    process.execPath,
    [join(ROOT, "node_modules/vitest/vitest.mjs"), ...words, ...(title === undefined ? [] : ["-t", title])],
    {
      cwd: tree.path,
      env: { ...process.env, CI: "" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitMs,
      killSignal: "SIGKILL",
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      const counts = /"numPassedTests":(\d+),"numFailedTests":(\d+)/.exec(stdout);
      if (counts !== null) resolve({ passed: Number(counts[1]), failed: Number(counts[2]), output: stderr });
      else if (signal !== null) resolve({ passed: 0, failed: undefined, output: stderr });
      else resolve({ passed: 0, failed: 0, output: `${stdout}${stderr}`.slice(-2_000) });
    });
  });
}

/** Whether a test has noticed. */
export const isDead = ({ failed }: TestRun): boolean => failed === undefined || failed > 0;
