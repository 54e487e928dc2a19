import { watchFile } from "node:fs";
import { app, nativeTheme } from "electron";
import type { Parts } from "../services.js";
import { followSettings } from "./apply-settings.js";

/** How often it is looked whether another process, the command line, has changed the profiles. Milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** The tunnels and checks follow the profiles; the app, its window and the system follow the settings. */
export function keepInStep({ store, settings, tunnels, checks, window, notices }: Parts): void {
  const reach = { app, nativeTheme, window, systemLocale: app.getLocale() };
  const follow = (): void => notices.tellIfFailed({ kind: "page", page: "settings" }, () => followSettings(settings.settings(), reach));
  follow();
  settings.onChange(follow);
  watchFile(store.file, { interval: LOOK_EVERY_MS, persistent: false }, () => store.lookAgain());
  store.onChange(() => {
    tunnels.adopt(store.profiles());
    checks.keepOnly(store.profiles().map(({ id }) => id));
  });
}
