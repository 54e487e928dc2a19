import { app, safeStorage } from "electron";
import ElectronStore from "electron-store";
import { Journal } from "../core/activity/event-log.js";
import { Questions } from "../core/activity/open-questions.js";
import { TrafficHistory } from "../core/activity/traffic-history.js";
import { Checks } from "../core/check/running-checks.js";
import type { Outside } from "../core/environment.js";
import { KnownHostsFile } from "../core/ssh/host-key/known-hosts-file.js";
import { ProfileStore, profileFile, storeOptions } from "../core/store/profile-store.js";
import { SettingsStore, settingsFile, settingsOptions } from "../core/store/settings-store.js";
import { fromHome } from "../core/system/home-path.js";
import { systemClock } from "../core/system/system-clock.js";
import { Tunnels } from "../core/tunnel/tunnels.js";
import type { ProfileDocument } from "../shared/profile/profile-schema.js";
import type { Settings } from "../shared/settings.js";
import { placesOf } from "./app-paths.js";
import { openLogFile } from "./log-file.js";
import { Notices } from "./notifications/notifications.js";
import { SystemVault, secretStoreOptions, type SecretDocument } from "./secrets/system-vault.js";
import { TrayHost } from "./tray/tray-host.js";
import { AppWindow } from "./window/app-window.js";
import { KeptWindowPlace, windowPlaceOptions } from "./window/window-bounds.js";

/** What lives as long as the app does. */
export type Parts = ReturnType<typeof makeParts>;

/** Make the parts; nothing is joined, shown or opened yet. @param folder the data folder */
export function makeParts(folder: string) {
  const places = placesOf(app.getAppPath());
  const clock = systemClock;
  const log = openLogFile(folder);
  const store = new ProfileStore(profileFile(folder), () => new ElectronStore<ProfileDocument>(storeOptions(folder)));
  const settings = new SettingsStore(settingsFile(folder), () => new ElectronStore<Settings>(settingsOptions(folder)));
  const vault = new SystemVault(safeStorage, new ElectronStore<SecretDocument>({ ...secretStoreOptions, cwd: folder }));
  const questions = new Questions();
  /** The file that the settings name now. */
  const knownHosts = () => new KnownHostsFile(fromHome(settings.settings().knownHosts));
  const outside: Outside = {
    clock, asker: questions, secrets: vault, log,
    settings: () => settings.settings(),
    get knownHosts() { return knownHosts(); },
  };
  const tunnels = new Tunnels(outside);
  const checks = new Checks(outside, tunnels);
  const window = new AppWindow(places, new KeptWindowPlace(new ElectronStore({ ...windowPlaceOptions, cwd: folder })));
  const notices = new Notices((to) => (to === undefined ? window.show() : window.lead(to)));
  return { places, clock, log, store, settings, vault, questions, knownHosts, tunnels, checks, journal: new Journal(), traffic: new TrafficHistory(), window, notices, trayHost: new TrayHost(process.platform, process.env) };
}
