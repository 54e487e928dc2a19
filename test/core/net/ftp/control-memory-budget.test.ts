import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ControlMemoryBudget, type ControlMemoryShare } from "../../../../src/core/net/ftp/control-memory-budget.js";

const KIB = 1024;

function admitted(memory: ControlMemoryBudget): ControlMemoryShare {
  const share = memory.admit();
  if (share === undefined) throw new Error("there is no room");
  return share;
}

describe("what control connections hold together", () => {
  it("is given back when they end, however often that is said", () => {
    const memory = new ControlMemoryBudget(200 * KIB);
    const [one, other] = [admitted(memory), admitted(memory)];
    one.set(50 * KIB);
    one.leave();
    one.leave();
    one.set(9 * KIB); // what comes late counts no more
    expect(memory.bytes).toBe(32 * KIB);
    other.leave();
    expect(memory.bytes).toBe(0);
  });

  it("costs the one its connection that holds most, as often as it takes", () => {
    const memory = new ControlMemoryBudget(400 * KIB);
    const shares = Array.from({ length: 4 }, () => admitted(memory));
    const broken: number[] = [];
    shares.forEach((share, index) => {
      share.onExcess = () => broken.push(index);
    });
    shares[1]?.set(100 * KIB);
    shares[2]?.set(120 * KIB);
    expect(broken).toEqual([]);
    shares[3]?.set(90 * KIB);
    expect(broken).toEqual([2]);
  });

  it("is never more than it may be, whatever they do, and takes nobody's connection while there is room", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ index: fc.nat(9), bytes: fc.nat(300 * KIB), leaves: fc.boolean() }), { maxLength: 60 }),
        (steps) => {
          const memory = new ControlMemoryBudget(600 * KIB);
          const held = new Map<number, { share: ControlMemoryShare; bytes: number }>();
          for (const { index, bytes, leaves } of steps) {
            const before = memory.bytes;
            const one = held.get(index) ?? { share: memory.admit(), bytes: 0 };
            const { share } = one;
            if (share === undefined) continue;
            let broken = 0;
            for (const [other, { share: theirs }] of [...held, [index, { share }] as const])
              theirs.onExcess = () => {
                broken++;
                held.delete(other);
              };
            held.set(index, { share, bytes });
            if (leaves) {
              share.leave();
              held.delete(index);
            } else share.set(bytes);
            expect(memory.bytes).toBeLessThanOrEqual(600 * KIB);
            if (before + 32 * KIB + bytes <= 600 * KIB) expect(broken).toBe(0);
          }
          for (const { share } of held.values()) share.leave();
          expect(memory.bytes).toBe(0);
        },
      ),
    );
  });
});
