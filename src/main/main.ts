import { mkdirSync } from "node:fs";
import { app, ipcMain, nativeTheme, net, powerMonitor, protocol, safeStorage, session, shell } from "electron";
import ElectronStore from "electron-store";
import { Checks } from "../core/check/checks.js";
import { dataFolder } from "../core/data-folder.js";
import type { Outside } from "../core/outside.js";
import { Happenings } from "../core/happenings.js";
import { Journal } from "../core/journal.js";
import { ProfileStore, profileFile, storeOptions } from "../core/profile-store.js";
import { watchNetwork } from "../core/network-watch.js";
import { Questions } from "../core/questions.js";
import { KnownHostsFile } from "../core/ssh/known-hosts-file.js";
import { SettingsStore, settingsFile, settingsOptions } from "../core/settings-store.js";
import { fromHome } from "../core/home-path.js";
import { systemClock } from "../core/system-clock.js";
import { TrafficHistory } from "../core/traffic-history.js";
import { Tunnels } from "../core/tunnel/tunnels.js";
import type { Happening } from "../shared/happening.js";
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
import { noticeOf } from "./notice-of.js";
import { Notices } from "./notices.js";
import { placesOf } from "./places.js";
import { watchPower } from "./power.js";
import { closeBeforeQuit, quitOnSignals } from "./quit.js";
import { FtpHandler } from "./ftp-handler.js";
import { SystemVault, secretStoreOptions, type SecretDocument } from "./secret-vault.js";
import { newsTeller } from "./tell-news.js";
import { TrayPresence } from "./tray.js";
import { trayActs } from "./tray-acts.js";
import { trayView } from "./tray-view.js";
import { whenOnline } from "./when-online.js";
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
  const reach = { app, nativeTheme, systemLocale: app.getLocale() };
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
  /** As last told: built once for all who want them. */
  let statuses = tunnels.status();

  const window = new AppWindow(places);
  const journal = new Journal();
  const happenings = new Happenings();
  const history = new TrafficHistory();
  const notices = new Notices((to) => window.lead(to));
  const happened = (happening: Happening): void => {
    journal.add(happening, systemClock.now());
    const notice = window.isWatched() ? undefined : noticeOf(happening, settings.settings().notifications);
    if (notice !== undefined) notices.show(notice);
  };
  const profilesNews = () => ({ profiles: store.profiles(), withSecrets: vault.holders(), ...(store.trouble && { trouble: store.trouble }) });
  const settingsNews = () => ({ settings: settings.settings(), ...(settings.trouble && { trouble: settings.trouble }) });
  const teller = newsTeller({
    profiles: profilesNews, tunnels: () => statuses, questions: () => questions.open(), settings: settingsNews, checks: () => checks.status(),
    led: () => window.led, log: () => journal.entries(), traffic: () => history.past(systemClock.now()),
  }, () => window.isSeen(), window.tell, systemClock);
  const importing = new Importing(store, () => chooseFile(words.dialogs.chooseImport, window.forDialogs));
  answerCalls(ipcMain, answersOf({ store, settings, vault, questions, tunnels, knownHosts, importing, window, teller, checks, ftpHandler: new FtpHandler(app, shell), logFile: log.file }), (sender) => window.isOurs(sender), log);

  window.onLed(() => teller.changed("led"));
  window.onSeen(() => teller.all());
  happened({ kind: "started", version: app.getVersion() });
  const tray = new TrayPresence(places.trayIcons, trayView(statuses), trayActs({ store, tunnels, window, quit: () => app.quit() }));

  store.onChange(() => {
    tunnels.adopt(store.profiles());
    checks.keepOnly(store.profiles().map(({ id }) => id));
    teller.changed("profiles");
  });
  settings.onChange(() => {
    followSettings(settings.settings(), reach);
    tray.show(trayView(statuses));
    teller.changed("settings");
  });
  vault.onChange(() => teller.changed("profiles"));
  tunnels.onChange((latest) => {
    statuses = latest;
    const now = systemClock.now();
    history.note(statuses, now);
    happenings.since(statuses, now).forEach(happened);
    tray.show(trayView(statuses));
    teller.changed("tunnels");
    teller.changed("traffic");
  });
  checks.onChange(() => teller.changed("checks"));
  journal.onChange(() => teller.changed("log"));
  let asked: ReadonlySet<string> = new Set();
  questions.onChange(() => {
    const open = questions.open();
    const fresh = open.filter(({ id }) => !asked.has(id));
    for (const { profile, kind } of fresh) happened({ kind: "asked", profile, name: store.profiles().find(({ id }) => id === profile)?.name ?? profile, question: kind });
    if (fresh.length > 0) window.show(); // a window that was closed over an old one stays closed
    asked = new Set(open.map(({ id }) => id));
    teller.changed("questions");
  });

  app.on("second-instance", () => window.show());
  app.on("activate", () => window.show());
  app.on("window-all-closed", () => undefined); // the tunnels go on in the tray
  quitOnSignals(app);
  closeBeforeQuit(app, { closeAll: () => Promise.all([tunnels.closeAll(), checks.close()]).then(() => undefined), lastTransfersLimit: () => settings.settings().closeSeconds * 1000 }, systemClock, log);
  watchPower(powerMonitor, app, { woke: () => tunnels.lookAgain(), shutDown: () => app.quit() });
  const unwatch = watchNetwork(systemClock, () => tunnels.lookAgain());
  app.on("quit", () => {
    unwatch();
    tray.close();
  });

  const { waitForNetwork, startHidden } = settings.settings();
  const openThoseAtStart = (): void => { for (const { id, openAtStart } of store.profiles()) if (openAtStart) tunnels.open(id); };
  if (waitForNetwork) whenOnline(() => net.isOnline(), systemClock, openThoseAtStart);
  else openThoseAtStart();
  if (!startHidden || store.profiles().length === 0 || store.trouble !== undefined) window.show();
}
