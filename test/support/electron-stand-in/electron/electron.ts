import { existsSync } from "node:fs";
import { app } from "./app.js";
import { BrowserWindow } from "./browser-window.js";
import { dialog } from "./dialog.js";
import { ipcMain } from "./ipc-main.js";
import { Menu } from "./menu.js";
import { nativeTheme } from "./native-theme.js";
import { Notification } from "./notification.js";
import { powerMonitor } from "./power-monitor.js";
import { protocol } from "./protocol.js";
import { safeStorage } from "./safe-storage.js";
import { screen } from "./screen.js";
import { session } from "./session.js";
import { Tray } from "./tray.js";

/** What `electron` means in the app's process: exactly the modules that Culvert uses. electron-store takes it by its default. */
const shell = {
  openPath: (): Promise<string> => Promise.resolve(""),
  openExternal: (): Promise<void> => Promise.resolve(),
  showItemInFolder: (): void => undefined,
};
/** What was copied; nobody else has this one. */
let copied = "";
const clipboard = { writeText: (text: string): void => void (copied = text), readText: (): string => copied };
/** Offline for as long as the file that a test names is there. */
const net = {
  isOnline: (): boolean => !existsSync(process.env["STAND_IN_OFFLINE"] ?? ""),
  fetch: (address: string, options?: RequestInit): Promise<Response> => fetch(address, options),
};
const electron = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
};
// eslint-disable-next-line no-restricted-syntax -- Electron has a default export, and electron-store uses it
export default electron;
