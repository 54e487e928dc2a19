import { app } from "electron";
import type { Parts } from "../services.js";
import { TrayPresence } from "./app-tray.js";
import { trayActs } from "./tray-actions.js";
import { trayView } from "./tray-menu.js";

/** The tray shows all tunnels, in the language of the settings. */
export function showInTray({ places, store, settings, tunnels, window, notices, trayHost }: Parts): TrayPresence {
  let statuses = tunnels.status();
  const tray = new TrayPresence(places.trayIcons, trayView(statuses), trayActs({ store, tunnels, window, notices, quit: () => app.quit() }));
  tunnels.onChange((latest) => {
    statuses = latest;
    tray.show(trayView(statuses));
  });
  trayHost.onCame(() => tray.renew());
  settings.onChange(() => tray.show(trayView(statuses)));
  return tray;
}
