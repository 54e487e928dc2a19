import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Failure } from "../../../src/shared/status/failure.js";
import {
  advance,
  mostSevere,
  canClose,
  canOpen,
  nextAttempt,
  countActiveTransfers,
  type ForwardStatus,
  type TunnelEvent,
  type TunnelState,
} from "../../../src/shared/status/tunnel-state.js";

const lostLink: Failure = { code: "ssh.lost", host: "gate", port: 22, cause: "silent" };
const badLogin: Failure = {
  code: "ssh.login-refused",
  host: "gate",
  port: 22,
  username: "olive",
  tried: [],
  offered: [],
};

const STATES = {
  closed: { kind: "closed" },
  opening: { kind: "opening", step: "checking-host-key", attempt: 3 },
  open: { kind: "open", since: 1_000 },
  waiting: { kind: "waiting", attempt: 3, retryAt: 5_000, cause: lostLink },
  closing: { kind: "closing" },
  failed: { kind: "failed", cause: badLogin },
} as const satisfies Record<TunnelState["kind"], TunnelState>;

const EVENTS = {
  "asked to open": { kind: "asked-to-open" },
  "a step reached": { kind: "reached", step: "listening" },
  opened: { kind: "opened", at: 2_000 },
  "a loss that may pass": { kind: "lost", cause: lostLink, retryAt: 9_000 },
  "a loss that only the user can mend": { kind: "lost", cause: badLogin },
  "asked to close": { kind: "asked-to-close" },
  "transfers to wait for": { kind: "waits", waitsFor: { transfers: 2, until: 12_000 } },
  closed: { kind: "closed" },
} as const satisfies Record<string, TunnelEvent>;

/** What follows where something does; every pair that is not here leaves the state alone. */
const FOLLOWS: Record<keyof typeof STATES, Partial<Record<keyof typeof EVENTS, TunnelState>>> = {
  closed: {
    "asked to open": { kind: "opening", step: "dialling", attempt: 1 },
  },
  opening: {
    "a step reached": { kind: "opening", step: "listening", attempt: 3 },
    opened: { kind: "open", since: 2_000 },
    "a loss that may pass": { kind: "waiting", attempt: 4, retryAt: 9_000, cause: lostLink },
    "a loss that only the user can mend": { kind: "failed", cause: badLogin },
    "asked to close": { kind: "closing" },
  },
  open: {
    "a loss that may pass": { kind: "waiting", attempt: 1, retryAt: 9_000, cause: lostLink },
    "a loss that only the user can mend": { kind: "failed", cause: badLogin },
    "asked to close": { kind: "closing" },
  },
  waiting: {
    "asked to open": { kind: "opening", step: "dialling", attempt: 3 },
    "asked to close": { kind: "closing" },
  },
  closing: {
    "transfers to wait for": { kind: "closing", waitsFor: { transfers: 2, until: 12_000 } },
    closed: { kind: "closed" },
  },
  failed: {
    "asked to open": { kind: "opening", step: "dialling", attempt: 1 },
    "asked to close": { kind: "closed" },
  },
};

const pairs = Object.entries(STATES).flatMap(([name, state]) =>
  Object.entries(EVENTS).map(([what, event]) => {
    const next = FOLLOWS[name as keyof typeof STATES][what as keyof typeof EVENTS];
    return { name, state, what, event, next, becomes: next === undefined ? "stays as it is" : `becomes ${next.kind}` };
  }),
);

describe("advance", () => {
  it.each(pairs)("$name, on $what, $becomes", ({ state, event, next }) => {
    if (next === undefined) expect(advance(state, event)).toBe(state);
    else expect(advance(state, event)).toEqual(next);
  });

  it("counts the attempts of one row, and begins anew once the tunnel was open", () => {
    const again: TunnelEvent = { kind: "lost", cause: lostLink, retryAt: 1 };
    let state: TunnelState = { kind: "closed" };
    for (const attempt of [1, 2, 3]) {
      state = advance(state, { kind: "asked-to-open" });
      expect(state).toMatchObject({ kind: "opening", attempt });
      state = advance(state, again);
    }
    expect(nextAttempt(state)).toBe(4);
    state = [
      { kind: "asked-to-open" } as const,
      { kind: "opened", at: 1 } as const,
      again,
      { kind: "asked-to-open" } as const,
    ].reduce<TunnelState>(advance, state);
    expect(state).toMatchObject({ kind: "opening", attempt: 1 });
  });

  const event: fc.Arbitrary<TunnelEvent> = fc.oneof(
    fc.constantFrom<TunnelEvent>(
      { kind: "asked-to-open" },
      { kind: "asked-to-close" },
      { kind: "closed" },
      { kind: "lost", cause: badLogin },
    ),
    fc.record({ kind: fc.constant("opened" as const), at: fc.nat() }),
    fc.record({ kind: fc.constant("lost" as const), cause: fc.constant(lostLink), retryAt: fc.nat() }),
    fc.record({
      kind: fc.constant("reached" as const),
      step: fc.constantFrom(
        "dialling" as const,
        "checking-host-key" as const,
        "authenticating" as const,
        "listening" as const,
      ),
    }),
  );
  /** Where each state may come from, itself aside. */
  const BEFORE: Record<TunnelState["kind"], readonly TunnelState["kind"][]> = {
    closed: ["closing", "failed"],
    opening: ["closed", "waiting", "failed"],
    open: ["opening"],
    waiting: ["opening", "open"],
    closing: ["opening", "open", "waiting"],
    failed: ["opening", "open"],
  };

  it("keeps to the roads between the states, whatever befalls, and never changes one in place", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state: TunnelState = Object.freeze({ kind: "closed" as const });
        for (const each of events) {
          const next = advance(state, each);
          if (next.kind !== state.kind) expect(BEFORE[next.kind]).toContain(state.kind);
          if (next.kind === "opening" || next.kind === "waiting") expect(next.attempt).toBeGreaterThanOrEqual(1);
          if (next.kind === "opening" && state.kind !== "opening")
            expect([canOpen(state), next.step]).toEqual([true, "dialling"]);
          if (next.kind === "closing" && state.kind !== "closing") expect(canClose(state)).toBe(true);
          state = Object.freeze(next);
        }
      }),
    );
  });

  it("can always be brought to rest, and opened from there", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const rest = [...events, { kind: "asked-to-close" } as const, { kind: "closed" } as const].reduce<TunnelState>(
          advance,
          { kind: "closed" },
        );
        expect(rest).toEqual({ kind: "closed" });
        expect(advance(rest, { kind: "asked-to-open" }).kind).toBe("opening");
      }),
    );
  });
});

