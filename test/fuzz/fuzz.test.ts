import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearly } from "./mutations.js";
import { runTarget } from "./run-target.js";
import { targets } from "./targets.js";

const INPUTS = 3_000;

/** `npm run fuzz`, short, and with a seed of its own each time: a failure names the seed and the input. */
describe("no input makes a reader throw, hang or keep memory", () => {
  it.each(targets.map((target) => ({ ...target })))("$name", async (target) => {
    expect((await runTarget(target, INPUTS, Date.now() % 1_000_000_000)).inputs).toBe(INPUTS);
  });
});

describe("the fuzzing itself", () => {
  const reader = (read: (text: unknown) => void) => ({
    name: "a broken reader",
    input: nearly(["220 popeye\r\n"]),
    read,
  });
  const causedBy = (says: RegExp) => ({
    cause: expect.objectContaining({ message: expect.stringMatching(says) as string }) as Error,
  });

  it("notices a reader that throws", async () => {
    const boom = reader((text) => {
      if (String(text).includes("\0")) throw new Error("boom");
    });
    await expect(runTarget(boom, INPUTS, 1)).rejects.toMatchObject(causedBy(/^boom/));
  });

  it("goes on where fast-check cannot show an input, and names the seed of one that fails", async () => {
    const odd = (): unknown => Object.assign(["x"], { constructor: { [Symbol.species]: 1 } });
    expect(() => fc.stringify(odd())).toThrow(TypeError);
    const input = fc.constant(0).map(odd);
    const fine = await runTarget({ name: "a reader", input, read: () => undefined }, 50, 1);
    expect(fine.slowestInput).toContain("x");
    const boom = {
      name: "a broken reader",
      input,
      read: () => {
        throw new Error("boom");
      },
    };
    await expect(runTarget(boom, 50, 7)).rejects.toMatchObject({
      message: expect.stringMatching(/^a broken reader failed with the seed 7,/) as string,
      ...causedBy(/^boom/),
    });
  });

  it("notices a reader that hangs", async () => {
    const worked = (): number => process.cpuUsage().user + process.cpuUsage().system; // of the processor, whoever else has it meanwhile
    const hang = reader(() => {
      for (const until = worked() + 150_000; worked() < until;);
    });
    await expect(runTarget(hang, 1, 1)).rejects.toMatchObject(causedBy(/^it took/));
  });
});
