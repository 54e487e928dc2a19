import { app, net, safeStorage } from "electron";
import ElectronStore from "electron-store";
import { EventLog } from "../core/activity/event-log.js";
import { OpenQuestions } from "../core/activity/open-questions.js";
import { TrafficHistory } from "../core/activity/traffic-history.js";
import { RunningChecks } from "../core/tunnel/running-checks.js";
import type { Environment } from "../core/environment.js";
import { SessionSecrets } from "../core/ssh/auth/session-secrets.js";
import { PenaltyPacer } from "../core/ssh/penalty-pacer.js";
import { KnownHostsFile } from "../core/ssh/host-key/known-hosts-file.js";
import { knownHostsPlaces, otherKnownHostsFiles } from "../core/ssh/host-key/known-hosts-paths.js";
import { LoginRecords, loginRecordsPath } from "../core/store/login-records.js";
import { pinCertificate } from "../core/store/pin-certificate.js";
import { ProfileStore, profileFilePath, profileStoreOptions } from "../core/store/profile-store.js";
import { readServerCertificate } from "../core/store/self-signed-certificate.js";
import { SettingsStore, settingsFilePath, settingsStoreOptions } from "../core/store/settings-store.js";
import { expandHome } from "../core/system/home-path.js";
import { systemClock } from "../core/system/system-clock.js";
import { Tunnels } from "../core/tunnel/tunnels.js";
import type { ProfileDocument } from "../shared/profile/profile-schema.js";
import type { Settings } from "../shared/settings.js";
import { failureOf } from "../shared/status/failure.js";
import type { TunnelStatus } from "../shared/status/tunnel-state.js";
import { describeFailure, english, joinMessage } from "../shared/words/words.js";
import { appPaths } from "./app-paths.js";
import { openLogFile } from "./log-file.js";
import { SystemNotifications } from "./notifications/show-notifications.js";
import { SystemVault, secretStoreOptions, type SecretDocument } from "./secrets/system-vault.js";
import { VersionCheck } from "./version-check.js";
import { TrayHost } from "./tray/host/tray-host.js";
import { AppWindow } from "./window/app-window.js";
import { DraftStore, draftFileOptions, type DraftDocument } from "./window/draft-store.js";
import { SavedWindowBounds, windowBoundsOptions } from "./window/window-bounds.js";

/** What lives as long as the app does. */
export type Services = Awaited<ReturnType<typeof createServices>>;

/** Make the parts; nothing is joined, shown or opened yet. @param folder the data folder */
export async function createServices(folder: string) {
  const paths = appPaths(app.getAppPath());
  const clock = systemClock;
  const log = openLogFile(folder);
  const store = await ProfileStore.open(
    profileFilePath(folder),
    () => new ElectronStore<ProfileDocument>(profileStoreOptions(folder)),
  );
  const settings = new SettingsStore(
    settingsFilePath(folder),
    () => new ElectronStore<Settings>(settingsStoreOptions(folder)),
  );
  const vault = new SystemVault(safeStorage, new ElectronStore<SecretDocument>({ ...secretStoreOptions, cwd: folder }));
  const questions = new OpenQuestions();
  /** The file that the settings name now. */
  const knownHosts = () => {
    const file = expandHome(settings.settings().knownHosts);
    return new KnownHostsFile(file, otherKnownHostsFiles(file, knownHostsPlaces()));
  };
  const sessionSecrets = new SessionSecrets(clock, () => settings.settings());
  const environment: Environment = {
    clock,
    prompter: questions,
    secrets: vault,
    sessionSecrets,
    loginPacer: new PenaltyPacer(clock, new LoginRecords(loginRecordsPath(folder))),
    log,
    settings: () => settings.settings(),
    pinCertificate: (profile, fingerprint) =>
      pinCertificate(store, profile, fingerprint).catch((thrown: unknown) =>
        log.error(`${profile}: ${joinMessage(describeFailure(failureOf(thrown), english))}`),
      ),
    serverCertificate: (ownFile) => readServerCertificate(folder, ownFile),
    get knownHosts() {
      return knownHosts();
    },
  };
  const tunnels = new Tunnels(environment);
  let statuses: readonly TunnelStatus[] | undefined;
  tunnels.onChange((latest) => {
    statuses = latest; // before all others who listen
  });
  const checks = new RunningChecks(environment, tunnels);
  const window = new AppWindow(
    paths,
    new SavedWindowBounds(new ElectronStore({ ...windowBoundsOptions, cwd: folder })),
  );
  const notices = new SystemNotifications((to) => (to === undefined ? window.show() : window.navigate(to)));
  return {
    dataFolder: folder,
    paths,
    clock,
    log,
    store,
    settings,
    vault,
    sessionSecrets,
    questions,
    environment,
    knownHosts,
    serverCertificate: (ownFile?: string) => environment.serverCertificate(ownFile),
    tunnels,
    /** As last told: built once for all who want them. */
    tunnelStatuses: () => statuses ?? tunnels.status(),
    checks,
    eventLog: new EventLog(),
    trafficHistory: new TrafficHistory(),
    window,
    draftStore: new DraftStore(
      new ElectronStore<DraftDocument>({ ...draftFileOptions, cwd: folder }),
      app.getVersion(),
      clock,
    ),
    notices,
    /** Through the system's proxy. */
    versionCheck: new VersionCheck({
      version: app.getVersion(),
      fetch: (address, options) => net.fetch(address as string, options),
      log,
    }),
    trayHost: new TrayHost(process.platform, process.env),
  };
}
