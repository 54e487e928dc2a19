import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, onTestFailed } from "vitest";
import { electronProgram } from "../../scripts/electron-program.js";
import {
  middleOf,
  missingOfDesktop,
  startDesktop,
  type Area,
  type Desktop,
  type DesktopOptions,
  type DesktopWindow,
  type Point,
} from "../support/desktop.js";
import type { MenuEntry } from "../support/electron-stand-in/wire.js";
import { waitFor } from "../support/wait-for.js";
import { ARTIFACTS, describeApp, type RunningApp, type Stage } from "./host.js";

/** What a spec on a desktop is given; each desktop is ended behind the apps on it. */
export interface DesktopStage extends Stage {
  desktop(options?: DesktopOptions): Promise<Desktop>;
}

const missing = [
  ...(electronProgram(join(import.meta.dirname, "..", ".."), process.env, process.platform) === undefined
    ? ["Electron"]
    : []),
  ...(process.platform !== "linux" || process.env["DISPLAY"] === undefined ? ["an X screen"] : []),
  ...missingOfDesktop(),
];

/** A `describe` for specs that see and use the app on a real desktop; where there can be none, its title says why. */
export function describeDesktop(
  title: string,
  body: (stage: DesktopStage) => void,
  options: { stepByStep?: boolean } = {},
): void {
  if (missing.length > 0) {
    const skipped = (): never => {
      throw new Error("skipped");
    };
    describe.skip(`${title} (not here: ${missing.join(", ")})`, () => body({ home: skipped, desktop: skipped }));
    return;
  }
  describe("On a desktop", () => {
    const desktops: Desktop[] = [];
    beforeEach(() =>
      onTestFailed(async ({ task }) => {
        for (const [index, desktop] of desktops.entries())
          await keepScreen(desktop, `failed-${index}-${task.name.replace(/\W+/g, "-").slice(0, 60)}`);
      }),
    );
    afterAll(() => Promise.all(desktops.map((desktop) => desktop.close())));
    const desktop = async (wanted?: DesktopOptions): Promise<Desktop> => {
      const started = await startDesktop(wanted);
      desktops.push(started);
      return started;
    };
    describeApp(title, (stage) => body({ ...stage, desktop }), options);
  });
}

/** Wait for something on the screen, as long as a busy machine takes. */
export const waitOnScreen = <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> =>
  waitFor(what, look, 60_000, 100);

/** Keep what the screen shows as `.artifacts/e2e/<name>.png`, to be looked at. */
export async function keepScreen(desktop: Desktop, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await desktop.keep(join(ARTIFACTS, `${name}.png`));
}

/** Where the app's icon is in the tray. */
export async function iconInTray(desktop: Desktop): Promise<Area> {
  return await waitOnScreen("an icon in the tray", async () => {
    const windows = await desktop.windows();
    const panel = windows.find(({ name }) => name === "panel");
    return windows.find(
      (window) =>
        panel !== undefined && window.depth > panel.depth && window.className !== "" && holds(panel, middleOf(window)),
    );
  });
}

/** Click the icon with the right button. @returns the menu, once it is on the screen */
export async function openTrayMenu(desktop: Desktop): Promise<DesktopWindow> {
  await closeMenu(desktop);
  const before = await menus(desktop);
  await desktop.click(middleOf(await iconInTray(desktop)), 3);
  return await freshMenu(desktop, before);
}

/** Choose in the tray's menu with the mouse, by what the entries' labels begin with. */
export async function chooseByMouse(desktop: Desktop, app: RunningApp, ...labels: readonly string[]): Promise<void> {
  let menu = await openTrayMenu(desktop);
  let entries = (await app.tray())?.menu ?? [];
  for (const label of labels.slice(0, -1)) {
    menu = await pointInMenu(desktop, menu, entries, label);
    entries = entries[indexOf(entries, label)]?.submenu ?? [];
  }
  await pointAt(desktop, rowOf(menu, entries, indexOf(entries, labels.at(-1) ?? "")));
  await desktop.xdotool("click", 1);
  await waitForNoMenu(desktop);
}

