import { describe, expect, it } from "vitest";
import { newDraft, presetForward, profileOf, type ForwardDraft } from "../../../renderer/profiles/draft.js";
import { FORWARD_PRESETS, type ForwardUse } from "../../../src/shared/forward-presets.js";
import { readProfile } from "../../../src/shared/profile-issues.js";

describe("the presets of forwards", () => {
  it("are all taken at once without a clash and without a privilege", () => {
    const uses = Object.keys(FORWARD_PRESETS) as ForwardUse[];
    const forwards = uses.reduce<ForwardDraft[]>((so, use) => [...so, presetForward(use, use, so)], []);
    const draft = newDraft();
    const reading = readProfile(profileOf({ ...draft, name: "Popeye", gateway: { ...draft.gateway, host: "gw", username: "olive" }, ftp: { ...draft.ftp, mode: "none" }, forwards }, []));
    expect(reading).toMatchObject({ ok: true });
    expect(forwards.filter(({ listenPort }) => Number(listenPort) < 1024)).toEqual([]);
  });

  it("take the next port where another forward has theirs", () => {
    const first = presetForward("imap", "Mail", []);
    expect(presetForward("imap", "Other mail", [first])).toMatchObject({ listenPort: "1144", host: "localhost", port: "143" });
  });
});
