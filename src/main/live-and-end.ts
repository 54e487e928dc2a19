import { app, powerMonitor } from "electron";
import { watchNetwork } from "../core/network-watch.js";
import type { Parts } from "./parts.js";
import { watchPower } from "./power.js";
import { closeBeforeQuit, quitOnSignals } from "./quit.js";
import type { TrayPresence } from "./tray.js";

/** The app outlives its window and the computer's sleep, comes forward when it is started again, and ends with every tunnel closed. */
export function liveAndEnd({ tunnels, checks, settings, clock, log, window }: Parts, tray: TrayPresence): void {
  app.on("second-instance", () => window.show());
  app.on("activate", () => window.show());
  app.on("window-all-closed", () => undefined); // the tunnels go on in the tray

  quitOnSignals(app);
  closeBeforeQuit(app, { closeAll: () => Promise.all([tunnels.closeAll(), checks.close()]).then(() => undefined), lastTransfersLimit: () => settings.settings().closeSeconds * 1000 }, clock, log);
  watchPower(powerMonitor, app, { woke: () => tunnels.lookAgain(), shutDown: () => app.quit() });
  const unwatch = watchNetwork(clock, () => tunnels.lookAgain());
  app.on("quit", () => {
    unwatch();
    tray.close();
  });
}
