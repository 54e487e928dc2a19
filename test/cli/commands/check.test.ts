import { expect, it } from "vitest";
import { findOpenTunnel } from "../../../src/cli/commands/check.js";
import type { StatusAnswer } from "../../../src/core/status-service/status-listener.js";
import type { TunnelState } from "../../../src/shared/status/tunnel-state.js";

const answer = (pid: number, program: StatusAnswer["program"], state: TunnelState): StatusAnswer => ({
  program,
  pid,
  tunnels: [{ profile: "popeye", name: "Popeye", state, forwards: [] }],
});
const open: TunnelState = { kind: "open", since: 7 };

it("finds who has the tunnel open, and since when", () => {
  const found = { name: "Popeye", since: 7 };
  expect(findOpenTunnel([answer(1, "app", open)], "popeye")).toEqual({ ...found, pid: 1, program: "app" });
  expect(findOpenTunnel([answer(1, "up", { kind: "closed" }), answer(2, "up", open)], "popeye")).toEqual({
    ...found,
    pid: 2,
    program: "up",
  });
});

it("finds nobody where none is open, or another one is", () => {
  expect(findOpenTunnel([], "popeye")).toBeUndefined();
  expect(findOpenTunnel([answer(1, "app", { kind: "closed" })], "popeye")).toBeUndefined();
  expect(findOpenTunnel([answer(1, "app", open)], "olive")).toBeUndefined();
});
