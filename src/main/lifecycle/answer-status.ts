import { app } from "electron";
import { StatusListener } from "../../core/activity/status-listener.js";
import type { Services } from "../services.js";

/** `culvert status` asks the app how its tunnels stand. @param folder the data folder */
export function answerStatus(folder: string, { tunnels, log }: Services): void {
  const opening = StatusListener.open(folder, "app", () => tunnels.status()).catch((thrown: unknown) => {
    log.error("No other process can ask for the tunnels", thrown);
  });
  app.on("quit", () => void opening.then((listener) => listener?.close()));
}
