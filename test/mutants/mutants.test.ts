import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutants, NOT_MUTATED } from "./list.js";
import { isDead, mutated, runMutant, runTests, scratchTree, type ScratchTree } from "./run-mutant.js";

const ROOT = join(import.meta.dirname, "../..");
const promises = readFileSync(join(ROOT, "SECURITY.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"))
  .map((line) => line.slice(2));

/** Every third of the list: the whole of it takes minutes (`npm run mutants`). */
const SHORT = mutants.filter((_, index) => index % 3 === 0);

/** Many files at once, beside the rest of the suite. */
const CLEAN_LIMIT_MS = 600_000;

describe("the list of mutants", () => {
  it("breaks each promise of SECURITY.md, or says why not, and names no other", () => {
    const named = [...mutants.map(({ promise }) => promise), ...Object.keys(NOT_MUTATED)];
    expect(promises.filter((row) => !named.some((name) => row.startsWith(name)))).toEqual([]);
    expect(named.filter((name) => promises.filter((row) => row.startsWith(name)).length !== 1)).toEqual([]);
    expect(mutants.length).toBeGreaterThanOrEqual(60);
  });

  it("has changes that can still be made, and tests that are there", () => {
    for (const mutant of mutants) {
      const text = readFileSync(join(ROOT, mutant.file), "utf8");
      expect(mutated(mutant, text)).not.toBe(text);
      expect(existsSync(join(ROOT, mutant.test)), mutant.test).toBe(true);
    }
  });
});

/** It takes the processor for three minutes, so `npm test` leaves it to `CULVERT_MUTANTS=1` and to the workflow. */
describe.runIf(process.env["CULVERT_MUTANTS"] === "1")("a test that holds a promise", () => {
  let tree: ScratchTree;
  beforeAll(() => {
    tree = scratchTree();
  });
  afterAll(() => tree.remove());

  it(
    "passes while nothing is changed",
    async () => {
      const run = await runTests(tree, [...new Set(SHORT.map(({ test }) => test))], undefined, CLEAN_LIMIT_MS);
      expect([run.failed, run.passed > SHORT.length], run.output).toEqual([0, true]);
    },
    CLEAN_LIMIT_MS + 20_000,
  );

  it.each(SHORT)("fails once its promise is broken: $promise, $file, $find", async (mutant) => {
    const run = await runMutant(mutant, tree);
    expect(isDead(run), run.output).toBe(true);
  });
});
