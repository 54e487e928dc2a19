import { expect, it } from "vitest";
import { describeOpenTunnel } from "../../../src/cli/commands/check.js";
import type { StatusAnswer } from "../../../src/core/activity/status-listener.js";
import type { TunnelState } from "../../../src/shared/status/tunnel-state.js";

const answer = (program: StatusAnswer["program"], state: TunnelState): StatusAnswer => ({
  program,
  pid: 4711,
  tunnels: [{ profile: "popeye", name: "Popeye", state, forwards: [] }],
});
const open: TunnelState = { kind: "open", since: new Date(2026, 0, 1, 10, 12).getTime() };

it("says who has the tunnel open already, and since when", () => {
  expect(describeOpenTunnel([answer("app", open)], "popeye")).toMatch(
    /^Popeye is open in the app since 10:12.*; this check logs in by itself\.$/,
  );
  expect(describeOpenTunnel([answer("up", { kind: "closed" }), answer("up", open)], "popeye")).toContain("culvert up");
});

it("says nothing where none is open, or another one is", () => {
  expect(describeOpenTunnel([], "popeye")).toBeUndefined();
  expect(describeOpenTunnel([answer("app", { kind: "closed" })], "popeye")).toBeUndefined();
  expect(describeOpenTunnel([answer("app", open)], "olive")).toBeUndefined();
});
