import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { bundleStandIn } from "../support/electron-stand-in/bundle-stand-in.js";
import { StandInApp } from "../support/electron-stand-in/stand-in-app.js";
import { PlayedSessionBus } from "../support/fixtures/played-session-bus.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import type { Host } from "./host.js";

const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs the built app on the stand-in; each file of specs has one Chromium for all its windows. */
export async function openStandInHost(chromiumProgram: string, appPath: string): Promise<Host> {
  if (!existsSync(join(appPath, "out", "main", "main.js")))
    throw new Error(`The app in ${appPath} is not built yet: npm run build`);
  const browser = await chromium.launch({ executablePath: chromiumProgram, args: CHROMIUM_ARGS });
  const program = await bundleStandIn();
  const folder = tempFolder();
  const bus = await PlayedSessionBus.listen(folder.file("bus"), true);
  /** The stand-in's tray is one of the session bus's; `STAND_IN_TRAY=none` plays a desktop without. */
  const onDesktop = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    ...env,
    DISPLAY: undefined,
    XDG_RUNTIME_DIR: undefined,
    DBUS_SESSION_BUS_ADDRESS: env["STAND_IN_TRAY"] === "none" ? undefined : bus.address,
  });
  return {
    name: `the stand-in for Electron (node ${process.versions.node}, Chromium ${browser.version()})`,
    close: async () => {
      await browser.close();
      await bus.close();
      folder.remove();
    },
    startAgain: (env) => new StandInApp(browser, program, appPath, onDesktop(env)).exited,
    start: (env) => {
      const app = new StandInApp(browser, program, appPath, onDesktop(env));
      return Promise.resolve({
        tray: () => Promise.resolve(app.tray),
        choose: (entry) => {
          app.click(entry.id);
          return Promise.resolve();
        },
        window: () => Promise.resolve(app.shownWindows()[0]?.page),
        askToClose: () => {
          for (const { number } of app.shownWindows()) app.closeWindow(number);
          return Promise.resolve();
        },
        hasWindow: () => Promise.resolve(app.hasWindow),
        minimize: (isAway) => {
          for (const { number } of app.shownWindows()) app.putAway(number, isAway);
          return Promise.resolve();
        },
        notifications: () => Promise.resolve(app.notifications),
        clickNotification: (number) => {
          app.clickNotification(number);
          return Promise.resolve();
        },
        messageBoxes: () => Promise.resolve(app.messageBoxes),
        pressInMessageBoxes: (button) => {
          app.pressedButton = button;
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
