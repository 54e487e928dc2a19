import { watchFile } from "node:fs";
import { app, Menu, nativeTheme, shell } from "electron";
import type { Services } from "../services.js";
import { words } from "../../shared/words/words.js";
import { DOCS_URL } from "../about.js";
import { appMenuTemplate } from "../window/app-menu.js";
import { applySettings } from "./apply-settings.js";

/** How often it is looked whether another process, the command line, has changed the profiles. Milliseconds. */
const POLL_INTERVAL_MS = 1_000;

/** The tunnels and checks follow the profiles; the app, its window and the system follow the settings. */
export function syncStores(services: Services): void {
  const { store, settings, sessionSecrets, tunnels, checks, window, notices, versionCheck } = services;
  const targets = { app, nativeTheme, window, systemLocale: app.getLocale() };
  const apply = (): void =>
    void notices.showIfFailed({ kind: "page", page: "settings" }, () => applySettings(settings.settings(), targets));
  /** In the language of the settings; elsewhere a window has none. */
  const setMenu = (): void => {
    if (process.platform !== "darwin") return;
    const template = appMenuTemplate({
      navigate: (to) => window.navigate(to),
      openHelp: () => void shell.openExternal(DOCS_URL),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  apply();
  setMenu();
  settings.onChange(apply);
  settings.onChange(setMenu);
  settings.onChange(() => {
    if (settings.settings().sessionSecrets.keep === "never") sessionSecrets.clear(); // at once, and not when it is asked for
  });
  versionCheck.onNewer(() => {
    const newer = versionCheck.news()?.newer;
    if (newer !== undefined)
      notices.show({ ...words.notices.newVersion(newer), target: { kind: "page", page: "settings" } });
  });
  const askForVersion = () => void versionCheck.start(settings.settings().newVersions);
  askForVersion();
  settings.onChange(askForVersion);
  watchFile(store.file, { interval: POLL_INTERVAL_MS, persistent: false }, () => store.reload());
  store.onChange(() => {
    tunnels.setProfiles(store.profiles());
    checks.retain(store.profiles().map(({ id }) => id));
  });
}
