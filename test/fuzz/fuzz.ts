import { parseArgs } from "node:util";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import { runTarget } from "./run-target.js";
import { targets } from "./targets.js";

/**
 * `npm run fuzz`: a million nearly valid inputs for every reader that strangers' bytes reach; none may crash it, hold it
 * for 100 ms or make it keep memory. `-- --inputs 20000`, `--only PPK`, `--seed 7` to see a finding again.
 */
const { values } = parseArgs({
  options: { inputs: { type: "string" }, only: { type: "string" }, seed: { type: "string" } },
});
const inputs = Number(values.inputs ?? 1_000_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);

console.log(`${inputs} inputs for each reader, seed ${seed}\n`);
const rows = [["reader", "inputs", "seconds", "slowest, ms"]];
for (const target of targets.filter(({ name }) => values.only === undefined || name === values.only)) {
  try {
    const outcome = await runTarget(target, inputs, seed);
    rows.push([target.name, String(outcome.inputs), outcome.seconds.toFixed(0), outcome.slowest.toFixed(1)]);
    process.stderr.write(`${target.name}: ${outcome.seconds.toFixed(0)} s, slowest on ${outcome.slowestInput}\n`);
  } catch (found) {
    // the other readers are tried all the same
    rows.push([target.name, "failed", "", ""]);
    process.exitCode = 1;
    console.error(found);
  }
}
for (const line of formatColumns(rows)) console.log(line);
