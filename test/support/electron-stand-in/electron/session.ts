import { app } from "./app.js";
import { windowNumbered } from "./browser-window.js";
import { answerHost } from "./host-link.js";

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

let onRequest: RequestHandler | undefined;
let onCheck: CheckHandler | undefined;

/** A permission is granted where neither handler refuses it: Electron's own default, and the reason to set both. */
const defaultSession = {
  setPermissionRequestHandler(handler: RequestHandler): void {
    onRequest = handler;
  },
  setPermissionCheckHandler(handler: CheckHandler): void {
    onCheck = handler;
  },
  setDevicePermissionHandler: (): void => undefined, // headless Chromium has no devices to ask for
};

answerHost(
  "permission",
  ({ window, permission }) =>
    new Promise((resolve) => {
      const contents = windowNumbered(window)?.webContents;
      if (onCheck?.(contents, permission, "", {}) === false) resolve(false);
      else if (onRequest === undefined) resolve(true);
      else onRequest(contents, permission, resolve, {});
    }),
);

export const session = {
  get defaultSession() {
    app.mustBeReady("Session can not be used");
    return defaultSession;
  },
};
