import { describe, expect, it } from "vitest";
import { presetForward, type ForwardDraft } from "../../../renderer/profile-editor/draft/forward-draft.js";
import { newDraft, profileOf } from "../../../renderer/profile-editor/draft/profile-draft.js";
import { FORWARD_PRESETS, type ForwardUse } from "../../../src/shared/profile/forward-presets.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";

describe("the presets of forwards", () => {
  it("lead to where each kind of server listens", () => {
    const ports = Object.fromEntries(Object.entries(FORWARD_PRESETS).map(([use, { port }]) => [use, port]));
    expect(ports).toEqual({
      imap: "143",
      pop3: "110",
      submission: "587",
      vnc: "5900",
      rdp: "3389",
      rsync: "873",
      cvs: "2401",
      subversion: "3690",
      git: "9418",
      http: "80",
      postgresql: "5432",
      mysql: "3306",
      socks: "",
      x: "",
    });
    expect(FORWARD_PRESETS.x).toMatchObject({ kind: "remote", listenPort: "6010", host: "/tmp/.X11-unix/X0" }); // display 10 there, 0 here
  });

  it("are all taken at once without a clash and without a privilege", () => {
    const uses = Object.keys(FORWARD_PRESETS) as ForwardUse[];
    const forwards = uses.reduce<ForwardDraft[]>((so, use) => [...so, presetForward(use, use, so)], []);
    const draft = newDraft();
    const reading = parseProfile(
      profileOf(
        {
          ...draft,
          name: "Popeye",
          gateway: { ...draft.gateway, host: "gw", username: "olive" },
          ftp: { ...draft.ftp, mode: "none" },
          forwards,
        },
        [],
      ),
    );
    expect(reading).toMatchObject({ ok: true });
    expect(forwards.filter(({ listenPort }) => Number(listenPort) < 1024)).toEqual([]);
  });

  it("take the next port where another forward has theirs", () => {
    const first = presetForward("imap", "Mail", []);
    expect(presetForward("imap", "Other mail", [first])).toMatchObject({
      listenPort: "1144",
      host: "localhost",
      port: "143",
    });
  });
});
