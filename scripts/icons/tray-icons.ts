import { readFileSync } from "node:fs";
import { join } from "node:path";
import { icoOf } from "./ico.js";
import { render, type Drawn } from "./render.js";

/** A state is told by its shape; the colour, one that is seen on light and on dark bars, only helps. */
const COLOURS = {
  closed: "#8b93a1",
  opening: "#3d8fd1",
  open: "#1f9d7a",
  waiting: "#d98a1c",
  failed: "#e0484d",
} as const;
type State = keyof typeof COLOURS;
const STATES = Object.keys(COLOURS) as State[];

const LINUX_SIZES = [16, 22, 32];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64];
/** A menu bar is 22 points high, a template image in it 18. */
const MAC_SIZE = 18;

/** The tray's icons, one a state, in each system's own form, all from `tray/tray.svg`. */
export function trayIcons(): Drawn[] {
  const source = readFileSync(join(import.meta.dirname, "..", "..", "assets/tray/tray.svg"), "utf8");
  return STATES.flatMap((state) => {
    const coloured = svgOf(source, state, COLOURS[state]);
    const template = svgOf(source, state, "#000000"); // macOS takes only the alpha and colours it itself
    return [
      ...LINUX_SIZES.flatMap((size) => inBothDensities(`tray/linux/${state}-${size}`, coloured, size)),
      ...inBothDensities(`tray/mac/${state}Template`, template, MAC_SIZE),
      { path: `tray/windows/${state}.ico`, bytes: icoOf(WINDOWS_SIZES.map((size) => render(coloured, size))) },
    ];
  });
}

const inBothDensities = (name: string, svg: string, size: number): Drawn[] => [
  { path: `${name}.png`, bytes: render(svg, size).png },
  { path: `${name}@2x.png`, bytes: render(svg, size * 2).png },
];

/** One state's picture: the culvert with the state's own mark. */
function svgOf(source: string, state: State, colour: string): string {
  const [opening = ""] = /<svg[^>]*>/.exec(source) ?? [];
  return `${opening.replace("<svg", `<svg color="${colour}"`)}${groupOf(source, "culvert")}${groupOf(source, state)}</svg>`;
}

function groupOf(source: string, id: string): string {
  const group = new RegExp(`<g id="${id}">[\\s\\S]*?</g>`).exec(source);
  if (group === null) throw new Error(`tray.svg has no group ${id}`);
  return group[0];
}
