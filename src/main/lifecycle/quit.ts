import type { App, Event } from "electron";
import type { Clock, Log } from "../../core/environment.js";

/** A gateway that does not answer must not keep the app alive: so much longer than the last transfers may take. Milliseconds. */
const QUIT_GRACE_MS = 5_000;

/** What quitting has to do with the tunnels. */
interface QuitOptions {
  /** Close every tunnel; asked once more, without waiting for transfers. */
  readonly closeAll: () => Promise<void>;
  /** How long transfers under way may take. Milliseconds. */
  readonly transferDrainMs: () => number;
}

/** Holds the quitting up until every tunnel is closed, or the time for it is over; who quits once more waits for no transfer. */
export function closeBeforeQuit(
  app: Pick<App, "on" | "quit">,
  { closeAll, transferDrainMs }: QuitOptions,
  clock: Clock,
  log: Log,
): void {
  let step: "running" | "closing" | "closed" = "running";
  const finish = (): void => {
    if (step === "closed") return;
    step = "closed";
    app.quit();
  };
  const close = (): Promise<void> =>
    closeAll().catch((bug: unknown) => log.error("Closing the tunnels met a bug", bug));
  app.on("before-quit", (event: Event) => {
    if (step === "closed") return;
    event.preventDefault();
    if (step === "closing") {
      void close();
      return;
    }
    step = "closing";
    log.info("Quitting: closing every tunnel");
    const endWaiting = clock.setTimeout(transferDrainMs() + QUIT_GRACE_MS, () => {
      log.error("Quitting although not every tunnel has closed");
      finish();
    });
    void close().then(() => {
      endWaiting();
      finish();
    });
  });
}

/**
 * Quit when the system ends the session or a terminal is closed. Others' listeners go: electron-store's writer (when-exit)
 * sends the first signal to this process again, which would end it at once.
 */
export function quitOnSignals(app: Pick<App, "quit">): void {
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
    process.removeAllListeners(signal).on(signal, () => app.quit());
}
