import { watchFile } from "node:fs";
import { app, nativeTheme } from "electron";
import type { Services } from "../services.js";
import { applySettings } from "./apply-settings.js";

/** How often it is looked whether another process, the command line, has changed the profiles. Milliseconds. */
const POLL_INTERVAL_MS = 1_000;

/** The tunnels and checks follow the profiles; the app, its window and the system follow the settings. */
export function syncStores({ store, settings, tunnels, checks, window, notices }: Services): void {
  const targets = { app, nativeTheme, window, systemLocale: app.getLocale() };
  const apply = (): void =>
    void notices.showIfFailed({ kind: "page", page: "settings" }, () => applySettings(settings.settings(), targets));
  apply();
  settings.onChange(apply);
  watchFile(store.file, { interval: POLL_INTERVAL_MS, persistent: false }, () => store.reload());
  store.onChange(() => {
    tunnels.setProfiles(store.profiles());
    checks.retain(store.profiles().map(({ id }) => id));
  });
}
