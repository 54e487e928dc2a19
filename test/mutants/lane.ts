import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createVitest, type TestRunResult } from "vitest/node";
import { HAS_GROUPS, type LaneRun, type LaneTask } from "./mutant-lanes.js";
import { mutated, removeScratchTree } from "./scratch-tree.js";

/**
 * A process of its own whose working directory is a copy of the tree: one vitest for many mutants, so that what does not
 * change is transformed once. Each run has a fresh worker, since nothing that a mutant has spoilt may outlive it. The change
 * is written to the copy, where the programs that a test starts read it too.
 */
const ROOT = process.cwd();
const vitest = await createVitest("test", {
  root: ROOT,
  config: false,
  watch: false,
  reporters: [{}],
  bail: 1,
  maxWorkers: 1,
  expect: { poll: { timeout: 60_000 } },
  include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
});
await vitest.standalone();
process.on("message", (task: LaneTask) => void runTask(task).then((run) => process.send?.(run)));
process.once("disconnect", () => {
  removeScratchTree(ROOT); // who made the copy was ended, and removes it no more
  if (HAS_GROUPS) process.kill(-process.pid, "SIGKILL");
  process.exit();
});
process.send?.("ready");

async function runTask({ test, title, change, limitMs }: LaneTask): Promise<LaneRun> {
  const began = performance.now();
  const file = join(ROOT, change?.file ?? test);
  const text = readFileSync(file, "utf8");
  try {
    if (change !== undefined) write(file, mutated(change, text));
    const project = vitest.getRootProject();
    Object.assign(project.config, { testTimeout: limitMs, hookTimeout: limitMs });
    const pattern = new RegExp(title);
    vitest.state.filesMap.clear(); // else a run ends with what the runs before it have found
    return await vitest
      .runTestSpecifications([project.createSpecification(join(ROOT, test), { testNamePattern: pattern })])
      .then((result) => ({ ...counted(result, pattern), ms: Math.round(performance.now() - began) }));
  } finally {
    if (change !== undefined) write(file, text);
  }
}

function write(file: string, text: string): void {
  writeFileSync(file, text);
  vitest.invalidateFile(file);
}

/** What failed, once a test was there to fail: a change with which nothing can be loaded has broken no promise. */
function counted({ testModules, unhandledErrors }: TestRunResult, pattern: RegExp): Omit<LaneRun, "ms"> {
  let [found, passed, ran] = [0, 0, 0];
  const reasons = unhandledErrors.map(firstLine);
  for (const module of testModules) {
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result();
      if (pattern.test(test.fullName.replaceAll(" > ", " "))) found++;
      if (state === "passed") passed++;
      if (state !== "skipped") ran++;
      reasons.push(...(errors ?? []).map(firstLine));
    }
    for (const suite of module.children.allSuites()) reasons.push(...suite.errors().map(firstLine));
    reasons.push(...module.errors().map(firstLine));
  }
  return { found, passed, failed: ran === 0 ? 0 : reasons.length, reasons: reasons.slice(0, 3) };
}

function firstLine(error: unknown): string {
  return (
    (error instanceof Object && "message" in error ? String(error.message) : String(error)).split("\n", 1)[0] ?? ""
  );
}
