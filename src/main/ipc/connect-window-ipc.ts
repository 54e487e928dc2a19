import { app, ipcMain, shell } from "electron";
import { words } from "../../shared/words/words.js";
import { readAbout, showAbout } from "../about.js";
import { FtpUrlHandler } from "../ftp-url-handler.js";
import type { Services } from "../services.js";
import { chooseFile } from "../window/choose-file.js";
import { createCallHandlers } from "./call-handlers.js";
import { registerCalls } from "./register-calls.js";
import { ImportSession } from "./import-session.js";
import { createNewsPusher } from "./push-news.js";

/** The window is answered what it asks, and told of whatever changes. */
export function connectWindowIpc(services: Services): void {
  const { store, settings, vault, questions, tunnels, tunnelStatuses, checks } = services;
  const { eventLog, trafficHistory, clock, log, window, versionCheck } = services;
  const newsPusher = createNewsPusher(
    {
      profiles: () => ({
        profiles: store.profiles(),
        withSecrets: vault.profilesWithSecrets(),
        ...(store.trouble && { trouble: store.trouble }),
      }),
      settings: () => {
        const version = versionCheck.news();
        return {
          settings: settings.settings(),
          ...(settings.trouble && { trouble: settings.trouble }),
          ...(version && { version }),
        };
      },
      tunnels: tunnelStatuses,
      questions: () => questions.list(),
      checks: () => checks.status(),
      led: () => window.navigation,
      log: () => eventLog.entries(),
      traffic: () => trafficHistory.recent(clock.now()),
    },
    () => window.isVisible(),
    window.pushNews,
    clock,
  );

  store.onChange(() => newsPusher.markChanged("profiles"));
  vault.onChange(() => newsPusher.markChanged("profiles"));
  settings.onChange(() => newsPusher.markChanged("settings"));
  versionCheck.onNewer(() => newsPusher.markChanged("settings"));
  tunnels.onChange(() => {
    newsPusher.markChanged("tunnels");
    newsPusher.markChanged("traffic");
  });
  checks.onChange(() => newsPusher.markChanged("checks"));
  eventLog.onChange(() => newsPusher.markChanged("log"));
  questions.onChange(() => newsPusher.markChanged("questions"));
  window.onNavigate(() => newsPusher.markChanged("led"));
  window.onVisible(() => newsPusher.pushAll());

  const importSession = new ImportSession(store, () => chooseFile(words.dialogs.chooseImport, window.browserWindow));
  const handlers = createCallHandlers({
    ...services,
    importSession,
    newsPusher,
    ftpUrlHandler: new FtpUrlHandler(app, shell),
    about: {
      read: () => readAbout(services, { version: app.getVersion() }),
      show: (target) =>
        showAbout(
          target,
          services,
          { isPackaged: app.isPackaged, appPath: app.getAppPath(), resourcesPath: process.resourcesPath },
          shell,
        ),
    },
    logFile: log.file,
  });
  registerCalls(ipcMain, handlers, (sender) => window.owns(sender), log);
}
