import { describe, expect, it } from "vitest";
import { printableNews, printableReply, sendNews } from "../../../src/main/window/printable-for-window.js";
import { calls, newsNames, type CallName, type News } from "../../../src/shared/ipc/contract.js";
import { nothingYet } from "../../renderer/samples/sample-news.js";

const ATTACK = "a\x1b]0;PWN\x07\x9b31m\u202eb\u2066\nc";
const HARMLESS = "a]0;PWN31mb\nc";

describe("what the window is told", () => {
  it.each(newsNames.filter((name) => name !== "profiles" && name !== "settings"))(
    "has nothing in it that steers or turns round what stands beside it: %s",
    (name) => {
      const news = [{ said: ATTACK, more: [{ file: ATTACK, size: 3 }] }] as unknown as News[typeof name];
      expect(printableNews(name, news)).toEqual([{ said: HARMLESS, more: [{ file: HARMLESS, size: 3 }] }]);
    },
  );

  it.each(["profiles", "settings"] as const)("is left as it stands where the window edits it: %s", (name) => {
    const news = { said: ATTACK } as unknown as News[typeof name];
    expect(printableNews(name, news)).toBe(news);
  });

  it("is so when it is sent", () => {
    const sent: unknown[] = [];
    sendNews({ send: (...message: unknown[]) => void sent.push(message) }, "log", [{ said: ATTACK }] as never);
    expect(sent).toEqual([["news:log", [{ said: HARMLESS }]]]);
  });

  it("is not copied where nothing in it is unfit", () => {
    for (const name of newsNames) expect(printableNews(name, nothingYet[name])).toBe(nothingYet[name]);
  });

  it.each(Object.keys(calls) as CallName[])(
    "is so in each answer too, but for what the contract calls exact: %s",
    (name) => {
      const reply = printableReply(name, { said: ATTACK });
      expect(reply).toEqual({ said: calls[name].replyTexts === "exact" ? ATTACK : HARMLESS });
    },
  );

  it("has every path that a dialog chose for the window, and what is edited or handed on, as it is", () => {
    const names = Object.keys(calls) as CallName[];
    const exact = names.filter((name) => calls[name].replyTexts === "exact");
    expect(exact).toEqual(expect.arrayContaining(names.filter((name) => name.startsWith("files.choose"))));
    expect(exact).toContain("files.chooseRevocationList");
    expect(exact).toEqual(expect.arrayContaining(["draft.read", "export.text", "news.now", "profiles.saveEdited"]));
    for (const shown of ["hostKeys.list", "import.preview", "import.dropped", "about.read"])
      expect(exact).not.toContain(shown);
  });
});
