import { describe, expect, it } from "vitest";
import { hasNetworkChanged, watchNetwork } from "../../../src/core/system/network-watch.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

describe("a look at the network", () => {
  const before = { at: 0, addresses: ["192.0.2.7"] };
  it.each([
    ["nothing has changed", { at: 3_000, addresses: ["192.0.2.7"] }, false],
    ["a network has gone", { at: 3_000, addresses: [] }, false],
    ["the computer is busy", { at: 9_000, addresses: ["192.0.2.7"] }, false],
    ["an address has come", { at: 3_000, addresses: ["192.0.2.7", "192.0.2.8"] }, true],
    ["another network has come", { at: 3_000, addresses: ["198.51.100.3"] }, true],
    ["much time has passed at once, as in a sleep", { at: 60_000, addresses: ["192.0.2.7"] }, true],
    ["the clock was set back", { at: -60_000, addresses: ["192.0.2.7"] }, false],
  ])("that finds that %s", (_, after, reason) => {
    expect(hasNetworkChanged(before, after)).toBe(reason);
  });
});

it("watching the network goes on where the system does not tell the addresses for a while", () => {
  const clock = new ManualClock();
  let addresses: string[] | undefined = ["192.0.2.7"];
  let notified = 0;
  const stop = watchNetwork(
    clock,
    () => notified++,
    () => {
      if (addresses === undefined) throw new Error("too many files are open");
      return addresses;
    },
  );
  addresses = undefined;
  clock.advance(3_000);
  addresses = ["192.0.2.7"];
  clock.advance(3_000);
  expect(notified).toBe(0);
  addresses = ["198.51.100.3"];
  clock.advance(3_000);
  expect(notified).toBe(1);
  stop();
});

it("watching the network takes a clock that is set for no sleep, in either direction, and still tells of one", () => {
  const clock = new ManualClock();
  let notified = 0;
  const stop = watchNetwork(
    clock,
    () => notified++,
    () => [],
  );
  for (const hours of [2, -5]) {
    clock.set(clock.now() + hours * 3_600_000);
    clock.advance(3_000);
  }
  expect(notified).toBe(0);
  let slept = 0;
  const sleeper = Object.assign(clock, { uptime: () => clock.elapsed() + slept }); // `elapsed` stands still in a sleep
  clock.advance(3_000);
  slept = 3_600_000;
  sleeper.advance(3_000);
  expect(notified).toBe(1);
  stop();
});

it("watching the network tells of each change once, until it ends", () => {
  const clock = new ManualClock();
  let addresses: string[] = [];
  let notified = 0;
  const stop = watchNetwork(
    clock,
    () => notified++,
    () => addresses,
  );
  clock.advance(3_000);
  expect(notified).toBe(0);
  addresses = ["192.0.2.7"];
  clock.advance(3_000);
  clock.advance(3_000);
  expect(notified).toBe(1);
  clock.advance(3_600_000);
  expect(notified).toBe(2);
  stop();
  expect(clock.pending).toBe(0);
});
