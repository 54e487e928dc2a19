import { describe, expect, it } from "vitest";
import type { AuthAttempt, Failure } from "../../../src/shared/status/failure.js";
import { Refusals, retryDelay } from "../../../src/core/tunnel/refusals.js";

describe("retryDelay", () => {
  it("doubles from a second to a minute and stays there", () => {
    expect([1, 2, 3, 6, 7, 100, 5_000].map((attempt) => retryDelay(attempt, 0))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it("takes off up to a quarter by chance", () => {
    expect([0.5, 1].map((chance) => retryDelay(1, chance))).toEqual([875, 750]);
  });
});

const gateway = { host: "popeye", port: 22 };
const refusedBy = (...tried: AuthAttempt[]): Failure => ({
  ...gateway,
  code: "ssh.login-refused",
  username: "olive",
  tried,
  offered: ["publickey", "password"],
});
const BY_KEY = refusedBy({ method: "key", outcome: "refused" }, { method: "password", outcome: "not-answered" });
const BY_PASSWORD = refusedBy({ method: "key", outcome: "refused" }, { method: "password", outcome: "refused" });
const BY_CODE = refusedBy({ method: "keyboard-interactive", outcome: "refused" });
const PENALTY: Failure = { ...gateway, code: "ssh.busy", cause: "penalised", said: "" };
const BUSY: Failure = { ...gateway, code: "ssh.busy", cause: "too-many-connections", said: "" };

describe("Refusals", () => {
  const delaysAfter = (...causes: Failure[]) => {
    const refusals = new Refusals();
    return causes.map((cause, index) => refusals.delayAfter(cause, index + 1, 0));
  };

  it("let a key be tried again three times over ten minutes, and no more", () => {
    const delays = delaysAfter(BY_KEY, BY_KEY, BY_KEY, BY_KEY, BY_KEY);
    expect(delays.slice(3)).toEqual([undefined, undefined]);
    expect(delays.slice(0, 3).reduce<number>((sum, delay) => sum + (delay ?? 0), 0)).toBe(600_000);
    expect(delays.slice(0, 3).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(delays.slice(0, 3));
  });

  it.each([
    { what: "a password", cause: BY_PASSWORD },
    { what: "a code", cause: BY_CODE },
    { what: "a proxy's password", cause: { ...gateway, code: "proxy.login-refused", username: "olive" } as const },
  ])("let $what be tried again once", ({ cause }) => {
    expect(delaysAfter(cause, cause)).toEqual([10_000, undefined]);
  });

  it("wait out a penalty, doubling to five minutes, and a full server as a link that is down", () => {
    expect(delaysAfter(...Array.from({ length: 6 }, () => PENALTY))).toEqual([
      27_000, 54_000, 108_000, 216_000, 300_000, 300_000,
    ]);
    expect(new Refusals().delayAfter(PENALTY, 1, 1)).toBeGreaterThanOrEqual(20_000);
    expect(delaysAfter(BUSY, BUSY, BUSY)).toEqual([1_000, 2_000, 4_000]);
  });

  it("let a gateway that lets the user in and hangs up be asked less and less often, though the link is up each time", () => {
    const refusals = new Refusals();
    const lose = (atOnce: boolean) => {
      refusals.reset();
      return refusals.delayAfter(
        { ...gateway, code: "ssh.lost", cause: "closed", ...(atOnce ? { atOnce } : {}) },
        1,
        0,
      );
    };
    expect([true, true, true, false, true].map(lose)).toEqual([1_000, 2_000, 4_000, 1_000, 1_000]);
  });

  it("are forgotten once the link is up", () => {
    const refusals = new Refusals();
    refusals.delayAfter(BY_PASSWORD, 1, 0);
    expect(refusals.hasRefusedLogin).toBe(true);
    refusals.reset();
    expect(refusals.hasRefusedLogin).toBe(false);
    expect(refusals.delayAfter(BY_PASSWORD, 1, 0)).toBe(10_000);
  });
});
