import type { App, PowerMonitor } from "electron";

/** What is done about the computer's sleep and its end. */
export interface PowerActs {
  /** It was asleep, or nobody was at it. */
  readonly woke: () => void;
  /** It shuts down, and waits for the app where it can. */
  readonly shutDown: () => void;
}

/**
 * Passes on what the system tells of sleep and of its end. Linux and macOS tell of the end by `shutdown`; Windows asks each
 * window, and holds the end up where one objects.
 */
export function watchPower(powerMonitor: Pick<PowerMonitor, "on">, app: Pick<App, "on">, acts: PowerActs): void {
  powerMonitor.on("resume", acts.woke);
  powerMonitor.on("unlock-screen", acts.woke);
  powerMonitor.on("shutdown", (event?: { preventDefault(): void }) => { // its documentation gives it an event, its type none
    event?.preventDefault();
    acts.shutDown();
  });
  app.on("browser-window-created", (_event, window) => {
    window.on("query-session-end", (event) => {
      event.preventDefault();
      acts.shutDown();
    });
  });
}
