import { app, dialog, powerMonitor, type MessageBoxOptions } from "electron";
import { watchNetwork } from "../../core/system/network-watch.js";
import { canClose } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";
import type { Services } from "../services.js";
import type { AppTray } from "../tray/app-tray.js";
import { closeWindow } from "../window/close-window.js";
import { watchPowerEvents } from "./power-events.js";
import { closeBeforeQuit, quitOnSignals } from "./quit.js";

/** The app outlives its window and the computer's sleep, comes forward when it is started again, and ends with every tunnel closed. */
export function handleLifecycle(parts: Services, tray: AppTray): void {
  const { tunnels, checks, settings, clock, log, window, trayHost, draftStore } = parts;
  app.on("second-instance", () => window.show());
  app.on("activate", () => window.show());
  app.on("window-all-closed", () => undefined); // the tunnels go on in the tray
  askBeforeClosing(parts);

  quitOnSignals(app);
  closeBeforeQuit(
    app,
    {
      closeAll: () => Promise.all([tunnels.closeAll(), checks.close()]).then(() => undefined),
      transferDrainMs: () => settings.settings().closeSeconds * 1000,
    },
    clock,
    log,
  );
  watchPowerEvents(powerMonitor, app, { onWake: () => tunnels.networkChanged(), onShutdown: () => app.quit() });
  const unwatch = watchNetwork(clock, () => tunnels.networkChanged());
  app.on("quit", () => {
    draftStore.write();
    unwatch();
    tray.close();
    trayHost.close();
  });
}

/** The window goes where the app can still be seen to run; one question at a time, and none while the app quits. */
function askBeforeClosing({ tunnels, settings, window, notices, trayHost, log }: Services): void {
  let isQuitting = false;
  let isAsking = false;
  let hasTold = false;
  app.on("before-quit", () => (isQuitting = true));

  const tellInTray = (): void => {
    if (hasTold || settings.settings().toldOfTray) return;
    hasTold = true; // once, though the settings cannot be written
    notices.show({ title: words.notices.inTray, body: words.notices.inTraySays });
    settings.save({ ...settings.settings(), toldOfTray: true });
  };
  const ask = async (options: MessageBoxOptions): Promise<number> => {
    const over = window.browserWindow;
    return (await (over === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(over, options)))
      .response;
  };
  const closing = {
    hasTray: () => trayHost.isPresent(),
    tunnelsUp: () => tunnels.status().filter(({ state }) => canClose(state)).length,
    ask,
    tellInTray,
    quit: () => app.quit(),
  };
  window.onClose((close) => {
    if (isQuitting) return true;
    if (isAsking) return false;
    isAsking = true;
    void closeWindow(closing, close)
      .catch((thrown: unknown) => log.error("Closing the window met a failure", thrown))
      .finally(() => (isAsking = false));
    return false;
  });
}
