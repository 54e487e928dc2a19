import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { appIcons } from "./icons/app-icons.js";
import { trayIcons } from "./icons/tray-icons.js";

/** `npm run icons`: draws every icon of the app from `icon.svg` and `tray/tray.svg`. What it writes is committed; a test holds that it is up to date. */
for (const { path, bytes } of [...appIcons(), ...trayIcons()]) {
  const file = join(import.meta.dirname, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
