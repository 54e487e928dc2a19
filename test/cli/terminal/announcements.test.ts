import { describe, expect, it } from "vitest";
import { LoginAnnouncements } from "../../../src/cli/terminal/announcements.js";
import type { LoginWait, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const status = (banner?: string, loginWait?: LoginWait): TunnelStatus => ({
  profile: "popeye",
  name: "Popeye",
  state: {
    kind: "opening",
    step: "authenticating",
    attempt: 1,
    ...(loginWait === undefined ? {} : { loginWait }),
  },
  forwards: [],
  ...(banner === undefined ? {} : { banner }),
});

describe("what the command line tells of a login", () => {
  it("is what the gateway says, line by line, once however often it is tried", () => {
    const announcements = new LoginAnnouncements();
    const link = "To log in, visit:\nhttps://login.spinach.example/a";
    expect(announcements.next([status(link)])).toEqual([
      "culvert: popeye: the gateway says:\n  To log in, visit:\n  https://login.spinach.example/a",
    ]);
    expect(announcements.next([status(link)])).toEqual([]);
    expect(announcements.next([status(`${link}\nThank you.`)])).toEqual([
      "culvert: popeye: the gateway says:\n  Thank you.",
    ]);
    expect(announcements.next([status()])).toEqual([]);
    expect(announcements.next([status(link)])).toEqual([]);
  });

  it("is once for each time that it waits, and for whom", () => {
    const announcements = new LoginAnnouncements();
    expect(announcements.next([status(undefined, { for: "gateway", seconds: 5 })])).toEqual([
      "culvert: Popeye: Waiting for the gateway to accept the login (5 s)…",
    ]);
    expect(announcements.next([status(undefined, { for: "gateway", seconds: 10 })])).toEqual([]);
    expect(announcements.next([status()])).toEqual([]);
    expect(announcements.next([status(undefined, { for: "agent", seconds: 5 })])).toEqual([
      "culvert: Popeye: Waiting for the SSH agent to answer (5 s)…",
    ]);
  });
});
