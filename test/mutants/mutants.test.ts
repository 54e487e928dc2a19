import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mutants, NOT_MUTATED, type Mutant } from "./list.js";
import { formatResult, tryMutants, type MutantResult } from "./mutant-lanes.js";
import { mutated } from "./scratch-tree.js";
import { PARTS, partOfCommit } from "./part-of-commit.js";

const ROOT = join(import.meta.dirname, "../..");
const promises = readFileSync(join(ROOT, "SECURITY.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"))
  .map((line) => line.slice(2));

/** As many at once beside the rest of the suite; most of them wait. */
const LANES = 2;
const LIMIT_MS = 1_800_000;

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

describe("a mutant", () => {
  const FILE = "src/shared/profile/listen-host.ts";
  const EMPTY_HOST = '["", "*", "0.0.0.0", "0"].includes(host)';
  const mutant = (find: string, replace: string, title?: string): Mutant => ({
    promise: "Everything listens on loopback",
    file: FILE,
    find,
    replace,
    test: "test/shared/profile/listen-host.test.ts",
    ...(title === undefined ? {} : { title }),
  });

  it("is told with the promise, the change and the test where that does not notice, and where it cannot", async () => {
    const results = new Map<string, MutantResult>();
    await tryMutants(
      [
        mutant(EMPTY_HOST, "false"),
        mutant(EMPTY_HOST, `(${EMPTY_HOST})`),
        mutant(EMPTY_HOST, "(", ""),
        mutant(EMPTY_HOST, "true", "a title of no test"),
      ],
      1,
      (result) => results.set(result.mutant.replace, result),
    );
    expect([...results.values()].map(({ verdict }) => verdict)).toEqual(["dead", "lives", "unfit", "unfit"]);
    const text = formatResult(results.get(`(${EMPTY_HOST})`) as MutantResult);
    expect(text).toContain("LIVES the promise “Everything listens on loopback”");
    expect(text).toContain(`${FILE}: ${JSON.stringify(EMPTY_HOST)} -> `);
    expect(text).toContain("the test test/shared/profile/listen-host.test.ts");
    expect(readFileSync(join(ROOT, FILE), "utf8")).toContain(EMPTY_HOST);
  });
});

/** The workflow tries the whole list, on Linux too: some of the tests have nothing to try elsewhere. */
describe.runIf(process.platform === "linux")("the tests that SECURITY.md names", () => {
  it(
    "fail once the promise that they hold is broken: a ninth of the list, by the commit",
    { retry: 0, timeout: LIMIT_MS },
    async () => {
      const part = partOfCommit(ROOT);
      console.log(`mutants ${part}/${PARTS} (npm run mutants -- --part ${part}/${PARTS})`);
      const results: MutantResult[] = [];
      await tryMutants(
        mutants.filter((_, index) => index % PARTS === part),
        LANES,
        (result) => results.push(result),
      );
      // a test that is red without the change too has met a busy machine: it is among the others of this run, and told here
      const isUntried = ({ verdict }: MutantResult): boolean => verdict === "skipped" || verdict === "unfit";
      for (const result of results.filter(isUntried)) console.log(formatResult(result));
      expect(results.filter(({ verdict }) => verdict === "lives").map(formatResult)).toEqual([]);
      expect(results.filter(({ verdict }) => verdict === "dead").length).toBeGreaterThan(results.length / 2);
    },
  );
});
