import { inspect } from "node:util";
import fc from "fast-check";
import type { Target } from "./targets.js";

/** Longer than any input may take. Milliseconds. */
const HANG_MS = 100;
/** What one reader may keep beside what was there before it began. Bytes. */
const MEMORY_CAP = 512 * 1024 * 1024;
/** Inputs in one property, so that memory is looked at on the way. */
const BATCH = 10_000;

export interface FuzzOutcome {
  readonly inputs: number;
  readonly seconds: number;
  /** What the slowest input takes of the processor when it is read again: a busy machine makes anything wait. Milliseconds. */
  readonly slowest: number;
  /** How that input begins. */
  readonly slowestInput: string;
}

/**
 * Feed a reader so many inputs.
 *
 * @throws with the smallest input found that makes it throw, hang or grow; the seed prints it again
 */
export async function runTarget({ name, input, read }: Target, inputs: number, seed: number): Promise<FuzzOutcome> {
  const began = performance.now();
  const atFirst = process.memoryUsage().rss;
  let [slowest, slowestInput] = [0, ""];
  const timed = async (given: unknown): Promise<number> => {
    const from = performance.now();
    const answer = read(given);
    if (answer instanceof Promise) await answer;
    return performance.now() - from;
  };
  const worked = async (given: unknown): Promise<number> => {
    const from = process.cpuUsage();
    await timed(given);
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  };
  for (let done = 0; done < inputs; done += BATCH) {
    const run = await fc.check(
      fc.asyncProperty(input, async (given) => {
        let took = await timed(given);
        for (let again = 0; took > slowest && again < 3; again++) took = Math.min(took, await worked(given));
        if (took > HANG_MS) throw new Error(`it took ${Math.round(took)} ms`);
        if (took > slowest) [slowest, slowestInput] = [took, describeInput(given).slice(0, 100)];
      }),
      { numRuns: Math.min(BATCH, inputs - done), seed: seed + done },
    );
    if (run.failed)
      throw new Error(
        `${name} failed with the seed ${run.seed}, on the path ${run.counterexamplePath ?? ""}: ${describeInput(run.counterexample?.[0]).slice(0, 2_000)}`,
        { cause: run.errorInstance },
      );
    const grown = process.memoryUsage().rss - atFirst;
    if (grown > MEMORY_CAP)
      throw new Error(`${name} kept ${Math.round(grown / 1024 / 1024)} MB after ${done + BATCH} inputs (seed ${seed})`);
  }
  return { inputs, seconds: (performance.now() - began) / 1000, slowest, slowestInput };
}

/** An input as text, whatever it is: fast-check's own way throws for some, an array with a `constructor` of its own among them. */
export function describeInput(given: unknown): string {
  for (const describe of [fc.stringify, inspect])
    try {
      return describe(given);
    } catch {
      continue;
    }
  return "an input that cannot be shown";
}
