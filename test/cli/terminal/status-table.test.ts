import { describe, expect, it } from "vitest";
import { statusTable } from "../../../src/cli/terminal/status-table.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";

const CALM = {
  state: { kind: "listening" },
  connections: { open: 0, total: 0 },
  bytes: { up: 0, down: 0 },
  speed: { up: 0, down: 0 },
} as const;
const portOf =
  (index: number, name: string) =>
  (step: number): ForwardStatus => ({
    ...CALM,
    name: `${name} ${5900 + step}`,
    group: "forward",
    listen: `127.0.0.1:${5900 + step}`,
    target: `popeye:${5900 + step}`,
    plan: { place: index, name, enabled: true },
  });
const ports = (count: number, make: (step: number) => ForwardStatus): ForwardStatus[] =>
  Array.from({ length: count }, (_, step) => make(step));
const table = (forwards: readonly ForwardStatus[]): string[] =>
  statusTable({ profile: "popeye", name: "Popeye", state: { kind: "open", since: 0 }, forwards })
    .slice(2)
    .map((line) => line.trim());

describe("the table of ports on a terminal", () => {
  it("shows each port of a short range", () => {
    expect(table(ports(12, portOf(0, "VNC")))).toHaveLength(12);
  });

  it("folds a long range of a plain forward into a row of its own, with its figures added up", () => {
    const busy = ports(100, portOf(0, "VNC")).map((row) => ({
      ...row,
      connections: { open: 1, total: 2 },
      bytes: { up: 10, down: 0 },
    }));
    const lines = table([...busy, ...ports(13, portOf(1, "Builds"))]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^VNC, 100 ports +127\.0\.0\.1:5900 … 127\.0\.0\.1:5999 +popeye:5900 … popeye:5999 +Listening +100 open, 200 in all +1 KB +0 B$/,
    );
    expect(lines[1]).toMatch(/^Builds, 13 ports /);
  });

  it("keeps the ports of a folded range in sight that are refused", () => {
    const [first, second, ...others] = ports(20, portOf(0, "VNC"));
    if (first === undefined || second === undefined) throw new Error("no ports");
    const taken = {
      ...second,
      state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 5901 } },
    } as const;
    const lines = table([first, taken, ...others]);
    expect(lines.map((line) => line.split("  ")[0])).toEqual(["VNC, 19 ports", "VNC 5901"]);
    expect(lines[1]).toContain("Refused: ");
  });
});
