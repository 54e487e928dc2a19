import type { MenuItemConstructorOptions } from "electron";
import { afterEach, describe, expect, it } from "vitest";
import { appMenuTemplate } from "../../../src/main/window/app-menu.js";
import type { NavigationTarget } from "../../../src/shared/ipc/navigation.js";
import { setLanguage } from "../../../src/shared/words/words.js";

describe("the menu of macOS", () => {
  afterEach(() => setLanguage("en", "en"));
  const led: NavigationTarget[] = [];
  const items = (): MenuItemConstructorOptions[] =>
    appMenuTemplate({ navigate: (to) => led.push(to), openHelp: () => undefined }).flatMap(
      ({ submenu }) => submenu as MenuItemConstructorOptions[],
    );

  it("has what a text field needs, and the keys that the window has", () => {
    const roles = items().map(({ role }) => role);
    for (const role of ["copy", "paste", "selectAll", "undo", "hide", "quit", "minimize", "close"])
      expect(roles).toContain(role);
    for (const accelerator of ["CmdOrCtrl+N", "CmdOrCtrl+,"])
      items()
        .find((item) => item.accelerator === accelerator)
        ?.click?.(undefined as never, undefined, undefined as never);
    expect(led).toEqual([{ kind: "new-profile" }, { kind: "page", page: "settings" }]);
  });

  it("offers no reload and no developer tools, and speaks the language that is set", () => {
    expect(items().map(({ role }) => role)).not.toEqual(expect.arrayContaining(["reload"]));
    setLanguage("zh", "en");
    expect(items().map(({ label }) => label)).toContain("新建配置");
  });
});
