import { app } from "./app.js";

const DISPLAY = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };

/** The one screen that a stand-in has. */
export const screen = {
  getPrimaryDisplay(): typeof DISPLAY {
    app.mustBeReady("screen.getPrimaryDisplay called");
    return DISPLAY;
  },
  getDisplayMatching: (): typeof DISPLAY => screen.getPrimaryDisplay(),
};
