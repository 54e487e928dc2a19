import { app } from "electron";
import type { Services } from "../services.js";
import { AppTray } from "../tray/app-tray.js";
import { trayActions } from "../tray/tray-actions.js";
import { trayView } from "../tray/tray-menu.js";

/** The tray shows all tunnels, in the language of the settings. */
export function showTunnelsInTray(services: Services): AppTray {
  const { paths, store, settings, tunnels, tunnelStatuses, window, notices, trayHost } = services;
  const tray = new AppTray(
    paths.trayIcons,
    trayView(tunnelStatuses()),
    trayActions({ store, tunnels, window, notices, quit: () => app.quit() }),
  );
  tunnels.onChange((statuses) => tray.show(trayView(statuses)));
  trayHost.onAppeared(() => tray.renew());
  settings.onChange(() => tray.show(trayView(tunnelStatuses())));
  return tray;
}
