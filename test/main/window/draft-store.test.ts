import { describe, expect, it } from "vitest";
import { DraftStore, type DraftDocument } from "../../../src/main/window/draft-store.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

describe("what is being edited", () => {
  it("is written a moment after the latest change, at once before the end, and goes once it is saved", () => {
    const clock = new ManualClock();
    const document: { store: DraftDocument } = { store: {} };
    const draft = new DraftStore(document, "1.0.0", clock);
    draft.keep("a");
    draft.keep("b");
    expect([draft.read(), document.store]).toEqual(["b", {}]);
    clock.advance(500);
    expect(document.store).toEqual({ version: "1.0.0", draft: "b" });
    draft.keep("c");
    draft.write();
    expect(new DraftStore(document, "1.0.0", clock).read()).toBe("c");
    draft.keep(undefined);
    clock.advance(500);
    expect(document.store).toEqual({});
    expect(clock.pending).toBe(0);
  });

  it("is not taken from another version, whose drafts may have other fields", () => {
    const document = { store: { version: "0.9.0", draft: "a" } };
    expect(new DraftStore(document, "1.0.0", new ManualClock()).read()).toBeUndefined();
  });
});
