import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type RunningApp } from "./host.js";
import { chooseInTray, homeWithTunnel, shownWindow, trayThatSays } from "./steps.js";

describeApp(
  "Whoever looks away",
  (stage) => {
    let gateway: Gateway;
    let app: RunningApp;
    let data: string;
    const key = freshKey();

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
      const { home } = await homeWithTunnel(stage, gateway, key);
      data = home.data;
      writeFileSync(join(home.data, "settings.json"), JSON.stringify({ toldOfTray: true }));
      app = await home.start();
      await trayThatSays(app, "Popeye: Open");
    });
    afterAll(() => gateway.close());

    it("is told by a notification that a tunnel was lost, and led to it by a click", async () => {
      await gateway.close();
      const [lost] = await waitFor("a notification", async () => {
        const shown = await app.notifications();
        return shown.length > 0 ? shown : undefined;
      });
      expect(lost).toMatchObject({
        title: "Popeye: the link was lost",
        body: expect.stringContaining("tries again by itself") as string,
      });
      await app.clickNotification(lost?.number ?? -1);
      const page = await shownWindow(app);
      await page.getByRole("heading", { level: 1, name: "Popeye" }).waitFor();
      expect((await app.notifications()).map(({ title }) => title)).toEqual(["Popeye: the link was lost"]);
    });

    it("reads in the log what happened, opened from the tray", async () => {
      await chooseInTray(app, "Log");
      const page = await shownWindow(app);
      await page.getByText("Popeye was lost and is tried again.").waitFor();
      await page.getByText("Popeye is open.").waitFor();
      await keepPicture(page, "log");
    });

    it("is told once it is restored, and after how long, where the window does not show it, and led to it by a click", async () => {
      await app.closeWindow();
      gateway = await startGateway({
        methods: ["publickey"],
        publicKeys: [key.public],
        port: gateway.port,
        hostKey: gateway.hostKey,
      });
      // on a busy machine it may be back before anybody has chosen that
      await Promise.any([chooseInTray(app, "Retry Popeye now"), trayThatSays(app, "Popeye: Open")]);
      await trayThatSays(app, "Popeye: Open");
      const [, restored] = await waitFor("a second notification", async () => {
        const shown = await app.notifications();
        return shown.length > 1 ? shown : undefined;
      });
      expect(restored).toMatchObject({
        title: "Popeye is open again",
        body: expect.stringMatching(/^It was lost for /) as string,
      });
      await app.clickNotification(restored?.number ?? -1);
      await (await shownWindow(app)).getByRole("heading", { level: 1, name: "Popeye" }).waitFor();
      await app.closeWindow();
    });

    it("switches a forward off from the tray, and the window follows", async () => {
      await chooseInTray(app, "Forwards of Popeye", "Switch Mail off");
      await waitFor("the tray's other entry", async () =>
        (await app.tray())?.menu.flatMap(({ submenu }) => submenu).some(({ label }) => label === "Switch Mail on") ===
        true
          ? true
          : undefined,
      );
      expect(readFileSync(join(data, "profiles.json"), "utf8")).toContain('"enabled": false');
    });

    it("has all of it twice as large once that is set, and as it was by a key", async () => {
      await chooseInTray(app, "Settings");
      const page = await shownWindow(app);
      const room = () => page.evaluate(() => window.innerWidth);
      const before = await room();
      await page.getByRole("button", { name: /Text size/ }).click();
      await page.getByRole("option", { name: "200%" }).click();
      await expect.poll(room).toBeLessThanOrEqual(before / 2);
      expect(readFileSync(join(data, "settings.json"), "utf8")).toContain('"textSize": 200');
      await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
      await page.keyboard.press("Control+0");
      await expect.poll(room).toBe(before);
    });

    it("speaks Chinese in the window and the tray once that is set, and keeps it", async () => {
      await chooseInTray(app, "Settings");
      const page = await shownWindow(app);
      await page.getByRole("button", { name: /Language/ }).click();
      await page.getByRole("option", { name: "简体中文" }).click();
      await page.getByRole("heading", { level: 1, name: "设置" }).waitFor();
      await trayThatSays(app, "退出 Culvert");
      expect(readFileSync(join(data, "settings.json"), "utf8")).toContain('"language": "zh"');
    });

    it("costs nothing while the window is put away, and sees all when it is back", async () => {
      const page = await shownWindow(app);
      await app.minimize(true);
      await chooseInTray(app, "断开 Popeye");
      await trayThatSays(app, "Popeye：已关闭");
      const sidebar = page.getByRole("option", { name: /Popeye/ });
      expect(await sidebar.innerText()).not.toContain("已关闭");
      await app.minimize(false);
      await expect.poll(() => sidebar.innerText()).toContain("已关闭");
    });
  },
  { stepByStep: true, needs: "a tray" },
);
