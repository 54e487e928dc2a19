import { describe, expect, it } from "vitest";
import {
  BRIDGE_PASSWORD_KEY,
  bridgePassword,
  LoginThrottle,
  type LoginOutcome,
} from "../../../../src/core/bridge/login/login-throttle.js";
import { BridgeUsers } from "../../../../src/core/bridge/login/bridge-users.js";
import { cheapHash } from "../../../support/fixtures/cheap-hash.js";
import { ManualClock, MemoryVault } from "../../../support/fixtures/test-environment.js";
import { waitFor } from "../../../support/wait-for.js";

describe("a bridge's password", () => {
  it("is made once for a profile, long enough, and kept", async () => {
    const vault = new MemoryVault();
    const made = await bridgePassword("popeye", vault);
    expect(made).toMatch(/^[\w-]{20}$/);
    expect(await bridgePassword("popeye", vault)).toBe(made);
    expect(await bridgePassword("brutus", vault)).not.toBe(made);
  });

  it("is made anew each time where nothing may be kept", async () => {
    const vault = new MemoryVault();
    vault.canStore = () => Promise.resolve(false);
    expect(await bridgePassword("popeye", vault)).not.toBe(await bridgePassword("popeye", vault));
    expect(vault.kept.size).toBe(0);
  });

  it("is the user's own where it was set", async () => {
    const vault = new MemoryVault();
    await vault.set("popeye", BRIDGE_PASSWORD_KEY, "spinach");
    expect(await bridgePassword("popeye", vault)).toBe("spinach");
  });
});

describe("a bridge's login", () => {
  const login = { username: "olive", password: "spinach" };

  /** Tries from one address; what has come of the one that is under way. */
  function tryFrom(throttle: LoginThrottle, address: string, password: string) {
    const answer: { outcome?: LoginOutcome } = {};
    void throttle.authenticate(address, "olive", password).then((outcome) => (answer.outcome = outcome));
    return answer;
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** So many wrong tries, one after the other, each as long as it takes. */
  async function fail(throttle: LoginThrottle, clock: ManualClock, address: string, times: number): Promise<void> {
    for (let tries = 0; tries < times; tries++) {
      const answer = tryFrom(throttle, address, "wrong");
      await settled();
      for (let seconds = 0; seconds < 20 && answer.outcome === undefined; seconds++) {
        clock.advance(1_000);
        await settled();
      }
      expect(answer.outcome).toBe("wrong");
    }
  }

  it.each([
    { username: "olive", password: "spinach", lets: "let-in" },
    { username: "Olive", password: "spinach", lets: "wrong" },
    { username: "olive", password: "spinac", lets: "wrong" },
    { username: "", password: "", lets: "wrong" },
    { username: "olive", password: "spinach ", lets: "wrong" },
  ])("on $username and $password says $lets", async ({ username, password, lets }) => {
    expect(await new LoginThrottle(login, new ManualClock()).authenticate("127.0.0.1", username, password)).toBe(lets);
  });

  it("makes an address wait longer with each wrong password after the fifth, and lets its owner in behind the wait", async () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    await fail(throttle, clock, "127.0.0.1", 5);
    expect(clock.elapsed()).toBe(0);
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const before = clock.elapsed();
      await fail(throttle, clock, "127.0.0.1", 1);
      waits.push(clock.elapsed() - before);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    const owner = tryFrom(throttle, "127.0.0.1", "spinach");
    await settled();
    expect(owner.outcome).toBeUndefined();
    clock.advance(15_000);
    await settled();
    expect(owner.outcome).toBe("let-in");
  });

  it("lets no other address wait for that, and forgets it within a minute", async () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    await fail(throttle, clock, "127.0.0.1", 9);
    const at = clock.elapsed();
    expect(await throttle.authenticate("127.0.0.2", "olive", "spinach")).toBe("let-in");
    clock.advance(60_000);
    await fail(throttle, clock, "127.0.0.1", 5);
    expect(clock.elapsed() - at).toBe(60_000);
  });

  it.each([-3_600_000, 3_600_000])("waits as long where the computer's clock is set by %i ms", async (set) => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    await fail(throttle, clock, "127.0.0.1", 6);
    clock.set(clock.now() + set);
    const owner = tryFrom(throttle, "127.0.0.1", "spinach");
    await settled();
    expect(owner.outcome).toBeUndefined();
    clock.advance(2_000);
    await settled();
    expect(owner.outcome).toBe("let-in");
    clock.advance(60_000);
    expect(await throttle.authenticate("127.0.0.1", "olive", "spinach")).toBe("let-in");
  });

  it("looks at few passwords at a time, and makes all wait where many addresses try", async () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    await fail(throttle, clock, "127.0.0.1", 5);
    const waiting = Array.from({ length: 12 }, () => tryFrom(throttle, "127.0.0.1", "spinach"));
    await settled();
    expect(waiting.map(({ outcome }) => outcome).filter((outcome) => outcome === "busy")).toHaveLength(2);
    clock.advance(60_000);
    await settled();
    for (let address = 0; address < 60; address++) await fail(throttle, clock, `127.0.1.${address}`, 1);
    const next = tryFrom(throttle, "127.0.9.9", "wrong");
    await settled();
    expect(next.outcome).toBeUndefined();
    clock.advance(1_000);
    await settled();
    expect(next.outcome).toBe("wrong");
  });

  it("looks at no more wrong passwords where all come at the same moment", async () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    const tries = Array.from({ length: 100 }, () => tryFrom(throttle, "127.0.0.1", "wrong"));
    await settled();
    const outcomes = tries.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "wrong").length).toBeLessThanOrEqual(6);
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(10);
  });

  it("lets a device in that has logged in from its address before, whatever others try with its name", async () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(
      new BridgeUsers([{ name: "olive", password: cheapHash("spinach"), folder: "." }]),
      clock,
    );
    expect(await throttle.authenticate("192.0.2.7", "olive", "spinach")).toBe("let-in");
    for (let address = 0; address < 12; address++) {
      const wrong = throttle.authenticate(`192.0.3.${address}`, "olive", "wrong");
      let isOver = false;
      void wrong.then(() => (isOver = true));
      await waitFor("an answer", () => {
        clock.advance(1_000);
        return isOver || undefined;
      });
    }
    const another = tryFrom(throttle, "192.0.2.8", "spinach");
    const own = tryFrom(throttle, "192.0.2.7", "spinach");
    await waitFor("the device's login", () => own.outcome);
    expect([own.outcome, another.outcome]).toEqual(["let-in", undefined]);
    clock.advance(15_000);
    await waitFor("the other's", () => another.outcome);
  });

  it("lets whoever comes in where the profile says so", async () => {
    expect(await new LoginThrottle("any", new ManualClock()).authenticate("127.0.0.1", "whoever", "")).toBe("let-in");
  });
});
