import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Area, Desktop } from "../support/desktop.js";
import { describeDesktop, keepScreen, waitOnScreen } from "./desktop-steps.js";
import type { Home, RunningApp } from "./host.js";
import { chooseInTray, shownWindow } from "./steps.js";

const profile = {
  id: "popeye",
  name: "Popeye",
  gateway: { host: "www.spinach.com", username: "olive" },
  forwards: [{ kind: "local", name: "Mail", listen: { port: 21143 }, target: { host: "popeye", port: 143 } }],
};
/** A window manager may put a window a little off. Pixels. */
const CLOSE = 3;

describeDesktop(
  "The window",
  (stage) => {
    let large: Desktop;
    let home: Home;
    let app: RunningApp;

    beforeAll(async () => {
      large = await stage.desktop();
      home = stage.home(JSON.stringify({ version: 1, profiles: [profile] }));
      writeFileSync(join(home.data, "settings.json"), JSON.stringify({ startHidden: false }));
    }, 120_000);

    /** Where the app's window is, once it has stopped moving. */
    async function placed(desktop: Desktop): Promise<Area & { id: number }> {
      const look = async () => (await desktop.managed()).find(({ name, width }) => name === "Culvert" && width > 100);
      return await waitOnScreen("a window that stands still", async () => {
        const first = await look();
        await new Promise((resolve) => setTimeout(resolve, 300));
        const then = await look();
        return first !== undefined && JSON.stringify(first) === JSON.stringify(then) ? then : undefined;
      });
    }
    async function start(desktop: Desktop): Promise<Area & { id: number }> {
      app = await home.start(desktop.env);
      const page = await shownWindow(app);
      await page.getByRole("heading", { level: 1 }).waitFor();
      return await placed(desktop);
    }
    async function end(): Promise<void> {
      await app.terminate();
      expect(await app.exited).toBe(0);
    }
    /** What makes a window as large as the screen, and no longer so. */
    async function doubleClickTitle({ x, y, width }: Area): Promise<void> {
      await large.move({ x: x + width / 2, y: y - 8 });
      await large.xdotool("click", "--repeat", 2, "--delay", 80, 1);
    }
    const isNear = (one: Area, other: Area): boolean =>
      (["x", "y", "width", "height"] as const).every((side) => Math.abs(one[side] - other[side]) <= CLOSE);

    it("comes back after a restart where it was moved to, as large as it was made, again and again", async () => {
      const { id } = await start(large);
      await large.xdotool("windowsize", id, 820, 560);
      await large.xdotool("windowmove", id, 137, 91);
      const wanted = await waitOnScreen("a window that was moved", async () => {
        const now = await placed(large);
        return now.width === 820 && now.height === 560 && Math.abs(now.x - 137) < 30 && Math.abs(now.y - 91) < 50
          ? now
          : undefined;
      });
      for (let restarts = 0; restarts < 3; restarts++) {
        await end();
        const again = await start(large);
        expect(isNear(again, wanted), JSON.stringify({ wanted, again })).toBe(true);
      }
      await keepScreen(large, "desktop-window-kept");
    });

    it("comes back there when it was closed and is opened from the tray", async () => {
      const before = await placed(large);
      await app.closeWindow();
      await waitOnScreen("no window", async () => ((await app.window()) === undefined ? true : undefined));
      await chooseInTray(app, "Open Culvert");
      await shownWindow(app);
      const again = await placed(large);
      expect(isNear(again, before), JSON.stringify({ before, again })).toBe(true);
    });

    it("keeps how large its text is", async () => {
      const page = await shownWindow(app);
      const usual = await page.evaluate(() => innerWidth);
      await chooseInTray(app, "Settings");
      await page.getByRole("button", { name: /Text size/ }).click();
      await page.getByRole("option", { name: /150/ }).click();
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(usual / 1.5));
      await end();
      await start(large);
      const next = await shownWindow(app);
      await expect.poll(() => next.evaluate(() => innerWidth)).toBe(Math.round(usual / 1.5));
      await keepScreen(large, "desktop-window-text-150");
    });

    it("comes back maximized, and is then as large as before when it no longer is", async () => {
      const before = await placed(large);
      await doubleClickTitle(before);
      await waitOnScreen("a maximized window", async () => ((await placed(large)).width > 1200 ? true : undefined));
      await end();
      const maximized = await start(large);
      expect(maximized.width).toBeGreaterThan(1200);
      await keepScreen(large, "desktop-window-maximized");
      await doubleClickTitle(maximized);
      await waitOnScreen("the window as it was", async () => (isNear(await placed(large), before) ? true : undefined));
      await end();
    });

    describe("on a screen that is smaller", () => {
      it("is wholly on it, and no larger", async () => {
        writeFileSync(
          join(home.data, "window.json"),
          JSON.stringify({ x: 700, y: 500, width: 1200, height: 850, isMaximized: false }),
        );
        const small = await stage.desktop({ width: 800, height: 600 });
        const { x, y, width, height } = await start(small);
        await keepScreen(small, "desktop-window-small-screen");
        expect({ x: x >= 0, y: y >= 0, right: x + width <= 800, bottom: y + height <= 600 }).toEqual({
          x: true,
          y: true,
          right: true,
          bottom: true,
        });
        expect(readFileSync(join(home.data, "window.json"), "utf8")).toContain("1200");
        await end();
      });
    });
  },
  { stepByStep: true },
);
