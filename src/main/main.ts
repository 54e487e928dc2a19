import { mkdirSync } from "node:fs";
import { app, ipcMain, nativeTheme, powerMonitor, protocol, safeStorage, session, shell } from "electron";
import ElectronStore from "electron-store";
import { Checks } from "../core/check/checks.js";
import { dataFolder } from "../core/data-folder.js";
import type { Outside } from "../core/outside.js";
import { ProfileStore, profileFile, storeOptions } from "../core/profile-store.js";
import { watchNetwork } from "../core/network-watch.js";
import { Questions } from "../core/questions.js";
import { KnownHostsFile } from "../core/ssh/known-hosts-file.js";
import { SettingsStore, settingsFile, settingsOptions } from "../core/settings-store.js";
import { fromHome } from "../core/home-path.js";
import { systemClock } from "../core/system-clock.js";
import { Tunnels } from "../core/tunnel/tunnels.js";
import type { ProfileDocument } from "../shared/profile.js";
import type { Settings } from "../shared/settings.js";
import { words } from "../shared/words.js";
import { answerCalls } from "./answer-calls.js";
import { answersOf } from "./answers.js";
import { chooseFile } from "./choose-file.js";
import { Importing } from "./importing.js";
import { APP_SCHEME, serveFrom } from "./app-page.js";
import { followSettings } from "./follow-settings.js";
import { openLogFile } from "./log-file.js";
import { placesOf } from "./places.js";
import { watchPower } from "./power.js";
import { closeBeforeQuit } from "./quit.js";
import { FtpHandler } from "./ftp-handler.js";
import { SystemVault, secretStoreOptions, type SecretDocument } from "./secret-vault.js";
import { newsTeller } from "./tell-news.js";
import { TrayPresence } from "./tray.js";
import { trayView, type TrayAction } from "./tray-view.js";
import { AppWindow, refusePermissions } from "./window.js";

/** The composition root: makes the parts, joins them, and holds nothing else. */
const folder = dataFolder();
mkdirSync(folder, { recursive: true, mode: 0o700 });
app.setName("Culvert");
app.setPath("userData", folder); // named here and not by Electron, so that the command line finds the same folder
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }]);

if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

function start(): void {
  const log = openLogFile(folder);
  process.on("uncaughtException", (bug) => log.error("A bug", bug));
  process.on("unhandledRejection", (bug) => log.error("A bug", bug));
  log.info(`Culvert ${app.getVersion()} starts`);

  const places = placesOf(app.getAppPath());
  refusePermissions(session.defaultSession);
  protocol.handle(APP_SCHEME, serveFrom(places.page));

  const store = new ProfileStore(profileFile(folder), () => new ElectronStore<ProfileDocument>(storeOptions(folder)));
  const settings = new SettingsStore(settingsFile(folder), () => new ElectronStore<Settings>(settingsOptions(folder)));
  const reach = { nativeTheme, systemLocale: app.getLocale() };
  followSettings(settings.settings(), reach);
  const vault = new SystemVault(safeStorage, new ElectronStore<SecretDocument>({ ...secretStoreOptions, cwd: folder }));
  const questions = new Questions();
  const knownHosts = () => new KnownHostsFile(fromHome(settings.settings().knownHosts));
  const outside: Outside = {
    clock: systemClock, asker: questions, secrets: vault, log,
    settings: () => settings.settings(),
    get knownHosts() { return knownHosts(); },
  };
  const tunnels = new Tunnels(outside);
  const checks = new Checks(outside, tunnels);
  tunnels.adopt(store.profiles());

  const window = new AppWindow(places);
  const profilesNews = () => ({ profiles: store.profiles(), withSecrets: vault.holders(), ...(store.trouble && { trouble: store.trouble }) });
  const settingsNews = () => ({ settings: settings.settings(), ...(settings.trouble && { trouble: settings.trouble }) });
  const teller = newsTeller({ profiles: profilesNews, tunnels: () => tunnels.status(), questions: () => questions.open(), settings: settingsNews, checks: () => checks.status(), led: () => window.led }, () => window.isOpen(), window.tell, systemClock);
  const importing = new Importing(store, () => chooseFile(words.dialogs.chooseImport, window.forDialogs));
  answerCalls(ipcMain, answersOf({ store, settings, vault, questions, tunnels, knownHosts, importing, window, teller, checks, ftpHandler: new FtpHandler(app, shell) }), (sender) => window.isOurs(sender), log);

  window.onLed(() => teller.changed("led"));
  const act = (action: TrayAction): void => {
    switch (action.kind) {
      case "open":
        tunnels.open(action.profile);
        break;
      case "close":
        void tunnels.close(action.profile);
        break;
      case "close-all":
        void tunnels.closeAll();
        break;
      case "settings":
        window.lead({ kind: "page", page: "settings" });
        break;
      case "quit":
        app.quit();
    }
  };
  const tray = new TrayPresence(places.trayIcons, trayView(tunnels.status()), act);

  store.onChange(() => {
    tunnels.adopt(store.profiles());
    checks.keepOnly(store.profiles().map(({ id }) => id));
    tray.show(trayView(tunnels.status()));
    teller.changed("profiles");
    teller.changed("tunnels");
  });
  settings.onChange(() => {
    followSettings(settings.settings(), reach);
    tray.show(trayView(tunnels.status()));
    teller.changed("settings");
  });
  vault.onChange(() => teller.changed("profiles"));
  tunnels.onChange(() => {
    tray.show(trayView(tunnels.status()));
    teller.changed("tunnels");
  });
  checks.onChange(() => teller.changed("checks"));
  let waiting = 0;
  questions.onChange(() => {
    const open = questions.open().length;
    if (open > waiting) window.show(); // for a new question; a window that was closed over an old one stays closed
    waiting = open;
    teller.changed("questions");
  });

  app.on("second-instance", () => window.show());
  app.on("activate", () => window.show());
  app.on("window-all-closed", () => undefined); // the tunnels go on in the tray
  closeBeforeQuit(app, { closeAll: () => Promise.all([tunnels.closeAll(), checks.close()]).then(() => undefined), lastTransfersLimit: () => settings.settings().closeSeconds * 1000 }, systemClock, log);
  watchPower(powerMonitor, app, { woke: () => tunnels.lookAgain(), shutDown: () => app.quit() });
  const unwatch = watchNetwork(systemClock, () => tunnels.lookAgain());
  app.on("quit", () => {
    unwatch();
    tray.close();
  });

  for (const profile of store.profiles()) if (profile.openAtStart) tunnels.open(profile.id);
  if (store.profiles().length === 0 || store.trouble !== undefined) window.show();
}
