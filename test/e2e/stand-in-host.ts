import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { StandInApp } from "../support/electron-stand-in/stand-in-app.js";
import type { Host } from "./host.js";

const CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Runs the built app on the stand-in; each file of specs has one Chromium for all its windows. */
export async function openStandInHost(program: string, appPath: string): Promise<Host> {
  if (!existsSync(join(appPath, "out", "main", "main.js"))) throw new Error(`The app in ${appPath} is not built yet: npm run build`);
  const browser = await chromium.launch({ executablePath: program, args: CHROMIUM_ARGS });
  return {
    name: `the stand-in for Electron (node ${process.versions.node}, Chromium ${browser.version()})`,
    close: () => browser.close(),
    start: (env) => {
      const app = new StandInApp(browser, appPath, env);
      return Promise.resolve({
        tray: () => Promise.resolve(app.tray),
        choose: (entry) => {
          app.click(entry.id);
          return Promise.resolve();
        },
        window: () => Promise.resolve(app.shownWindows()[0]?.page),
        closeWindow: async () => {
          for (const { number, page } of app.shownWindows()) {
            const closed = page.waitForEvent("close");
            app.closeWindow(number);
            await closed;
          }
        },
        minimize: (isAway) => {
          for (const { number } of app.shownWindows()) app.putAway(number, isAway);
          return Promise.resolve();
        },
        notifications: () => Promise.resolve(app.notifications),
        clickNotification: (number) => {
          app.clickNotification(number);
          return Promise.resolve();
        },
        chooseFiles: (paths) => {
          app.chosenFiles = paths;
          return Promise.resolve();
        },
        power: (event) => {
          app.power(event);
          return Promise.resolve();
        },
        terminate: () => {
          app.terminate();
          return Promise.resolve();
        },
        exited: app.exited,
        output: () => app.output,
      });
    },
  };
}
