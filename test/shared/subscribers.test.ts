import { describe, expect, it } from "vitest";
import { Subscribers } from "../../src/shared/subscribers.js";

describe("those who listen", () => {
  it("are called in their order with what there is to tell, until they end it", () => {
    const listeners = new Subscribers<[number, string]>();
    const calls: string[] = [];
    const end = listeners.add((count, name) => calls.push(`first ${count} ${name}`));
    listeners.add((count) => calls.push(`second ${count}`));
    listeners.notify(1, "a");
    end();
    end();
    listeners.notify(2, "b");
    expect(calls).toEqual(["first 1 a", "second 1", "second 2"]);
  });

  it("may come and go while the others are called", () => {
    const listeners = new Subscribers();
    const calls: string[] = [];
    const ends = [
      listeners.add(() => {
        calls.push("first");
        ends[1]?.();
        listeners.add(() => calls.push("late"));
      }),
      listeners.add(() => calls.push("second")),
    ];
    listeners.notify();
    expect(calls).toEqual(["first"]);
  });
});
