import { afterEach, describe, expect, it } from "vitest";
import { menuLines, shortName } from "../../../../src/main/tray/menu/menu-text.js";
import { setLanguage } from "../../../../src/shared/words/words.js";

describe("The text of a menu", () => {
  afterEach(() => setLanguage("en", "en"));

  it("is one line where it is short", () => {
    expect(menuLines("Choose another port.", 2)).toEqual(["Choose another port."]);
    expect(menuLines("", 2)).toEqual([]);
  });

  it("is broken between words, whole, and no host or option is divided", () => {
    const text =
      "Someone may be listening in. Ask the server's owner whether its key was renewed; only then remove line 12 of ~/.ssh/known_hosts, and connect again.";
    const lines = menuLines(text, 2);
    expect(lines).toHaveLength(2);
    expect(lines.join(" ")).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(92);
  });

  it("leaves out whole sentences where there is no room, never a part of one", () => {
    const first = "The first sentence of all that says what happened to the tunnel, at some length, to the user.";
    expect(
      menuLines(`${first} The second one is long, too, and would not fit beside the first one in two lines at all.`, 2),
    ).toEqual(menuLines(first, 2));
    expect(menuLines(first.repeat(1).replace(".", ", and so on and so forth ".repeat(8)), 1).length).toBeGreaterThan(1);
  });

  it("is broken between Chinese words, and no line begins with a closing sign", () => {
    setLanguage("zh", "zh");
    const text =
      "请核对服务器所有者告诉您的指纹；如果相同，请重新连接并信任它（在命令行中使用 --accept-new 选项），否则可能有人正在窃听您的连接，请不要继续。";
    const lines = menuLines(text, 3);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    for (const line of lines) expect(line).not.toMatch(/^[，。；）]/u);
  });

  it("counts the characters of a name as people do", () => {
    const family = "👨‍👩‍👧‍👦";
    expect(shortName(family.repeat(40))).toBe(family.repeat(40));
    expect(shortName(family.repeat(41))).toBe(`${family.repeat(20)}…${family.repeat(19)}`);
  });
});
