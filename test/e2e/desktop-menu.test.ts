import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Area, Desktop } from "../support/desktop.js";
import type { MenuEntry } from "../support/electron-stand-in/wire.js";
import { freeRange } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import {
  chooseByMouse,
  closeMenu,
  describeDesktop,
  keepScreen,
  openTrayMenu,
  pointInMenu,
  waitOnScreen,
} from "./desktop-steps.js";
import type { RunningApp } from "./host.js";
import { shownWindow } from "./steps.js";

/** The smallest that laptops have today, and the kit's. */
describe.each([
  [1366, 768],
  [1280, 900],
] as const)("On a screen of %i by %i", (width, height) => {
  describeDesktop(
    "The menu of thirty profiles, three of which have failed",
    (stage) => {
      let desktop: Desktop;
      let gateway: Gateway;
      let app: RunningApp;

      beforeAll(async () => {
        [desktop, gateway] = await Promise.all([
          stage.desktop({ width, height }),
          startGateway({ methods: ["publickey"] }),
        ]);
        const { first } = await freeRange(30);
        const home = stage.home(
          JSON.stringify({
            version: 1,
            profiles: Array.from({ length: 30 }, (_, number) => ({
              id: `c${number}`,
              name: `Customer ${number}`,
              openAtStart: number >= 20 && number < 23,
              gateway: {
                host: gateway.host,
                port: gateway.port,
                username: gateway.username,
                auth: [{ method: "key", file: "~/.ssh/id_stranger" }],
              },
              forwards: [
                {
                  kind: "local",
                  name: "Mail",
                  listen: { port: first + number },
                  target: { host: "popeye", port: 143 },
                },
              ],
            })),
          }),
        );
        mkdirSync(join(home.path, ".ssh"));
        writeFileSync(join(home.path, ".ssh", "id_stranger"), freshKey().private, { mode: 0o600 });
        writeFileSync(join(home.path, ".ssh", "known_hosts"), `${gateway.hostKeyLine}\n`);
        app = await home.start(desktop.env);
        await waitOnScreen("three troubles", async () =>
          (await app.tray())?.menu.filter(({ label }) => /^Customer \d+: Failed/.test(label)).length === 3
            ? true
            : undefined,
        );
      }, 120_000);
      afterAll(() => gateway.close());

      /** The entry of those for which there is no room. */
      const labelOfMore = (entries: readonly MenuEntry[]): string =>
        entries.find(({ label }) => /^\d+ more tunnels$/.test(label))?.label ?? "more tunnels";
      const expectOnScreen = (menu: Area): void => {
        expect({
          left: menu.x >= 0,
          top: menu.y >= 0,
          right: menu.x + menu.width <= width,
          bottom: menu.y + menu.height <= height,
        }).toEqual({ left: true, top: true, right: true, bottom: true });
      };

      it("fits the screen, and so does the menu of those that it has no room for", async () => {
        const menu = await openTrayMenu(desktop);
        expectOnScreen(menu);
        const entries = (await app.tray())?.menu ?? [];
        const more = await pointInMenu(desktop, menu, entries, labelOfMore(entries));
        await keepScreen(desktop, `desktop-menu-${height}`);
        expectOnScreen(more);
        await closeMenu(desktop);
      });

      it("leads by the mouse to the last of all", async () => {
        const label = labelOfMore((await app.tray())?.menu ?? []);
        await chooseByMouse(desktop, app, label, "Customer 29", "Show in the window");
        const page = await shownWindow(app);
        await page.getByRole("heading", { level: 1, name: "Customer 29" }).waitFor();
      });
    },
    { stepByStep: true },
  );
});
