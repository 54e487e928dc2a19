import type { App, PowerMonitor } from "electron";

/** What is done about the computer's sleep and its end. */
export interface PowerListeners {
  /** It was asleep, or nobody was at it. */
  readonly onWake: () => void;
  /** It shuts down, and waits for the app where it can. */
  readonly onShutdown: () => void;
}

/**
 * Passes on what the system tells of sleep and of its end. Linux and macOS tell of the end by `shutdown`; Windows asks each
 * window, and holds the end up where one objects.
 */
export function watchPowerEvents(
  powerMonitor: Pick<PowerMonitor, "on">,
  app: Pick<App, "on">,
  listeners: PowerListeners,
): void {
  powerMonitor.on("resume", listeners.onWake);
  powerMonitor.on("unlock-screen", listeners.onWake);
  powerMonitor.on("shutdown", (event?: { preventDefault(): void }) => {
    // its documentation gives it an event, its type none
    event?.preventDefault();
    listeners.onShutdown();
  });
  app.on("browser-window-created", (_event, window) => {
    window.on("query-session-end", (event) => {
      event.preventDefault();
      listeners.onShutdown();
    });
  });
}
