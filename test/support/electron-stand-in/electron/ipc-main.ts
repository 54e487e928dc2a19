import { EventEmitter } from "node:events";
import { windowNumbered } from "./browser-window.js";
import { answerHost } from "./host-link.js";

type Handler = (event: unknown, ...args: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

export const ipcMain = new IpcMain();

answerHost("invoke", async ({ window, frame, channel, args }) => {
  const handler = ipcMain.handlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  const senderFrame = { url: frame.url, parent: frame.isTop ? null : {} };
  return await handler({ type: "frame", sender: windowNumbered(window)?.webContents, senderFrame }, ...args);
});
