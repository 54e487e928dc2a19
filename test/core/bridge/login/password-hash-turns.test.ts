import { expect, it } from "vitest";
import { PasswordHashTurns } from "../../../../src/core/bridge/login/password-hash-turns.js";

it("gives each address its turn, however many tries of another one wait, and lets two run at once", async () => {
  const turns = new PasswordHashTurns();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (address: string) =>
    turns.run(address, async () => {
      begun.push(address);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const all = [...Array.from({ length: 6 }, () => work("flood")), work("scanner"), work("scanner"), work("camera")];
  await settled();
  expect(begun).toEqual(["flood", "flood"]);
  while (begun.length < 9 || ends.length > 0) {
    ends.shift()?.();
    await settled();
    expect(ends.length).toBeLessThanOrEqual(2);
  }
  await Promise.all(all);
  expect(begun.slice(2)).toEqual(["flood", "scanner", "camera", "flood", "scanner", "flood", "flood"]);
});

it("goes on behind work that fails", async () => {
  const turns = new PasswordHashTurns();
  const failing = Array.from({ length: 5 }, () => turns.run("a", () => Promise.reject(new Error("no"))));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
  expect(await turns.run("b", () => Promise.resolve(1))).toBe(1);
});