describe("a tunnel that closes and waits for transfers", () => {
  const waiting: TunnelState = { kind: "closing", waitsFor: { transfers: 2, until: 12_000 } };

  it("may be closed once more, and then waits no longer", () => {
    expect(canClose(waiting)).toBe(true);
    expect(advance(waiting, { kind: "asked-to-close" })).toEqual({ kind: "closing" });
    expect(canOpen(waiting)).toBe(false);
  });

  const row = (group: ForwardStatus["group"], more: Partial<ForwardStatus> = {}): ForwardStatus => ({
    name: group,
    group,
    listen: "127.0.0.1:1",
    target: "popeye:1",
    state: { kind: "listening" },
    connections: { open: 3, total: 9 },
    bytes: { up: 0, down: 0 },
    speed: { up: 0, down: 0 },
    ...more,
  });
  const transfer = { verb: "RETR", path: "a", bytes: 1, speed: 0, since: 1 };

  it.each([
    ["those that a relay or a bridge reads", [row("control", { transfers: [transfer, transfer] })], 2],
    [
      "the connections of passive ports, and not of the control port",
      [row("control"), row("passive"), row("passive", { connections: { open: 1, total: 1 } })],
      4,
    ],
    ["a forward while bytes move", [row("forward", { speed: { up: 0, down: 10 } }), row("forward")], 1],
    [
      "no forward whose last connection has ended",
      [row("forward", { speed: { up: 9, down: 10 }, connections: { open: 0, total: 1 } })],
      0,
    ],
  ])("counts %s", (_, rows, count) => {
    expect(countActiveTransfers(rows)).toBe(count);
  });
});

it("a tunnel that is asked to open afresh begins to count its attempts anew, and dials anew where nobody has answered", () => {
  expect(advance(STATES.waiting, { kind: "asked-to-open", afresh: true })).toEqual({
    kind: "opening",
    step: "dialling",
    attempt: 1,
  });
  const afterSome: TunnelState = { kind: "opening", step: "dialling", attempt: 4 };
  expect(advance(afterSome, { kind: "asked-to-open", afresh: true })).toEqual({ ...afterSome, attempt: 1 });
  expect(advance(afterSome, { kind: "asked-to-open" })).toBe(afterSome);
  for (const step of ["checking-host-key", "authenticating", "listening"] as const) {
    const answered: TunnelState = { ...afterSome, step };
    expect(advance(answered, { kind: "asked-to-open", afresh: true })).toBe(answered);
    expect(advance(answered, { kind: "asked-to-open", afresh: true, unasked: false })).toBe(answered);
    const anew = { kind: "opening", step: "dialling", attempt: 1 };
    expect(advance(answered, { kind: "asked-to-open", afresh: true, unasked: true })).toEqual(anew);
    const waits = { ...answered, loginWait: { for: "agent", seconds: 5 } } as const; // it may be asking its owner
    expect(advance(waits, { kind: "asked-to-open", afresh: true, unasked: true })).toBe(waits);
  }
});

describe("mayOpen and mayClose", () => {
  it.each([
    { state: STATES.closed, open: true, close: false },
    { state: STATES.opening, open: false, close: true },
    { state: STATES.open, open: false, close: true },
    { state: STATES.waiting, open: true, close: true },
    { state: STATES.closing, open: false, close: false },
    { state: STATES.failed, open: true, close: false },
  ])("offer $open and $close where the tunnel is $state.kind", ({ state, open, close }) => {
    expect([canOpen(state), canClose(state)]).toEqual([open, close]);
  });
});

describe("gravest", () => {
  it.each([
    { kinds: [], shown: "closed" },
    { kinds: ["closed", "open"], shown: "open" },
    { kinds: ["open", "opening", "closed"], shown: "opening" },
    { kinds: ["opening", "waiting", "open"], shown: "waiting" },
    { kinds: ["waiting", "failed", "open"], shown: "failed" },
    { kinds: ["closing", "open"], shown: "closing" },
  ] as const)("shows $shown for $kinds", ({ kinds, shown }) => {
    expect(mostSevere(kinds.map((kind) => STATES[kind]))).toBe(shown);
    expect(mostSevere(kinds.map((kind) => STATES[kind]).reverse())).toBe(shown);
  });
});
