import { inspect } from "node:util";
import { BRIDGE_PASSWORD_KEY } from "../core/bridge/login/login-throttle.js";
import type { Environment } from "../core/environment.js";
import { dataFolder } from "../core/store/data-folder.js";
import { LoginRecords, loginRecordsPath } from "../core/store/login-records.js";
import { pinCertificate } from "../core/store/pin-certificate.js";
import { readServerCertificate } from "../core/store/self-signed-certificate.js";
import { SessionSecrets } from "../core/ssh/auth/session-secrets.js";
import { PenaltyPacer } from "../core/ssh/penalty-pacer.js";
import { KnownHostsFile } from "../core/ssh/host-key/known-hosts-file.js";
import { knownHostsPlaces, otherKnownHostsFiles } from "../core/ssh/host-key/known-hosts-paths.js";
import { expandHome } from "../core/system/home-path.js";
import { systemClock } from "../core/system/system-clock.js";
import { DEFAULT_SETTINGS, type Settings } from "../shared/settings.js";
import { failureOf } from "../shared/status/failure.js";
import { describeFailure, joinMessage } from "../shared/words/words.js";
import { BridgePasswords } from "./bridge-passwords.js";
import { loadSettings } from "./load-settings.js";
import { openStore } from "./open-store.js";
import { checkGivenSecrets, givenSecret } from "./service-secrets.js";
import { TerminalPrompter } from "./terminal/terminal-prompter.js";

/** The options of the command line that shape what the core meets, as commander gives them. */
export interface EnvironmentOptions {
  readonly profiles?: string;
  readonly knownHosts?: string;
  readonly acceptNew?: true;
  readonly whileDown?: Settings["whileDown"];
  /** Seconds. */
  readonly closeTime?: number;
  readonly keepalive?: number;
}

/** What the core asks of the world, on the command line: the terminal, the environment and files. @param writeMessage says a line on standard error */
export function terminalEnvironment(
  options: EnvironmentOptions,
  writeMessage: (line: string) => void,
  bridgePasswords = new BridgePasswords(),
): Environment {
  checkGivenSecrets();
  const settings = effectiveSettings(options, writeMessage);
  const knownHostsFile = expandHome(settings.knownHosts);
  return {
    clock: systemClock,
    prompter: new TerminalPrompter({
      acceptNew: options.acceptNew === true,
      secret: givenSecret,
    }),
    secrets: {
      canStore: () => Promise.resolve(false),
      get: (profile, key) => (key === BRIDGE_PASSWORD_KEY ? bridgePasswords.get(profile) : Promise.resolve(undefined)),
      set: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    sessionSecrets: new SessionSecrets(systemClock, () => settings),
    loginPacer: new PenaltyPacer(systemClock, new LoginRecords(loginRecordsPath(dataFolder()))),
    settings: () => settings,
    pinCertificate: async (profile, fingerprint) => {
      try {
        await pinCertificate(await openStore(options.profiles), profile, fingerprint);
      } catch (thrown) {
        writeMessage(`culvert: ${profile}: ${joinMessage(describeFailure(failureOf(thrown)))}`);
      }
    },
    serverCertificate: (ownFile) => readServerCertificate(dataFolder(), ownFile),
    knownHosts: new KnownHostsFile(knownHostsFile, otherKnownHostsFiles(knownHostsFile, knownHostsPlaces())),
    log: {
      info: () => undefined, // the table and the messages tell it
      error: (sentence, bug) => {
        if (bug !== undefined) writeMessage(`culvert: ${sentence}\n${inspect(bug)}`);
      },
    },
  };
}

/** The app's own settings, unless a document of profiles was named; the options come before both. */
function effectiveSettings(
  { profiles, knownHosts, whileDown, closeTime, keepalive }: EnvironmentOptions,
  writeMessage: (line: string) => void,
): Settings {
  const settings = profiles === undefined ? loadSettings(writeMessage) : DEFAULT_SETTINGS;
  return {
    ...settings,
    knownHosts: knownHosts ?? settings.knownHosts,
    whileDown: whileDown ?? settings.whileDown,
    closeSeconds: closeTime ?? settings.closeSeconds,
    keepalive: { ...settings.keepalive, seconds: keepalive ?? settings.keepalive.seconds },
  };
}
