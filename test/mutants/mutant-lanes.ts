import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Mutant } from "./list.js";
import { scratchTree, type ScratchTree } from "./scratch-tree.js";

/** One run of a test file, or of the titles in it that match, with a change to the source or without any. */
export interface LaneTask {
  readonly test: string;
  /** A regular expression; empty for all of the file. */
  readonly title: string;
  readonly change?: Pick<Mutant, "file" | "find" | "replace">;
  /** What each test may take, milliseconds. */
  readonly limitMs: number;
}

export interface LaneRun {
  /** Tests of that title, those that skip themselves among them. */
  readonly found: number;
  readonly passed: number;
  readonly failed: number;
  /** First lines of what failed. */
  readonly reasons: readonly string[];
  readonly ms: number;
}

export interface MutantResult {
  readonly mutant: Mutant;
  /** `unfit`: its test does not pass without the change, or nothing could be loaded with it; `skipped`: the test skips itself here. */
  readonly verdict: "dead" | "lives" | "unfit" | "skipped";
  readonly reasons: readonly string[];
  readonly ms: number;
  /** The test without the change. */
  readonly cleanMs: number;
}

/** `LIVES src/x.ts: "find" → "replace" breaks “promise”, and test/x.test.ts (title) does not notice` */
export function formatResult({ mutant, verdict, reasons }: MutantResult): string {
  const { promise, file, find, replace, test, title } = mutant;
  const where = title === undefined ? test : `${test} -t ${JSON.stringify(title)}`;
  const patch = `${file}: ${JSON.stringify(find)} -> ${JSON.stringify(replace)}`;
  return `${verdict.toUpperCase()} the promise “${promise}”; the change ${patch}; the test ${where}${reasons.length === 0 ? "" : `; ${reasons.join("; ")}`}`;
}

/** What a test may take where nothing is changed; a machine that is busy must not meet it. */
const CLEAN_LIMIT_MS = 120_000;
/** A test that takes so much longer than without the change hangs, which shows as well. */
const MIN_LIMIT_MS = 15_000;
const LIMIT_FACTOR = 8;
const MAX_LIMIT_MS = 60_000;
/** What a run of several tests may take, until its process is ended. */
const RUN_LIMIT_MS = 600_000;
/** A process is ended with its group, as a worker that never returns hears of nothing. */
export const HAS_GROUPS = process.platform !== "win32";

/**
 * Try each mutant in one of some processes, those of one test file behind each other, and report each as it ends. A test is run
 * without any change first. What went as it should not, a clean test red or a broken one green, gets a second chance.
 */
export async function tryMutants(
  mutants: readonly Mutant[],
  lanes: number,
  onResult: (result: MutantResult) => void,
): Promise<void> {
  const tests = [...new Set(mutants.map(({ test }) => test))];
  const groups = tests.map((test) => mutants.filter((mutant) => mutant.test === test));
  const waiting = groups.sort((one, other) => other.length - one.length);
  const work = async (): Promise<void> => {
    const lane = new Lane();
    try {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        const cleanRuns = new Map<string | undefined, LaneRun>();
        for (const mutant of group) {
          const clean = cleanRuns.get(mutant.title) ?? (await twiceUnless(isGreen, () => runClean(mutant, lane)));
          cleanRuns.set(mutant.title, clean);
          onResult(await tryMutant(mutant, clean, lane));
        }
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, waiting.length) }, work));
}

const isGreen = ({ failed }: LaneRun): boolean => failed === 0;
const isRed = ({ failed }: LaneRun): boolean => failed > 0;

async function twiceUnless(isFine: (run: LaneRun) => boolean, run: () => Promise<LaneRun>): Promise<LaneRun> {
  const first = await run();
  return isFine(first) ? first : run();
}

const runClean = (mutant: Mutant, lane: Lane): Promise<LaneRun> => lane.run(taskOf(mutant, CLEAN_LIMIT_MS));

async function tryMutant(mutant: Mutant, clean: LaneRun, lane: Lane): Promise<MutantResult> {
  const { ms: cleanMs } = clean;
  if (!isGreen(clean))
    return { mutant, verdict: "unfit", reasons: ["red without the change", ...clean.reasons], ms: 0, cleanMs };
  if (clean.found === 0) return { mutant, verdict: "unfit", reasons: ["no test has that title"], ms: 0, cleanMs };
  if (clean.passed === 0) return { mutant, verdict: "skipped", reasons: clean.reasons, ms: 0, cleanMs };
  const task = { ...taskOf(mutant, limitFor(cleanMs)), change: mutant };
  const { passed, failed, reasons, ms } = await twiceUnless(isRed, () => lane.run(task));
  if (failed > 0) return { mutant, verdict: "dead", reasons, ms, cleanMs };
  return { mutant, verdict: passed > 0 ? "lives" : "unfit", reasons, ms, cleanMs };
}

const limitFor = (cleanMs: number): number =>
  Math.max(MIN_LIMIT_MS, Math.min(LIMIT_FACTOR * cleanMs, MAX_LIMIT_MS), 2 * cleanMs);

const taskOf = ({ test, title = "" }: Mutant, limitMs: number): LaneTask => ({
  test,
  title: title.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
  limitMs,
});

/** A process that runs tests in a copy of the tree; started anew, with a new copy, where a test held it for good. */
class Lane {
  #tree: ScratchTree | undefined;
  #child: ChildProcess | undefined;

  async run(task: LaneTask): Promise<LaneRun> {
    const child = (this.#child ??= await this.#start());
    const ended = new AbortController();
    const { signal } = ended;
    try {
      child.send(task);
      const run = await Promise.race([
        once(child, "message", { signal }).then(([run]) => run as LaneRun),
        once(child, "exit", { signal }).then(() => undefined),
        delay(RUN_LIMIT_MS, undefined, { signal }),
      ]);
      if (run !== undefined) return run;
    } finally {
      ended.abort();
    }
    await this.close();
    return { found: 1, passed: 0, failed: 1, reasons: ["it held the process for good"], ms: RUN_LIMIT_MS };
  }

  async #start(): Promise<ChildProcess> {
    this.#tree = scratchTree();
    const child = fork(join(import.meta.dirname, "lane.ts"), {
      cwd: this.#tree.path,
      detached: HAS_GROUPS,
      execArgv: ["--import", import.meta.resolve("tsx")],
      env: { ...process.env, CI: "" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await once(child, "message");
    return child;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      if (HAS_GROUPS && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
      await exit;
    }
    this.#tree?.remove();
    this.#tree = undefined;
  }
}
