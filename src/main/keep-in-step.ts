import { app, nativeTheme } from "electron";
import { followSettings } from "./follow-settings.js";
import type { Parts } from "./parts.js";

/** The tunnels and checks follow the profiles; the app, its window and the system follow the settings. */
export function keepInStep({ store, settings, tunnels, checks, window }: Parts): void {
  const reach = { app, nativeTheme, window, systemLocale: app.getLocale() };
  followSettings(settings.settings(), reach);
  settings.onChange(() => followSettings(settings.settings(), reach));
  store.onChange(() => {
    tunnels.adopt(store.profiles());
    checks.keepOnly(store.profiles().map(({ id }) => id));
  });
}
