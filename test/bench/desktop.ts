import { run, runWell } from "../support/child.js";
import { waitFor } from "../support/wait-for.js";

/** What the desktop shows of the app is looked at this often, which is how exact times are. Milliseconds. */
const LOOK_MS = 10;
const PATIENCE_MS = 60_000;

interface IconPosition {
  readonly x: number;
  readonly y: number;
}

/** The middle of the app's icon in the X tray: `0xa00007 "culvert-app": ("culvert-app" "Culvert-app")  24x26+0+0  +1255+873`. */
const trayIcon = (): Promise<IconPosition> =>
  waitFor(
    "the icon in the tray",
    async () => {
      const icons = [
        ...((await windows()) ?? "").matchAll(/"culvert-app": .*?\s(\d+)x(\d+)\+\d+\+\d+\s+\+(\d+)\+(\d+)$/gm),
      ].map(([, ...numbers]) => numbers.map(Number));
      const icon = icons.find(
        ([width = 0, height = 0, x = 0, y = 0]) =>
          width >= 16 && width <= 48 && height >= 16 && height <= 48 && x + y > 0,
      );
      if (icon === undefined) return undefined;
      const [width = 0, height = 0, x = 0, y = 0] = icon;
      return { x: x + Math.round(width / 2), y: y + Math.round(height / 2) };
    },
    PATIENCE_MS,
    LOOK_MS,
  );

/** The app's window, once it is shown, which it is when its page is drawn. @returns its X id */
const shownWindow = (): Promise<string> =>
  waitFor(
    "the window",
    async () => {
      const [, id] = /(0x[0-9a-f]+) "Culvert": \("culvert/.exec((await windows()) ?? "") ?? [];
      return id !== undefined && (await run("xwininfo", ["-id", id])).stdout.includes("IsViewable") ? id : undefined;
    },
    PATIENCE_MS,
    LOOK_MS,
  );

const noWindow = (): Promise<true> =>
  waitFor(
    "the end of the window",
    async () => ((await windows())?.includes('"Culvert": ("culvert') === false ? true : undefined),
    PATIENCE_MS,
    LOOK_MS,
  );

/** @returns nothing where a window went away while they were listed, which ends the listing early */
async function windows(): Promise<string | undefined> {
  const { code, stdout } = await run("xwininfo", ["-root", "-tree"]);
  return code === 0 ? stdout : undefined;
}

/** What a person does with the app: sees its icon, clicks on it, closes the window by keyboard. */
export const desktop = {
  async untilIcon(): Promise<void> {
    await trayIcon();
  },

  /** @returns milliseconds from the click on the icon to the drawn window */
  async openWindow(): Promise<number> {
    const { x, y } = await trayIcon();
    await runWell("xdotool", ["mousemove", String(x), String(y)]);
    const began = performance.now();
    await runWell("xdotool", ["click", "1"]);
    await shownWindow();
    return performance.now() - began;
  },

  async closeWindow(): Promise<void> {
    await runWell("xdotool", ["windowactivate", "--sync", await shownWindow(), "key", "--clearmodifiers", "alt+F4"]);
    await noWindow();
  },
};
