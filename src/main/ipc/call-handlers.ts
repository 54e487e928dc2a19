import { shell } from "electron";
import type { Questions } from "../../core/activity/open-questions.js";
import type { Checks } from "../../core/check/running-checks.js";
import type { KnownHosts } from "../../core/environment.js";
import { exportProfile } from "../../core/export/export-profile.js";
import { addedHostKeys, withoutAdded } from "../../core/ssh/host-key/added-host-keys.js";
import type { ProfileStore } from "../../core/store/profile-store.js";
import type { SettingsStore } from "../../core/store/settings-store.js";
import { switchForward } from "../../core/store/switch-forward.js";
import type { Tunnels } from "../../core/tunnel/tunnels.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { Failed } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";
import type { FtpHandler } from "../ftp-url-handler.js";
import type { SystemVault } from "../secrets/system-vault.js";
import type { AppWindow } from "../window/app-window.js";
import { chooseFile } from "../window/choose-file.js";
import { saveExport, saveProfiles } from "../window/save-file.js";
import type { Answers } from "./handle-calls.js";
import type { Importing } from "./import-session.js";
import type { Teller } from "./push-news.js";

/** The parts that the window's calls reach. */
interface Parts {
  readonly store: ProfileStore;
  readonly settings: SettingsStore;
  readonly vault: SystemVault;
  readonly questions: Questions;
  readonly tunnels: Tunnels;
  /** The file that the settings name now. */
  readonly knownHosts: () => KnownHosts;
  readonly importing: Importing;
  readonly window: AppWindow;
  readonly teller: Teller;
  readonly checks: Checks;
  readonly ftpHandler: FtpHandler;
  readonly logFile: string;
}

/** What the app does for each call of the contract; what changes by it comes to the window as news. */
export const answersOf = ({ store, settings, vault, questions, tunnels, knownHosts, importing, window, teller, checks, ftpHandler, logFile }: Parts): Answers => ({
  "news.now": () => teller.now(),
  "profiles.save": (profile) => {
    store.save(profile);
    return undefined;
  },
  "profiles.remove": (id) => {
    store.remove(id);
    vault.forget(id);
    return undefined;
  },
  "tunnels.open": (id) => {
    tunnels.open(id);
    return undefined;
  },
  "tunnels.close": async (id) => {
    await tunnels.close(id);
    return undefined;
  },
  "forwards.switch": (asked) => {
    switchForward(store, asked);
    return undefined;
  },
  "questions.answer": ({ id, answer }) => {
    questions.answer(id, answer);
    return undefined;
  },
  "secrets.forget": (id) => {
    vault.forget(id);
    return undefined;
  },
  "bridge.login": (id) => tunnels.bridgeLogin(id),
  "bridge.changePassword": async ({ id, password }) => {
    await tunnels.changeBridgePassword(id, password);
    return undefined;
  },
  "settings.save": (changed) => {
    settings.save(changed);
    return undefined;
  },
  "log.showFile": () => {
    shell.showItemInFolder(logFile);
    return undefined;
  },
  "files.chooseKey": () => chooseFile(words.dialogs.chooseKey, window.forDialogs),
  "files.chooseKnownHosts": () => chooseFile(words.dialogs.chooseKnownHosts, window.forDialogs),
  "checks.start": ({ profile: id, ftpLogin }) => {
    checks.start(profileIn(store, id), ftpLogin);
    return undefined;
  },
  "checks.stop": (id) => {
    checks.stop(id);
    return undefined;
  },
  "programs.forFtp": () => ftpHandler.name(),
  "programs.openFtp": async (id) => {
    await ftpHandler.open(tunnels.status().find(({ profile }) => profile === id));
    return undefined;
  },
  "profiles.export": () => saveProfiles(store.profiles(), window.forDialogs),
  "import.places": () => importing.places(),
  "import.preview": ({ place }) => importing.preview(place),
  "import.take": (orders) => importing.take(orders),
  "import.dropped": (files) => importing.dropped(files),
  "export.text": ({ id, format }) => exportProfile(profileIn(store, id), format),
  "export.save": ({ id, format }) => saveExport(exportProfile(profileIn(store, id), format), window.forDialogs),
  "hostKeys.list": async () => {
    const { file } = knownHosts();
    const places = store.profiles().flatMap(({ gateway }) => [...gateway.via, gateway]);
    return { file, keys: addedHostKeys(await knownHosts().read(), places) };
  },
  "hostKeys.remove": async (added) => {
    await knownHosts().rewrite((text) => withoutAdded(text, added));
    return undefined;
  },
});

/** @throws Failed `profile.not-found` */
function profileIn(store: ProfileStore, asked: ProfileId): Profile {
  const profiles = store.profiles();
  const found = profiles.find(({ id }) => id === asked);
  if (found === undefined) throw new Failed({ code: "profile.not-found", asked, known: profiles.map(({ id }) => id) });
  return found;
}
