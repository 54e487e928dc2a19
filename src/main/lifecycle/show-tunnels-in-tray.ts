import { app, clipboard } from "electron";
import ElectronStore from "electron-store";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { Services } from "../services.js";
import { AppTray } from "../tray/app-tray.js";
import { RecentProfiles, recentProfilesOptions } from "../tray/recent-profiles.js";
import { trayActions } from "../tray/tray-actions.js";
import { trayView } from "../tray/menu/tray-menu-items.js";
import type { TrayView } from "../tray/menu/tray-view.js";

/** The tray shows all tunnels, in the language of the settings. @param folder the data folder */
export function showTunnelsInTray(services: Services, folder: string): AppTray {
  const { paths, store, settings, tunnels, tunnelStatuses, questions, window, notices, trayHost } = services;
  const recent = new RecentProfiles(new ElectronStore({ ...recentProfilesOptions, cwd: folder }));
  const view = (statuses: readonly TunnelStatus[]): TrayView =>
    trayView(statuses, {
      asking: new Set(questions.list().map(({ profile }) => profile)),
      openAtStart: new Set(
        store
          .profiles()
          .filter(({ openAtStart }) => openAtStart)
          .map(({ id }) => id),
      ),
      recent: recent.list(),
    });
  const tray = new AppTray(
    paths.trayIcons,
    view(tunnelStatuses()),
    trayActions({ store, tunnels, window, notices, clipboard, quit: () => app.quit() }),
  );
  tunnels.onChange((statuses) => {
    recent.follow(statuses);
    tray.show(view(statuses));
  });
  const showAgain = (): void => tray.show(view(tunnelStatuses()));
  questions.onChange(showAgain);
  store.onChange(showAgain);
  settings.onChange(showAgain);
  trayHost.onAppeared(() => tray.renew());
  return tray;
}
