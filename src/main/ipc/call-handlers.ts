import { shell } from "electron";
import type { OpenQuestions } from "../../core/activity/open-questions.js";
import type { RunningChecks } from "../../core/tunnel/running-checks.js";
import type { Environment, KnownHosts } from "../../core/environment.js";
import { exportProfile } from "../../core/export/export-profile.js";
import { siteLocation } from "../../core/export/site-locations.js";
import { writeSite } from "../../core/export/write-site.js";
import { opensshHostNames } from "../../core/import/openssh-host-names.js";
import { readAddedHostKeys, removeAddedKey } from "../../core/ssh/host-key/added-host-keys.js";
import type { SessionSecrets } from "../../core/ssh/auth/session-secrets.js";
import { removeChangedKey } from "../../core/ssh/host-key/remove-changed-key.js";
import { trustedAuthorities } from "../../core/ssh/host-key/trusted-authorities.js";
import type { ProfileStore } from "../../core/store/profile-store.js";
import type { SettingsStore } from "../../core/store/settings-store.js";
import { inOrder } from "../../shared/profile/profile-order.js";
import { switchForward } from "../../core/store/switch-forward.js";
import { isCoreMend, mendTunnel } from "../../core/tunnel/mend-tunnel.js";
import type { Tunnels } from "../../core/tunnel/tunnels.js";
import { SITE_PROGRAMS } from "../../shared/import-export/export-format.js";
import type { AboutFacts, AboutTarget } from "../../shared/ipc/contract.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";
import type { FtpUrlHandler } from "../ftp-url-handler.js";
import type { SystemVault } from "../secrets/system-vault.js";
import type { AppWindow } from "../window/app-window.js";
import { readRevocationList } from "../../core/ssh/host-key/check-revocation-list.js";
import { chooseFile } from "../window/choose-file.js";
import type { DraftStore } from "../window/draft-store.js";
import { saveCertificate, saveExport, saveProfiles } from "../window/save-file.js";
import type { CallHandlers } from "./register-calls.js";
import type { ImportSession } from "./import-session.js";
import { openKnownHosts } from "./open-known-hosts.js";
import type { NewsPusher } from "./push-news.js";

/** The parts that the window's calls reach. */
interface CallServices {
  readonly store: ProfileStore;
  readonly settings: SettingsStore;
  readonly vault: SystemVault;
  readonly sessionSecrets: SessionSecrets;
  readonly questions: OpenQuestions;
  readonly tunnels: Tunnels;
  /** The file that the settings name now. */
  readonly knownHosts: () => KnownHosts;
  readonly serverCertificate: Environment["serverCertificate"];
  readonly importSession: ImportSession;
  readonly window: AppWindow;
  readonly newsPusher: NewsPusher;
  readonly checks: RunningChecks;
  readonly ftpUrlHandler: FtpUrlHandler;
  readonly draftStore: DraftStore;
  readonly about: { read(): AboutFacts; show(target: AboutTarget): Promise<void> };
  readonly logFile: string;
  readonly dataFolder: string;
}