/** Point at an entry that has a menu of its own. @returns that menu, once it is on the screen */
export async function pointInMenu(
  desktop: Desktop,
  menu: Area,
  entries: readonly MenuEntry[],
  label: string,
): Promise<DesktopWindow> {
  const before = await menus(desktop);
  await pointAt(desktop, rowOf(menu, entries, indexOf(entries, label)));
  return await freshMenu(desktop, before);
}

/** Close the menu by the keyboard. */
export async function closeMenu(desktop: Desktop): Promise<void> {
  await waitOnScreen("the menu to be gone", async () => {
    if ((await menus(desktop)).length === 0) return true;
    await desktop.xdotool("key", "Escape");
    return undefined;
  });
}

const waitForNoMenu = (desktop: Desktop): Promise<true> =>
  waitOnScreen("the menu to be gone", async () => ((await menus(desktop)).length === 0 ? true : undefined));

/** @throws where there is none */
function indexOf(entries: readonly MenuEntry[], label: string): number {
  const index = entries.findIndex((entry) => entry.label.startsWith(label));
  if (index < 0) throw new Error(`The menu has no ${label}: ${entries.map((entry) => entry.label).join(", ")}`);
  return index;
}

/** Move onto an entry, as often as it takes for it to light up: a menu that has just come pays no heed yet. */
async function pointAt(desktop: Desktop, { x, y }: Point): Promise<void> {
  const strip: Area = { x: Math.round(x) + 8, y: Math.round(y) - 4, width: 60, height: 8 };
  let dark = await desktop.pixels(strip);
  const isLit = async (): Promise<true | undefined> => ((await desktop.pixels(strip)).equals(dark) ? undefined : true);
  await waitOnScreen("the entry under the pointer to light up", async () => {
    await desktop.move({ x, y });
    for (let look = 0; look < 5; look++) if ((await isLit()) === true) return true;
    await desktop.move({ x: 2, y: 2 }); // it may have been lit already, when the pointer was there before
    dark = await desktop.pixels(strip);
    return undefined;
  });
}

/** The menus that are on the screen: what has a class and no frame. */
async function menus(desktop: Desktop): Promise<readonly DesktopWindow[]> {
  const framed = new Set((await desktop.managed()).map(({ id }) => id));
  return (await desktop.shown()).filter(
    ({ id, className, width, height }) =>
      className !== "" && className !== "Dunst" && !framed.has(id) && width > 50 && height > 20,
  );
}

async function freshMenu(desktop: Desktop, before: readonly DesktopWindow[]): Promise<DesktopWindow> {
  return await waitOnScreen("a menu", async () =>
    (await menus(desktop)).find(({ id, ...at }) => !before.some((old) => old.id === id && old.height === at.height)),
  );
}

const MENU_PADDING = 4;
/** A separator is so high beside an entry. */
const SEPARATOR_PART = 0.04;

/** The middle of an entry: entries are equally high and separators are thin, whatever the theme. */
function rowOf(menu: Area, entries: readonly MenuEntry[], index: number): Point {
  const parts = entries.map(({ type }) => (type === "separator" ? SEPARATOR_PART : 1));
  const sum = (some: readonly number[]): number => some.reduce((total, part) => total + part, 0);
  const row = (menu.height - 2 * MENU_PADDING) / sum(parts);
  return {
    x: menu.x + Math.min(40, menu.width / 2),
    y: menu.y + MENU_PADDING + (sum(parts.slice(0, index)) + 0.5) * row,
  };
}

const holds = (area: Area, { x, y }: Point): boolean =>
  x >= area.x && y >= area.y && x <= area.x + area.width && y <= area.y + area.height;

/** How much of an area is another now: the share of pixels that differ. */
export function differenceOf(one: Buffer, other: Buffer): number {
  if (one.length !== other.length || one.length === 0)
    throw new Error(`pictures of ${one.length} and ${other.length} bytes`);
  let different = 0;
  for (let at = 0; at < one.length; at += 3)
    if (
      Math.abs((one[at] ?? 0) - (other[at] ?? 0)) +
        Math.abs((one[at + 1] ?? 0) - (other[at + 1] ?? 0)) +
        Math.abs((one[at + 2] ?? 0) - (other[at + 2] ?? 0)) >
      60
    )
      different++;
  return different / (one.length / 3);
}
