import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { icoOf, type Picture } from "./ico.js";

/** Draws every icon of the app from `tray.svg` and `../icon.svg`: `npx tsx assets/tray/draw.ts`. What it writes is committed. */
const HERE = import.meta.dirname;

/** A state is told by its shape; the colour, one that is seen on light and on dark bars, only helps. */
const COLOURS = { closed: "#8b93a1", opening: "#3d8fd1", open: "#1f9d7a", waiting: "#d98a1c", failed: "#e0484d" } as const;
const STATES = Object.keys(COLOURS) as (keyof typeof COLOURS)[];

const LINUX_SIZES = [16, 22, 32];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64];
/** A menu bar is 22 points high, a template image in it 18. */
const MAC_SIZE = 18;

const source = readFileSync(join(HERE, "tray.svg"), "utf8");
const opening = (/<svg[^>]*>/.exec(source) ?? [""])[0];

/** One state's picture: the culvert with the state's own mark. */
function svgOf(state: keyof typeof COLOURS, colour: string): string {
  return `${opening.replace("<svg", `<svg color="${colour}"`)}${groupOf("culvert")}${groupOf(state)}</svg>`;
}

function groupOf(id: string): string {
  const group = new RegExp(`<g id="${id}">[\\s\\S]*?</g>`).exec(source);
  if (group === null) throw new Error(`tray.svg has no group ${id}`);
  return group[0];
}

function render(svg: string, size: number): Picture & { readonly png: Buffer } {
  const image = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render();
  return { size, pixels: image.pixels, png: image.asPng() };
}

for (const folder of ["linux", "mac", "windows"]) mkdirSync(join(HERE, folder), { recursive: true });
for (const state of STATES) {
  const coloured = svgOf(state, COLOURS[state]);
  const template = svgOf(state, "#000000"); // macOS takes only the alpha and colours it itself
  for (const size of LINUX_SIZES) {
    writeFileSync(join(HERE, "linux", `${state}-${size}.png`), render(coloured, size).png);
    writeFileSync(join(HERE, "linux", `${state}-${size}@2x.png`), render(coloured, size * 2).png);
  }
  writeFileSync(join(HERE, "mac", `${state}Template.png`), render(template, MAC_SIZE).png);
  writeFileSync(join(HERE, "mac", `${state}Template@2x.png`), render(template, MAC_SIZE * 2).png);
  writeFileSync(join(HERE, "windows", `${state}.ico`), icoOf(WINDOWS_SIZES.map((size) => render(coloured, size))));
}
const appIcon = readFileSync(join(HERE, "..", "icon.svg"), "utf8");
writeFileSync(join(HERE, "..", "icon.png"), render(appIcon, 512).png);
