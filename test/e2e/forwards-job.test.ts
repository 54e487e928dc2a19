import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { echoAfterEnd, converse } from "../support/fixtures/plain-forward-setup.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, isListening, shownWindow, tellPassword, trayThatSays } from "./steps.js";

const NAME = "Olive's mail";
/** Long enough for one folded row. */
const SCREENS = 12;

describeApp(
  "Forwards beside FTP, switched in their rows",
  (stage) => {
    let gateway: Gateway;
    let mail: Server;
    let [mailPort, firstScreen] = [0, 0];
    let home: Home;
    let app: RunningApp;
    let page: Page;

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"] });
      mail = createServer({ allowHalfOpen: true }, echoAfterEnd);
      await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", resolve));
      mailPort = await freePort();
      const screens = await freeRange(SCREENS);
      firstScreen = screens.first;
      const { host, port, username } = gateway;
      const target = { host: "127.0.0.1", port: (mail.address() as AddressInfo).port };
      home = stage.home(
        JSON.stringify({
          version: 1,
          profiles: [
            {
              id: "olive",
              name: NAME,
              gateway: { host, port, username, auth: [{ method: "password" }] },
              forwards: [
                { kind: "local", name: "Mail", listen: { port: mailPort }, target },
                {
                  kind: "local",
                  name: "VNC",
                  listen: { port: screens.text },
                  target: { host: "127.0.0.1", port: `5900-${5900 + SCREENS - 1}` },
                },
              ],
            },
          ],
        }),
      );
      app = await home.start();
    });
    afterAll(async () => {
      await new Promise((resolve) => mail.close(resolve));
      await gateway.close();
    });

    const theSwitch = (name: string) => page.getByRole("switch", { name: `Switch ${name}`, exact: true });
    const press = (name: string) =>
      page
        .locator(".switch")
        .filter({ has: theSwitch(name) })
        .click();
    const stored = () =>
      (
        JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8")) as {
          profiles: { forwards: { enabled: boolean }[] }[];
        }
      ).profiles[0]?.forwards.map(({ enabled }) => enabled);

    it("listen once the tunnel is open, a long range in one row", async () => {
      await trayThatSays(app, `${NAME}: Closed`);
      await chooseInTray(app, `Connect ${NAME}`);
      page = await shownWindow(app);
      await trayThatSays(app, `${NAME}: A question waits`);
      await page.getByRole("button", { name: "Trust and remember" }).click();
      await tellPassword(page, gateway.password);
      await trayThatSays(app, `${NAME}: Open`);
      await page
        .getByRole("row")
        .filter({ hasText: `${SCREENS} listening` })
        .waitFor();
      expect(await page.getByRole("switch").count()).toBe(2);
      expect(await converse(mailPort, "spinach")).toEqual({ heard: "you said spinach", broken: false });
    });

    it("one is switched off: its port is closed, the file says so, and the others go on", async () => {
      await press("Mail");
      await expect.poll(() => isListening(mailPort)).toBe(false);
      await expect.poll(() => theSwitch("Mail").isChecked()).toBe(false);
      expect(stored()).toEqual([false, true]);
      expect(await isListening(firstScreen)).toBe(true);
      await keepPicture(page, "forwards-switched");
    });

    it("and on again, and carries as before, in the same tunnel", async () => {
      await press("Mail");
      await expect.poll(() => isListening(mailPort)).toBe(true);
      expect(await converse(mailPort, "spinach")).toEqual({ heard: "you said spinach", broken: false });
      await trayThatSays(app, `${NAME}: Open`);
      expect(stored()).toEqual([true, true]);
    });

    it("a long range is switched as one", async () => {
      await press("VNC");
      await page
        .getByRole("row")
        .filter({ hasText: `${SCREENS} idle` })
        .waitFor();
      const listening = await Promise.all(
        Array.from({ length: SCREENS }, (_, step) => isListening(firstScreen + step)),
      );
      expect(listening).not.toContain(true);
      expect(await isListening(mailPort)).toBe(true);
    });

    it("one that the tray could not switch is told of", async () => {
      const file = join(home.data, "profiles.json");
      renameSync(file, `${file}.away`);
      mkdirSync(file);
      await chooseInTray(app, `Forwards of ${NAME}`, "Switch Mail off");
      await expect
        .poll(async () => (await app.notifications()).map(({ body }) => body))
        .toContainEqual(expect.stringContaining("cannot be read or written"));
      rmSync(file, { recursive: true });
      renameSync(`${file}.away`, file);
      await chooseInTray(app, `Forwards of ${NAME}`, "Switch Mail off");
      await expect.poll(stored).toEqual([false, false]);
    });
  },
  { stepByStep: true },
);
