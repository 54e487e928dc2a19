import { app } from "electron";
import type { Services } from "../services.js";
import { AppTray } from "../tray/app-tray.js";
import { trayActions } from "../tray/tray-actions.js";
import { trayView } from "../tray/tray-menu.js";

/** The tray shows all tunnels, in the language of the settings. */
export function showTunnelsInTray({ paths, store, settings, tunnels, window, notices, trayHost }: Services): AppTray {
  let statuses = tunnels.status();
  const tray = new AppTray(
    paths.trayIcons,
    trayView(statuses),
    trayActions({ store, tunnels, window, notices, quit: () => app.quit() }),
  );
  tunnels.onChange((latest) => {
    statuses = latest;
    tray.show(trayView(statuses));
  });
  trayHost.onAppeared(() => tray.renew());
  settings.onChange(() => tray.show(trayView(statuses)));
  return tray;
}
