import { EventEmitter } from "node:events";
import type { BrowserWindow, Rectangle } from "electron";
import { expect, it } from "vitest";
import { SavedWindowBounds, fitWithin } from "../../../src/main/window/window-bounds.js";

const SCREEN = { x: 0, y: 27, width: 1280, height: 773 };

it.each([
  [
    "as it is where it fits",
    { x: 100, y: 100, width: 1000, height: 600 },
    { x: 100, y: 100, width: 1000, height: 600 },
  ],
  [
    "back from the right and from below",
    { x: 1200, y: 700, width: 600, height: 400 },
    { x: 680, y: 400, width: 600, height: 400 },
  ],
  [
    "back from the left and from under the panel",
    { x: -500, y: 0, width: 600, height: 400 },
    { x: 0, y: 27, width: 600, height: 400 },
  ],
  ["as large as the screen where it was larger", { x: 300, y: 300, width: 2560, height: 1440 }, SCREEN],
  [
    "back from a screen that is gone",
    { x: 3000, y: -900, width: 800, height: 600 },
    { x: 480, y: 27, width: 800, height: 600 },
  ],
])("comes %s", (_how, kept, expected) => {
  expect(fitWithin(kept, SCREEN)).toEqual(expected);
});

/** A window that a window manager has put off by its frame. */
class Framed extends EventEmitter {
  isMaximized = (): boolean => false;
  constructor(public bounds: Rectangle) {
    super();
  }
  getNormalBounds = (): Rectangle => this.bounds;
}
const ASKED = { x: 100, y: 100, width: 800, height: 600 };
const closedBy = (act: (window: Framed) => void): unknown => {
  const kept = new SavedWindowBounds({ store: {} });
  const window = new Framed({ ...ASKED, x: 101, y: 120 });
  kept.follow(window as unknown as BrowserWindow, ASKED);
  act(window);
  window.emit("close");
  return kept.read();
};

it("does not creep by the frame", () => {
  expect(closedBy((window) => window.emit("focus"))).toEqual({ ...ASKED, isMaximized: false });
});

it("is moved and drawn as the window was", () => {
  expect(
    closedBy((window) => {
      window.emit("focus");
      window.bounds = { x: 1, y: 220, width: 900, height: 500 };
      window.emit("focus");
    }),
  ).toEqual({ x: 0, y: 200, width: 900, height: 500, isMaximized: false });
});

it("is kept where nobody has touched the window", () => {
  expect(closedBy(() => undefined)).toEqual({ ...ASKED, isMaximized: false });
});

it.each([
  {},
  { x: 1 },
  { x: 0, y: 0, width: 0, height: 600, isMaximized: false },
  { x: "0", y: 0, width: 800, height: 600, isMaximized: false },
  { x: 0, y: 1e12, width: 800, height: 600, isMaximized: false },
  [],
])("is none where the file holds %j", (store) => {
  expect(new SavedWindowBounds({ store }).read()).toBeUndefined();
});
