import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, readSettings, settings } from "../../src/shared/settings.js";

describe("settings that are read", () => {
  it("have a default for every field, so that nothing at all is a whole document", () => {
    expect(readSettings({})).toEqual({ settings: DEFAULT_SETTINGS, wrong: [] });
    expect(DEFAULT_SETTINGS).toMatchObject({
      knownHosts: "~/.ssh/known_hosts",
      keepalive: { seconds: 15, misses: 3 },
      closeSeconds: 10,
      whileDown: { do: "refuse" },
    });
  });

  it.each([
    ["a field of another type", { theme: 7, closeSeconds: 20 }, ["theme"], { closeSeconds: 20 }],
    [
      "a field of a field",
      { keepalive: { seconds: -1, misses: 5 } },
      ["keepalive.seconds"],
      { keepalive: { seconds: 15, misses: 5 } },
    ],
    ["a field that nobody knows", { colour: "green", theme: "dark" }, ["colour"], { theme: "dark" }],
    [
      "a choice without its kind",
      { whileDown: { seconds: 5 }, theme: "dark" },
      ["whileDown"],
      { whileDown: { do: "refuse" }, theme: "dark" },
    ],
    [
      "a part of a choice",
      { whileDown: { do: "wait", seconds: "long" } },
      ["whileDown.seconds"],
      { whileDown: { do: "wait", seconds: 30 } },
    ],
    [
      "several of them",
      { language: "la", notifications: { lost: "no", failed: false } },
      ["language", "notifications.lost"],
      { notifications: { ...DEFAULT_SETTINGS.notifications, failed: false } },
    ],
    ["another kind of document", [1, 2], ["settings"], {}],
    ["nothing that is an object", "settings", ["settings"], {}],
  ])("lose nothing but %s", (_, document, wrong, kept) => {
    expect(readSettings(document)).toEqual({ settings: { ...DEFAULT_SETTINGS, ...kept }, wrong });
  });

  it("are whole whatever a file holds", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            keepalive: fc.jsonValue(),
            whileDown: fc.jsonValue(),
            theme: fc.jsonValue(),
            notifications: fc.jsonValue(),
            more: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        (document) => {
          expect(settings.safeParse(readSettings(document).settings).success).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(settings.safeParse(readSettings(document).settings).success).toBe(true);
      }),
    );
  });
});
