import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withKnownHistory, withoutSentHistory } from "../../../src/shared/ipc/history-changes.js";
import { MAX_ENDED_TRANSFERS, type EndedTransfer } from "../../../src/shared/status/route.js";
import type { ForwardStatus, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { forwardRow } from "../../support/fixtures/forward-row.js";

const transfer = (number: number): EndedTransfer => ({
  verb: "RETR",
  path: `scan-${number}.pdf`,
  bytes: number,
  since: number,
  until: number + 1,
  outcome: "done",
  said: "226 Done.",
});

const row = (history: readonly EndedTransfer[] | undefined): ForwardStatus =>
  forwardRow(history === undefined ? {} : { history });

const tunnel = (history: readonly EndedTransfer[] | undefined, profile = "popeye"): TunnelStatus => ({
  profile,
  name: profile,
  state: { kind: "open", since: 1 },
  forwards: [row(history), { ...row(undefined), name: "scans", group: "forward" }],
});

const [first, second, third] = [transfer(1), transfer(2), transfer(3)];

describe("ended transfers that are pushed to the window", () => {
  it("are all of them where nothing was sent before, of a tunnel that is new, and of one whose history began anew", () => {
    const now = [tunnel([second, first])];
    expect(withoutSentHistory(now)).toEqual(now);
    expect(withoutSentHistory(now, [tunnel([first], "brutus")])).toEqual(now);
    expect(withoutSentHistory(now, [tunnel([third])])).toEqual(now);
  });

  it("are those that ended since, and the newest one that was sent", () => {
    const [pushed] = withoutSentHistory([tunnel([third, second, first])], [tunnel([second, first])]);
    expect(pushed?.forwards[0]).toEqual({ ...row([third, second]), historyLength: 3 });
  });

  it("say nothing of a row that reads no FTP, and empty a list that is empty now", () => {
    expect(withoutSentHistory([tunnel(undefined)], [tunnel(undefined)])).toEqual([tunnel(undefined)]);
    expect(withoutSentHistory([tunnel([])], [tunnel([first])])).toEqual([tunnel([])]);
  });

  it("are whole again in a window that has what it was sent, or what is newer", () => {
    const pushed = structuredClone(withoutSentHistory([tunnel([third, second, first])], [tunnel([second, first])]));
    const whole = [tunnel([third, second, first])];
    expect(withKnownHistory(pushed, structuredClone([tunnel([second, first])]))).toEqual(whole);
    expect(withKnownHistory(pushed, structuredClone(whole))).toEqual(whole);
  });

  it("are known to lack something in a window that was sent nothing, or has missed a push", () => {
    const pushed = withoutSentHistory([tunnel([third, second, first])], [tunnel([second, first])]);
    expect(withKnownHistory(pushed)).toBeUndefined();
    expect(withKnownHistory(pushed, [tunnel([first])])).toBeUndefined();
  });

  it("come out the same after any number of pushes, whatever ends between them, with tunnels that come and go", () => {
    const step = fc.array(fc.record({ profile: fc.constantFrom("olive", "popeye"), ended: fc.nat({ max: 300 }) }), {
      maxLength: 2,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const histories = new Map<string, readonly EndedTransfer[]>();
        let number = 0;
        let sent: readonly TunnelStatus[] | undefined;
        let known: readonly TunnelStatus[] | undefined;
        for (const tunnelsNow of steps) {
          const now = new Map(
            tunnelsNow.map(({ profile, ended }) => {
              const before = histories.get(profile) ?? [];
              const added = Array.from({ length: ended }, () => transfer(++number)).reverse();
              return [profile, [...added, ...before].slice(0, MAX_ENDED_TRANSFERS)];
            }),
          );
          histories.clear();
          for (const [profile, history] of now) histories.set(profile, history);
          const tunnels = [...now].map(([profile, history]) => tunnel(history, profile));
          known = withKnownHistory(structuredClone(withoutSentHistory(tunnels, sent)), known);
          sent = tunnels;
          expect(known).toEqual(tunnels);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are a few hundredths of what thirty tunnels with full histories would be", () => {
    const full = Array.from({ length: MAX_ENDED_TRANSFERS }, (_, index) => transfer(index)).reverse();
    const before = Array.from({ length: 30 }, (_, index) => tunnel(full, `tunnel-${index}`));
    const now = before.map((one, index) =>
      index === 7 ? tunnel([transfer(1_000), ...full].slice(0, MAX_ENDED_TRANSFERS), one.profile) : one,
    );
    const pushed = withoutSentHistory(now, before);
    expect(JSON.stringify(pushed).length).toBeLessThan(JSON.stringify(now).length / 25);
    expect(withKnownHistory(pushed, before)).toEqual(now);
  });
});
