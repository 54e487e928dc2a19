import { describe, expect, it } from "vitest";
import { BRIDGE_PASSWORD_KEY, bridgePassword, LoginThrottle } from "../../../src/core/bridge/login-throttle.js";
import { ManualClock, MemoryVault } from "../../support/fixtures/test-environment.js";

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

describe("the login desk", () => {
  const login = { username: "olive", password: "spinach" };

  it.each([
    { username: "olive", password: "spinach", lets: true },
    { username: "Olive", password: "spinach", lets: false },
    { username: "olive", password: "spinac", lets: false },
    { username: "", password: "", lets: false },
    { username: "olive", password: "spinach ", lets: false },
  ])("on $username and $password says $lets", ({ username, password, lets }) => {
    expect(new LoginThrottle(login, new ManualClock()).authenticate(username, password)).toBe(lets);
  });

  it("looks at no password after five wrong ones, until a minute has passed", () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(login, clock);
    for (let tries = 0; tries < 5; tries++) {
      expect(throttle.isLocked).toBe(false);
      throttle.authenticate("olive", "wrong");
      clock.advance(1_000);
    }
    expect(throttle.isLocked).toBe(true);
    expect(throttle.authenticate("olive", "spinach")).toBe(false);
    clock.advance(55_001); // the first is a minute old
    expect(throttle.authenticate("olive", "spinach")).toBe(true);
    throttle.authenticate("olive", "wrong");
    expect(throttle.isLocked).toBe(true);
  });

  it("lets whoever comes in where the profile says so", () => {
    expect(new LoginThrottle("any", new ManualClock()).authenticate("whoever", "")).toBe(true);
  });
});
