import type { App, Event } from "electron";
import type { Clock, Log } from "../core/outside.js";

/** A gateway that does not answer must not keep the app alive. */
const LONGEST_CLOSING = 5_000;

/** Holds the quitting up until every tunnel is closed, or the time for it is over. */
export function closeBeforeQuit(app: Pick<App, "on" | "quit">, closeAll: () => Promise<void>, clock: Clock, log: Log): void {
  let step: "running" | "closing" | "closed" = "running";
  const finish = (): void => {
    if (step === "closed") return;
    step = "closed";
    app.quit();
  };
  app.on("before-quit", (event: Event) => {
    if (step === "closed") return;
    event.preventDefault();
    if (step === "closing") return;
    step = "closing";
    log.info("Quitting: closing every tunnel");
    const endWaiting = clock.after(LONGEST_CLOSING, () => {
      log.error("Quitting although not every tunnel has closed");
      finish();
    });
    closeAll().catch((bug: unknown) => log.error("Closing the tunnels met a bug", bug)).finally(() => {
      endWaiting();
      finish();
    }).catch(() => undefined);
  });
}
