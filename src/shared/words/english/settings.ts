import type { Settings } from "../../settings.js";

/** The page of settings. */
export const settings = {
  title: "Settings",
  says: "Changes take effect immediately.",
  appearance: "Appearance",
  language: "Language",
  /** Each language by its own name, so that whoever reads only that one finds it. */
  languages: { system: "The system's", en: "English", zh: "简体中文" } satisfies Record<Settings["language"], string>,
  theme: "Theme",
  themes: { system: "The system's", light: "Light", dark: "Dark" } satisfies Record<Settings["theme"], string>,
  textSize: "Text size",
  figures: "Update speeds and totals",
  figuresPerSecond: { 4: "Four times a second", 2: "Twice a second", 1: "Once a second" } satisfies Record<
    Settings["figuresPerSecond"],
    string
  >,
  start: "Start",
  startAtLogin: "Start Culvert when I log in",
  startHidden: "Start without a window",
  startHiddenSays:
    "It is in the tray; a click there opens the window. Where the desktop has no tray, the window is shown.",
  waitForNetwork: "Wait for the network before opening tunnels",
  openAtStart: "Tunnels to open at the start",
  moreProfiles: (count: string) => `${count} more: search for them.`,
  noProfiles: "There are no profiles yet.",
  notifications: "Notifications",
  notificationsSay: "Tell me by the system's own notifications when",
  notify: {
    lost: "a tunnel is lost",
    restored: "a lost tunnel is open again",
    failed: "a tunnel has failed and waits for me",
    hostKeyChanged: "a server's host key has changed",
    question: "a question waits for an answer",
  } satisfies Record<keyof Settings["notifications"], string>,
  connections: "Connections",
  defaultKey: "Default key",
  defaultKeyHint: "Stands first among the ways to log in of each new profile.",
  defaultKeyNone: "None",
  sessionSecrets: "Passwords and passphrases that you type",
  sessionSecretsHint: "Remembered in memory alone, for other tunnels through the same server.",
  sessionSecretsKept: {
    "until-quit": "are remembered until you quit",
    minutes: "are remembered for some minutes",
    never: "are asked for each time",
  } satisfies Record<Settings["sessionSecrets"]["keep"], string>,
  sessionMinutes: "Minutes",
  knownHosts: "Known hosts file",
  knownHostsHint: "The host keys that you trust, in OpenSSH's own format.",
  choose: "Choose…",
  keepalive: "Check a quiet gateway every (seconds)",
  keepaliveHint: "0 turns these checks off.",
  misses: "Reconnect after so many unanswered checks",
  closeSeconds: "Wait for transfers when closing (seconds)",
  whileDown: "An FTP program that connects while the gateway cannot be reached",
  whileDowns: { refuse: "is refused immediately", wait: "waits for the link" } satisfies Record<
    Settings["whileDown"]["do"],
    string
  >,
  waitSeconds: "For at most (seconds)",
  outOfRange: (least: number, most: number) => `Enter a whole number from ${least} to ${most}.`,
  profiles: "All profiles",
  profilesSay: "As one file, without any password: for a backup or another computer.",
  exportAll: "Export…",
  importSome: "Import…",
  exported: (file: string) => `The profiles were written to ${file}.`,
};
