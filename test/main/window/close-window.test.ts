import type { MessageBoxOptions } from "electron";
import { describe, expect, it } from "vitest";
import { closeWindow } from "../../../src/main/window/close-window.js";

/** Close a window. @param pressed the button that the user presses, should they be asked @returns what was done, and what was asked */
async function close(hasTray: boolean, tunnels: number, pressed = 0) {
  const done: string[] = [];
  const asked: MessageBoxOptions[] = [];
  await closeWindow(
    {
      hasTray: () => Promise.resolve(hasTray),
      tunnelsUp: () => tunnels,
      ask: (options) => {
        asked.push(options);
        return Promise.resolve(pressed);
      },
      tellInTray: () => void done.push("told"),
      quit: () => void done.push("quit"),
    },
    () => void done.push("closed"),
  );
  return { done, asked };
}

describe("closing the window", () => {
  it.each([0, 2])("where a tray is, with %i tunnels up, leaves the app in it, and says so", async (tunnels) => {
    expect(await close(true, tunnels)).toEqual({ done: ["closed", "told"], asked: [] });
  });

  it("without a tray and without a tunnel is the end of the app", async () => {
    expect(await close(false, 0)).toEqual({ done: ["quit"], asked: [] });
  });

  it.each([
    ["keep it in the background", 0, ["closed"]],
    ["quit", 1, ["quit"]],
    ["let the window stay", 2, []],
  ])("without a tray and with tunnels up asks, and the answer may be to %s", async (_, pressed, expected) => {
    const { done, asked } = await close(false, 3, pressed);
    expect(done).toEqual(expected);
    expect(asked).toMatchObject([
      {
        message: "3 tunnels are open. Keep Culvert running without a window?",
        buttons: ["Keep in the background", "Quit Culvert", "Cancel"],
        cancelId: 2,
      },
    ]);
  });
});
