import { app } from "./app.js";

/** Chromium as the host starts it refuses every permission by itself; what the handlers say is tested in `test/main`. */
const defaultSession = {
  setPermissionRequestHandler: (): void => undefined,
  setPermissionCheckHandler: (): void => undefined,
  setDevicePermissionHandler: (): void => undefined,
};

export const session = {
  get defaultSession() {
    app.mustBeReady("Session can not be used");
    return defaultSession;
  },
};
