import { parseArgs } from "node:util";
import { mutants, type Mutant } from "./list.js";
import { formatResult, tryMutants } from "./mutant-lanes.js";

/**
 * `npm run mutants`: whether the tests that SECURITY.md names fail when its promises are broken. Each change of the list is
 * made by itself, in a copy of the tree, and its test must fail; without any of them it must pass. `-- --only "host key"`
 * for some, by promise or file; `--part 0/3` for each third; `--lanes 4` for more at once.
 */
const { values } = parseArgs({
  options: { only: { type: "string" }, part: { type: "string" }, lanes: { type: "string", default: "2" } },
});
const [index = 0, parts = 1] = (values.part ?? "0/1").split("/").map(Number);
const isChosen = ({ promise, file }: Mutant, at: number): boolean =>
  at % parts === index && (values.only === undefined || promise.includes(values.only) || file.includes(values.only));
const chosen = mutants.filter(isChosen);

const began = performance.now();
const unproved: string[] = [];
await tryMutants(chosen, Number(values.lanes), (result) => {
  const text = formatResult(result);
  console.log(`${(result.ms / 1000).toFixed(1)} s (${(result.cleanMs / 1000).toFixed(1)} s without it) ${text}`);
  if (result.verdict !== "dead") unproved.push(text);
});
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`\n${chosen.length - unproved.length} of ${chosen.length} mutants are dead, ${seconds} s`);
for (const text of unproved) console.error(text);
process.exitCode = unproved.length === 0 ? 0 : 1;
