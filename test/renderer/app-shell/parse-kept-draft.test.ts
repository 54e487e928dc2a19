import { describe, expect, it } from "vitest";
import { parseKeptDraft } from "../../../renderer/app-shell/parse-kept-draft.js";
import { newHop } from "../../../renderer/profile-editor/draft/hop-draft.js";
import { draftOf, newDraft, profileOf } from "../../../renderer/profile-editor/draft/profile-draft.js";
import { sampleProfile } from "../samples/sample-news.js";

describe("a draft that was kept while no window was open", () => {
  it("comes back as it was, and new entries get keys that it has not", () => {
    const base = sampleProfile();
    const before = draftOf(base);
    const draft = { ...before, name: "Another name" };
    const kept = JSON.parse(JSON.stringify({ draft, before, base, isBrief: true, focusPath: "" })) as object;
    const highest = 1_000_000;
    const far = { ...kept, draft: { ...draft, gateway: { ...draft.gateway, key: highest } } };
    const read = parseKeptDraft(JSON.stringify(far));
    expect(profileOf(read?.draft ?? newDraft(), [])).toEqual({ ...(profileOf(draft, []) as object) });
    expect(read).toMatchObject({ isBrief: true, base: { id: base.id } });
    expect(newHop().key).toBeGreaterThan(highest);
  });

  it("is none where it is damaged, or has other fields than drafts have", () => {
    const draft = newDraft();
    for (const text of [
      "",
      "null",
      "{}",
      JSON.stringify({ draft: {}, before: {} }),
      JSON.stringify({ draft: { ...draft, ftp: { mode: "relay" } }, before: draft }),
      JSON.stringify({ draft: { ...draft, via: "x" }, before: draft }),
    ])
      expect(parseKeptDraft(text), text).toBeUndefined();
  });
});
