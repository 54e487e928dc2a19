import { inspect } from "node:util";
import { BRIDGE_PASSWORD_KEY } from "../core/bridge/login-throttle.js";
import type { Outside } from "../core/environment.js";
import { KnownHostsFile } from "../core/ssh/host-key/known-hosts-file.js";
import { fromHome } from "../core/system/home-path.js";
import { systemClock } from "../core/system/system-clock.js";
import { DEFAULT_SETTINGS, type Settings } from "../shared/settings.js";
import { loadSettings } from "./load-settings.js";
import { TerminalAsker } from "./terminal/terminal-prompter.js";

/** The options of the command line that shape what the core meets, as commander gives them. */
export interface OutsideOptions {
  readonly profiles?: string;
  readonly knownHosts?: string;
  readonly acceptNew?: true;
  readonly whileDown?: Settings["whileDown"];
  /** Seconds. */
  readonly closeTime?: number;
  readonly keepalive?: number;
}

/** What the core asks of the world, on the command line: the terminal, the environment and files. @param message says a line on standard error */
export function outsideOf(options: OutsideOptions, message: (line: string) => void): Outside {
  const settings = settingsOf(options, message);
  const { CULVERT_PASSWORD: password, CULVERT_PASSPHRASE: passphrase, CULVERT_PROXY_PASSWORD: proxyPassword, CULVERT_BRIDGE_PASSWORD: bridgePassword } = process.env;
  return {
    clock: systemClock,
    asker: new TerminalAsker({
      acceptNew: options.acceptNew === true,
      ...(password === undefined ? {} : { password }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(proxyPassword === undefined ? {} : { proxyPassword }),
    }),
    secrets: { mayRemember: () => Promise.resolve(false), read: (_profile, key) => Promise.resolve(key === BRIDGE_PASSWORD_KEY ? bridgePassword : undefined), keep: () => Promise.resolve(), drop: () => Promise.resolve() },
    settings: () => settings,
    knownHosts: new KnownHostsFile(fromHome(settings.knownHosts)),
    log: {
      info: () => undefined, // the table and the messages tell it
      error: (sentence, bug) => {
        if (bug !== undefined) message(`culvert: ${sentence}\n${inspect(bug)}`);
      },
    },
  };
}

/** The app's own settings, unless a document of profiles was named; the options come before both. */
function settingsOf({ profiles, knownHosts, whileDown, closeTime, keepalive }: OutsideOptions, message: (line: string) => void): Settings {
  const settings = profiles === undefined ? loadSettings(message) : DEFAULT_SETTINGS;
  return {
    ...settings,
    knownHosts: knownHosts ?? settings.knownHosts,
    whileDown: whileDown ?? settings.whileDown,
    closeSeconds: closeTime ?? settings.closeSeconds,
    keepalive: { ...settings.keepalive, seconds: keepalive ?? settings.keepalive.seconds },
  };
}
