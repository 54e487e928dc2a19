import { join } from "node:path";

/** Where the app's own files are, from the folder that holds `package.json` (`app.getAppPath()`). */
export const appPaths = (appPath: string) => ({
  page: join(appPath, "out", "renderer"),
  preload: join(appPath, "out", "preload", "preload.cjs"),
  trayIcons: join(appPath, "assets", "tray"),
  commandLine: join(appPath, "out", "main", "culvert.js"),
  appIcon: join(appPath, "assets", "icon.png"),
});
