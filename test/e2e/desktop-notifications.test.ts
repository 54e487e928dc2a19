import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { middleOf, type Desktop, type DesktopWindow } from "../support/desktop.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { describeDesktop, keepScreen, waitOnScreen } from "./desktop-steps.js";
import type { RunningApp } from "./host.js";
import { chooseInTray, shownWindow, trayThatSays } from "./steps.js";

const NAME = "Tom & <b>Jerry</b>";

describeDesktop(
  "A notification",
  (stage) => {
    let desktop: Desktop;
    let gateway: Gateway;
    let app: RunningApp;

    beforeAll(async () => {
      [desktop, gateway] = await Promise.all([stage.desktop(), startGateway({ methods: ["publickey"] })]);
      const profile = async (id: string, name: string, file: string) => ({
        id,
        name,
        gateway: {
          host: gateway.host,
          port: gateway.port,
          username: gateway.username,
          auth: [{ method: "key", file }],
        },
        forwards: [
          {
            kind: "local",
            name: "Mail",
            listen: { port: await freePort("127.0.0.1") },
            target: { host: "popeye", port: 143 },
          },
        ],
      });
      const home = stage.home(
        JSON.stringify({
          version: 1,
          profiles: [
            await profile("popeye", "Popeye", "~/.ssh/id_stranger"),
            await profile("tom", NAME, "~/.ssh/tom & <i>jerry</i>"),
          ],
        }),
      );
      mkdirSync(join(home.path, ".ssh"));
      writeFileSync(join(home.path, ".ssh", "id_stranger"), freshKey().private, { mode: 0o600 });
      mkdirSync(join(home.path, ".ssh", "tom & <i>jerry<"));
      writeFileSync(join(home.path, ".ssh", "tom & <i>jerry<", "i>"), freshKey().private, { mode: 0o600 });
      writeFileSync(join(home.path, ".ssh", "known_hosts"), `${gateway.hostKeyLine}\n`);
      writeFileSync(join(home.data, "settings.json"), JSON.stringify({ toldOfTray: true })); // no notification but those of the tunnels
      app = await home.start(desktop.env);
      await trayThatSays(app, "Popeye: Closed");
    }, 120_000);
    afterAll(() => gateway.close());

    const bubble = (): Promise<DesktopWindow | undefined> =>
      desktop.shown().then((windows) => windows.find(({ className, height }) => className === "Dunst" && height > 20));

    async function failAndFollow(name: string, picture: string): Promise<string> {
      await chooseInTray(app, `Connect ${name}`);
      await trayThatSays(app, `${name}: Failed`);
      const shown = await waitOnScreen("a notification on the screen", bubble);
      await keepScreen(desktop, picture);
      await desktop.click(middleOf(shown));
      const page = await shownWindow(app);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await waitOnScreen("the notification to be gone", async () =>
        (await bubble()) === undefined ? true : undefined,
      );
      await waitOnScreen("the window before the user", async () => {
        const focused = Number(await desktop.xdotool("getwindowfocus"));
        return (await desktop.managed()).some(({ id, name: title }) => id === focused && title === "Culvert")
          ? true
          : undefined;
      });
      return await page.getByRole("heading", { level: 1 }).innerText();
    }

    it("reaches the system's service with its text, and a click on it leads to its tunnel", async () => {
      expect(await failAndFollow("Popeye", "desktop-notification")).toBe("Popeye");
      expect(desktop.notified()).toContain("Popeye failed");
      expect(desktop.notified()).toContain("did not let olive in");
      expect(desktop.notified()).toContain("Culvert");
      await app.closeWindow();
      await waitOnScreen("no window", async () => ((await app.window()) === undefined ? true : undefined));
    });

    it("shows what the user wrote as it was written, and never as markup", async () => {
      expect(await failAndFollow(NAME, "desktop-notification-markup")).toBe(NAME);
      expect(desktop.notified()).toContain("~/.ssh/tom &amp; &lt;i&gt;jerry&lt;/i&gt; (refused)");
    });
  },
  { stepByStep: true },
);
