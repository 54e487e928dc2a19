import { EventEmitter } from "node:events";
import type { ToApp } from "../wire.js";
import { PreventableEvent } from "./app.js";
import { fromHost } from "./host-link.js";

/** What the system tells of its sleep and its end; the host plays the system. */
class PowerMonitor extends EventEmitter {
  /** Electron's own: another event would never come, and listening for it is a mistake. */
  override on(event: string, listener: (...args: unknown[]) => void): this {
    if (!EVENTS.has(event)) throw new Error(`powerMonitor has no event '${event}'`);
    return super.on(event, listener);
  }
}

const EVENTS: ReadonlySet<string> = new Set([
  "suspend",
  "resume",
  "on-ac",
  "on-battery",
  "thermal-state-change",
  "speed-limit-change",
  "shutdown",
  "lock-screen",
  "unlock-screen",
  "user-did-become-active",
  "user-did-resign-active",
]);

export const powerMonitor = new PowerMonitor();
fromHost.on("power", ({ event }: Extract<ToApp, { kind: "power" }>) =>
  powerMonitor.emit(event, new PreventableEvent()),
);
