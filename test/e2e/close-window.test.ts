import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, homeWithTunnel, isListening, shownWindow, trayThatSays } from "./steps.js";

const key = freshKey();
const onStandIn = { STAND_IN_TRAY: "none" };

describeApp(
  "Where the desktop has no tray",
  (stage) => {
    let gateway: Gateway;
    let home: Home;
    let port: number;
    let app: RunningApp;
    beforeAll(async () => {
      gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
      ({ home, port } = await homeWithTunnel(stage, gateway, key));
      app = await home.start(onStandIn);
    });
    afterAll(() => gateway.close());
    const boxes = async () => (await app.messageBoxes()).length;
    const closeAndPress = async (button: number): Promise<void> => {
      const before = await boxes();
      await app.pressInMessageBoxes(button);
      await app.askToClose();
      await waitFor("the question", async () => ((await boxes()) > before ? true : undefined));
    };

    it("the window is there at the start, though the app may start hidden", async () => {
      const page = await shownWindow(app);
      await trayThatSays(app, "Popeye: Open");
      await page.getByRole("heading", { name: "Popeye" }).first().waitFor();
      await keepPicture(page, "no-tray");
    });

    it("closing it with a tunnel open asks, and it stays where that is the answer", async () => {
      await closeAndPress(2);
      expect(await app.messageBoxes()).toMatchObject([
        {
          message: "One tunnel is open. Keep Culvert running without a window?",
          buttons: ["Keep in the background", "Quit Culvert", "Cancel"],
        },
      ]);
      await shownWindow(app);
    });

    it("it goes where the app is to be kept in the background, without a notification of a tray, and a second start brings it back", async () => {
      await app.pressInMessageBoxes(0);
      await app.closeWindow();
      expect(await isListening(port)).toBe(true);
      expect(await app.notifications()).toEqual([]);
      expect(await home.startAgain()).toBe(0);
      await shownWindow(app);
      expect(await isListening(port)).toBe(true);
    });

    it("the app quits where that is the answer", async () => {
      await closeAndPress(1).catch(() => undefined); // gone before it could be asked for its boxes
      expect(await app.exited).toBe(0);
      expect(await isListening(port)).toBe(false);
    });

    it("closing the window quits the app without a question where no tunnel is open", async () => {
      app = await home.start(onStandIn);
      await shownWindow(app);
      await trayThatSays(app, "Popeye: Open");
      await chooseInTray(app, "Disconnect Popeye");
      await trayThatSays(app, "Popeye: Closed");
      expect(await boxes()).toBe(0);
      await app.askToClose();
      expect(await app.exited).toBe(0);
    });
  },
  { stepByStep: true, needs: "no tray" },
);

describeApp(
  "A window that is closed into the tray",
  (stage) => {
    it("says so by a notification the first time, whose click brings it back, and never again", async () => {
      const gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
      const { home } = await homeWithTunnel(stage, gateway, key);
      let app = await home.start();
      await trayThatSays(app, "Popeye: Open");
      await chooseInTray(app, "Open Culvert");
      await shownWindow(app);
      await app.closeWindow();
      const [notified] = await waitFor("the notification", async () => {
        const shown = await app.notifications();
        return shown.length > 0 ? shown : undefined;
      });
      expect(notified).toMatchObject({
        title: "Culvert goes on in the tray",
        body: expect.stringContaining("opens the window again") as string,
      });
      await app.clickNotification(notified?.number ?? -1);
      await shownWindow(app);
      await app.closeWindow();
      await expect.poll(() => readFileSync(join(home.data, "settings.json"), "utf8")).toContain('"toldOfTray": true');
      expect(await app.notifications()).toHaveLength(1);
      expect(await app.messageBoxes()).toEqual([]);
      await chooseInTray(app, "Quit");
      expect(await app.exited).toBe(0);

      app = await home.start();
      await trayThatSays(app, "Popeye: Open");
      await chooseInTray(app, "Open Culvert");
      await shownWindow(app);
      await app.closeWindow();
      expect(await app.notifications()).toEqual([]);
      await gateway.close();
    });
  },
  { needs: "a tray" },
);
