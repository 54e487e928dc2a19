import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { watchPowerEvents } from "../../../src/main/lifecycle/power-events.js";

it("waking and unlocking are passed on, and an end of the system waits for the app", () => {
  const powerMonitor = new EventEmitter();
  const app = new EventEmitter();
  const done: string[] = [];
  watchPowerEvents(powerMonitor as never, app as never, {
    onWake: () => done.push("woke"),
    onShutdown: () => done.push("shut down"),
  });
  const end = { preventDefault: () => done.push("held up") };
  powerMonitor.emit("suspend");
  powerMonitor.emit("resume");
  powerMonitor.emit("unlock-screen");
  powerMonitor.emit("shutdown", end);
  expect(done).toEqual(["woke", "woke", "held up", "shut down"]);

  const window = new EventEmitter(); // Windows asks each window
  app.emit("browser-window-created", {}, window);
  window.emit("query-session-end", end);
  expect(done.slice(4)).toEqual(["held up", "shut down"]);
});
