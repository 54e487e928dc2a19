import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { waitFor } from "../support/wait-for.js";
import { describeApp, type Home, type RunningApp } from "./host.js";
import { chooseInTray, shownWindow, trayThatSays } from "./steps.js";

const profile = {
  id: "popeye",
  name: "Popeye",
  gateway: { host: "www.spinach.com", username: "olive" },
  forwards: [{ kind: "local", name: "Mail", listen: { port: 1143 }, target: { host: "popeye", port: 143 } }],
};

describeApp(
  "What is set in the window",
  (stage) => {
    let home: Home;
    let app: RunningApp;
    let page: Page;
    const settings = () =>
      JSON.parse(readFileSync(join(home.data, "settings.json"), "utf8")) as Record<string, unknown>;

    beforeAll(async () => {
      home = stage.home(JSON.stringify({ version: 1, profiles: [profile] }));
      app = await home.start();
      await chooseInTray(app, "Settings");
      page = await shownWindow(app);
      await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    });

    it("is the theme, which the page follows at once", async () => {
      const isDark = () => page.evaluate(() => window.matchMedia("(prefers-color-scheme: dark)").matches);
      for (const [theme, dark] of [
        ["Dark", true],
        ["Light", false],
      ] as const) {
        await page.getByRole("button", { name: /Theme/ }).click();
        await page.getByRole("option", { name: theme, exact: true }).click();
        await expect.poll(isDark).toBe(dark);
      }
      await expect.poll(() => settings()["theme"]).toBe("light");
    });

    it.runIf(process.platform === "linux")("is the start at login, which the system's own folder shows", async () => {
      const entry = join(home.path, ".config", "autostart", "culvert.desktop");
      expect(existsSync(entry)).toBe(false);
      await page.getByText("Start Culvert when I log in").click();
      await waitFor("the desktop entry", () => (existsSync(entry) ? true : undefined));
      await page.getByText("Start Culvert when I log in").click();
      await waitFor("its end", () => (existsSync(entry) ? undefined : true));
    });

    it.runIf(process.platform === "linux")(
      "is kept where the system's folder does not take it, and the user is told",
      async () => {
        const autostart = join(home.path, ".config", "autostart");
        rmSync(autostart, { recursive: true, force: true });
        writeFileSync(autostart, "no folder");
        await page.getByText("Start Culvert when I log in").click();
        await expect
          .poll(async () => (await app.notifications()).map(({ body }) => body))
          .toEqual([expect.stringContaining("Whether Culvert starts when you log in could not be set")]);
        expect(settings()["startAtLogin"]).toBe(true);
        rmSync(autostart);
        await page.getByText("Start Culvert when I log in").click();
        await expect.poll(() => settings()["startAtLogin"]).toBe(false);
      },
    );

    it("is beside profiles that another process adds, which the tray shows", async () => {
      const file = join(home.data, "profiles.json");
      const { profiles } = JSON.parse(readFileSync(file, "utf8")) as { profiles: object[] };
      writeFileSync(
        file,
        JSON.stringify({
          version: 1,
          profiles: [...profiles, { ...profile, id: "bluto", name: "Bluto", forwards: [] }],
        }),
      );
      await trayThatSays(app, "Bluto: Closed");
      writeFileSync(file, JSON.stringify({ version: 1, profiles }));
      await expect.poll(async () => JSON.stringify((await app.tray())?.menu)).not.toContain("Bluto");
    });

    it("is which tunnels open at the start, and which notifications come", async () => {
      await page.getByText("Popeye", { exact: true }).last().click();
      await page.getByText("a tunnel is lost").click();
      await expect
        .poll(() => JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8")) as unknown)
        .toMatchObject({ profiles: [{ id: "popeye", openAtStart: true }] });
      await expect.poll(settings).toMatchObject({ notifications: { lost: false, restored: true } });
    });

    it("goes to another computer as one file, and comes in there by the window", async () => {
      const file = join(home.path, "all.json");
      await app.chooseFiles([file]);
      await page.getByRole("button", { name: "Export…" }).click();
      await page.getByText(`The profiles were written to ${file}.`).waitFor();
      writeFileSync(
        file,
        readFileSync(file, "utf8")
          .replace('"name": "Popeye"', '"name": "Popeye moved"')
          .replace('"id": "popeye"', '"id": "moved"')
          .replace("1143", "1144"),
      );
      await page.getByRole("button", { name: "Import…" }).click();
      await page.getByRole("button", { name: "Choose a file…" }).click();
      await page.getByRole("button", { name: "Import 1 profile" }).click();
      await trayThatSays(app, "Popeye moved");
    });

    it("is still so at the next start", async () => {
      await app.terminate();
      await app.exited;
      writeFileSync(join(home.data, "settings.json"), JSON.stringify({ ...settings(), startHidden: false }));
      app = await home.start();
      page = await shownWindow(app);
      await page.getByRole("button", { name: "Settings" }).click();
      expect(await page.getByRole("button", { name: /Theme/ }).innerText()).toContain("Light");
      expect(await page.getByRole("checkbox", { name: "a tunnel is lost" }).isChecked()).toBe(false);
    });
  },
  { stepByStep: true },
);