/** What the app does for each call of the contract; what changes by it comes to the window as news. */
export const createCallHandlers = ({
  store,
  settings,
  vault,
  sessionSecrets,
  questions,
  tunnels,
  knownHosts,
  serverCertificate,
  importSession,
  window,
  newsPusher,
  checks,
  ftpUrlHandler,
  draftStore,
  about,
  logFile,
  dataFolder,
}: CallServices): CallHandlers => ({
  "news.now": () => newsPusher.snapshot(),
  "profiles.save": async (profile) => {
    await store.save(profile);
    return undefined;
  },
  "profiles.order": async (ids) => {
    await store.change((profiles) => inOrder(profiles, ids));
    return undefined;
  },
  "profiles.saveEdited": ({ profile, before }) => store.saveEdited(profile, before),
  "draft.read": () => draftStore.read(),
  "draft.keep": ({ draft }) => {
    draftStore.keep(draft);
    return undefined;
  },
  "profiles.remove": async (id) => {
    await store.remove(id);
    vault.removeAll(id);
    return undefined;
  },
  "about.read": () => about.read(),
  "about.show": async (target) => {
    await about.show(target);
    return undefined;
  },
  "window.close": () => {
    window.browserWindow?.close();
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
  "tunnels.mend": async ({ id, mend }) => {
    if (isCoreMend(mend)) await mendTunnel({ store, tunnels }, id, mend);
    else if (mend.kind === "open-known-hosts") await openKnownHosts(shell, mend, tunnels.status());
    else window.navigate({ kind: "profile", id });
    return undefined;
  },
  "forwards.switch": async (asked) => {
    await switchForward(store, asked);
    return undefined;
  },
  "questions.answer": ({ id, answer }) => {
    questions.answer(id, answer);
    return undefined;
  },
  "secrets.forget": (id) => {
    vault.removeAll(id);
    sessionSecrets.clear(); // what opens the profile's gateway opens others of it too
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
  "files.chooseKey": () => chooseFile(words.dialogs.chooseKey, window.browserWindow),
  "files.chooseRevocationList": () => chooseFile(words.dialogs.chooseRevocationList, window.browserWindow),
  "files.checkRevocationList": async (file) => {
    const list = await readRevocationList(file);
    return "detail" in list ? list : undefined;
  },
  "files.chooseKnownHosts": () => chooseFile(words.dialogs.chooseKnownHosts, window.browserWindow),
  "checks.start": ({ profile: id, ftpLogin }) => {
    checks.start(findProfile(store, id), ftpLogin);
    return undefined;
  },
  "checks.stop": (id) => {
    checks.stop(id);
    return undefined;
  },
  "programs.forFtp": () => ftpUrlHandler.name(),
  "programs.openFtp": async (id) => {
    await ftpUrlHandler.open(tunnels.status().find(({ profile }) => profile === id));
    return undefined;
  },
  "programs.withSites": () => SITE_PROGRAMS.filter((program) => siteLocation(program) !== undefined),
  "programs.writeSite": ({ id, program }) => writeSite(findProfile(store, id), program, dataFolder),
  "profiles.export": () => saveProfiles(store.profiles(), window.browserWindow),
  "import.places": () => importSession.locations(),
  "import.preview": ({ place: path }) => importSession.preview(path),
  "import.take": (orders) => importSession.merge(orders),
  "import.dropped": (files) => importSession.dropped(files),
  "destinations.configured": () => opensshHostNames(),
  "export.text": ({ id, format }) => exportProfile(findProfile(store, id), format),
  "export.save": ({ id, format }) => saveExport(exportProfile(findProfile(store, id), format), window.browserWindow),
  "export.certificate": async (id) => {
    const { ftp } = findProfile(store, id);
    const ownFile = ftp === undefined || ftp.mode === "range" ? undefined : ftp.ownCertificate;
    return saveCertificate((await serverCertificate(ownFile)).cert, window.browserWindow);
  },
  "hostKeys.list": async () => {
    const { file } = knownHosts();
    const hops = store.profiles().flatMap(({ gateway }) => [...gateway.via, gateway]);
    const text = await knownHosts().read();
    const authorities = trustedAuthorities([{ file, text }, ...(await knownHosts().readOthers())]);
    return { file, keys: readAddedHostKeys(text, hops), ...(authorities.length === 0 ? {} : { authorities }) };
  },
  "hostKeys.remove": async (added) => {
    await knownHosts().rewrite((text) => removeAddedKey(text, added));
    return undefined;
  },
  "hostKeys.removeChanged": async ({ id, ...removal }) => {
    const state = tunnels.status().find(({ profile }) => profile === id)?.state;
    await removeChangedKey(knownHosts(), state?.kind === "failed" ? state.cause : undefined, removal);
    return undefined;
  },
});

/** @throws Failed `profile.not-found` */
function findProfile(store: ProfileStore, asked: ProfileId): Profile {
  const profiles = store.profiles();
  const match = profiles.find(({ id }) => id === asked);
  if (match === undefined)
    throw new FailureError({ code: "profile.not-found", asked, known: profiles.map(({ id }) => id) });
  return match;
}
