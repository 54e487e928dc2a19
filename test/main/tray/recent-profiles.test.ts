import { describe, expect, it } from "vitest";
import { RecentProfiles } from "../../../src/main/tray/recent-profiles.js";
import type { TunnelState, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const tunnel = (profile: string, kind: "closed" | "open" | "failed"): TunnelStatus => {
  const states: Record<typeof kind, TunnelState> = {
    closed: { kind: "closed" },
    open: { kind: "open", since: 0 },
    failed: { kind: "failed", cause: { code: "ssh.busy", host: "h", port: 22, cause: "penalised", said: "" } },
  };
  return { profile, name: profile, state: states[kind], forwards: [] };
};

describe("The profiles opened last", () => {
  it("are kept over a restart, the latest first, each once", () => {
    const document: { store: object } = { store: {} };
    const recent = new RecentProfiles(document);
    expect(recent.list()).toEqual([]);
    recent.follow([tunnel("popeye", "open"), tunnel("olive", "closed")]);
    recent.follow([tunnel("popeye", "open"), tunnel("olive", "open")]);
    recent.follow([tunnel("popeye", "closed"), tunnel("olive", "open")]);
    recent.follow([tunnel("popeye", "failed"), tunnel("olive", "open")]);
    expect(recent.list()).toEqual(["popeye", "olive"]);
    expect(new RecentProfiles(document).list()).toEqual(["popeye", "olive"]);
  });

  it("are no more than twenty, and none where the file makes no sense", () => {
    const document: { store: object } = { store: { profiles: ["../x"] } };
    const recent = new RecentProfiles(document);
    expect(recent.list()).toEqual([]);
    for (let number = 0; number < 30; number++) recent.follow([tunnel(`p${number}`, "open")]);
    expect(recent.list()).toHaveLength(20);
    expect(recent.list()[0]).toBe("p29");
  });
});
