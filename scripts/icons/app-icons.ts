import { readFileSync } from "node:fs";
import { join } from "node:path";
import { icnsOf, ICNS_SIZES } from "./icns.js";
import { icoOf } from "./ico.js";
import { render, type Drawn } from "./render.js";

const LINUX_SIZES = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** The one that the running app shows. */
const WINDOW_SIZE = 512;

/** The app's own icon for each system, all from `icon.svg`; electron-builder finds the sizes of the Linux set by the files' names. */
export function appIcons(): Drawn[] {
  const svg = readFileSync(join(import.meta.dirname, "..", "..", "assets/icon.svg"), "utf8");
  return [
    { path: "icon.png", bytes: render(svg, WINDOW_SIZE).png },
    { path: "icons/icon.ico", bytes: icoOf(WINDOWS_SIZES.map((size) => render(svg, size))) },
    { path: "icons/icon.icns", bytes: icnsOf(ICNS_SIZES.map((size) => render(svg, size))) },
    ...LINUX_SIZES.map((size) => ({ path: `icons/${size}x${size}.png`, bytes: render(svg, size).png })),
  ];
}
