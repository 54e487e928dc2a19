import { parseArgs } from "node:util";
import { mutants, type Mutant } from "./list.js";
import { isDead, runMutant, runTests, scratchTree } from "./run-mutant.js";

/**
 * `npm run mutants`: whether the tests that SECURITY.md names fail when its promises are broken. Each change of the list is
 * made by itself, in a copy of the tree, and its test must fail; without any of them all must pass. `-- --only "host key"`
 * for some, by promise or file; `--part 0/3` for each third.
 */
const { values } = parseArgs({ options: { only: { type: "string" }, part: { type: "string" } } });
const [index = 0, parts = 1] = (values.part ?? "0/1").split("/").map(Number);
const isChosen = ({ promise, file }: Mutant, at: number): boolean =>
  at % parts === index && (values.only === undefined || promise.includes(values.only) || file.includes(values.only));
const chosen = mutants.filter(isChosen);

const LANES = 2;
const trees = Array.from({ length: LANES }, () => scratchTree());
const survivors: string[] = [];
const began = performance.now();
try {
  const [tree] = trees;
  if (tree === undefined) throw new Error("no tree");
  const clean = await runTests(tree, [...new Set(chosen.map(({ test }) => test))], undefined, 600_000);
  if (clean.passed === 0 || clean.failed !== 0)
    throw new Error(`without any change ${clean.failed ?? "all"} tests fail: ${clean.output}`);
  const waiting = [...chosen];
  await Promise.all(
    trees.map(async (lane) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const run = await runMutant(next, lane);
        const name = `${next.file}: ${JSON.stringify(next.find)} (${next.test}${next.title === undefined ? "" : `, ${next.title}`})`;
        console.log(`${isDead(run) ? "dead " : "LIVES"} ${name}`);
        if (!isDead(run)) survivors.push(`${name} ${run.output.slice(0, 500)}`);
      }
    }),
  );
} finally {
  for (const tree of trees) tree.remove();
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mutants are dead, ${seconds} s`);
for (const survivor of survivors) console.error(`LIVES ${survivor}`);
process.exitCode = survivors.length === 0 ? 0 : 1;
