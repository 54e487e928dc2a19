import type { Mend } from "../../status/mend.js";
import type { HopState } from "../../status/route.js";

/** What a mend's button says. */
type MendLabels = { readonly [K in Mend["kind"]]: (mend: Extract<Mend, { readonly kind: K }>) => string };

/** A tunnel's page: the route from the user's FTP program to the FTP server, hop by hop. */
export const routePage = {
  title: "Route",
  lastWorked: (time: string) => `last seen ${time}`,
  lastWorkedBefore: (time: string) => `worked at ${time}`,
  ssh: "Through SSH, encrypted",
  tls: "By TLS, encrypted",
  plainSays: "Whoever sits between the gateway and this server can read what passes, the FTP password too.",
  /** Beside the word for an open tunnel. */
  summaries: {
    unknown: "",
    checking: "checking whether FTP gets through",
    works: "an FTP program will work, as far as can be known without its login",
    "works-with-note": "an FTP program will work; read the note below",
    fails: "",
  } satisfies Record<HopState, string>,
  /** The same, once a program has logged in. */
  proven: "your FTP program gets through",
  serverLines: "For the server's own settings:",
  serverLinesIn: (file: string) => `For the server's own settings, ${file}:`,
  lines: "The lines",
  whoseLogin: "User and password",
  ofFtpServer: (server: string) => `your own at ${server}, the FTP server`,
  oldKey: "Known until now",
  newKey: "Shown now",
  keyChanged: (host: string) => `The host key of ${host} has changed.`,
  keyAt: (keyType: string, file: string, line: number) => `${keyType}, line ${line} of ${file}`,
  oldFingerprint: "The known fingerprint",
  newFingerprint: "The new fingerprint",
  removeLine: (line: number) => `Remove line ${line}…`,
  removeTitle: (host: string) => `Forget the known key of ${host}?`,
  removeSays:
    "Do this only if the server's owner has told you that the key was replaced. An attacker between you and the server would look just like this.",
  removeType: (host: string) => `To go on, type ${host}`,
  removeDo: "Forget this key",
  removed: "The line is removed. Connect again: you are asked about the new key, and can compare it.",
};

export const mendLabels: MendLabels = {
  "use-port": ({ port }) => `Use port ${port} instead`,
  "close-tunnel": ({ name }) => `Disconnect “${name}”`,
  "switch-mode": ({ mode }) =>
    ({
      range: "Switch to a passive range",
      relay: "Switch to the relay",
      bridge: "Switch to the bridge to SFTP",
    })[mode],
  "choose-key": () => "Choose a key…",
  "answer-question": () => "Answer the question",
  reconnect: () => "Reconnect with the changed profile",
  "open-known-hosts": ({ line }) => `Open the file at line ${line}`,
  "copy-server-lines": () => "Copy the server's lines",
  "edit-profile": () => "Edit the profile",
  retry: () => "Try again",
};

/** What a bridge keeps on this disk. */
export const spool = {
  title: "Kept on this computer",
  waits: (count: number, files: string, bytes: string) =>
    count === 1
      ? `1 file (${bytes}) waits here for the gateway.`
      : `${files} files (${bytes}) wait here for the gateway.`,
};

/** The transfers of a tunnel: those under way, and the last that have ended. */
export const transferList = {
  title: "Transfers",
  none: "No transfers yet",
  noFailures: "None of the last transfers failed",
  failuresOnly: "Failures only",
  copy: "Copy transfers",
  copied: "The transfers are copied",
  showAll: (count: string) => `Show all ${count}`,
  showFewer: "Show fewer",
  isForeign: "Its name is not UTF-8: choose the device's charset in the profile (ftp.charset).",
  moved: { fetching: "Fetched", storing: "Stored", listing: "Listed" },
  because: (outcome: string, said: string) => `${outcome}: ${said}`,
  took: (bytes: string, duration: string) => `${bytes} in ${duration}`,
  of: (bytes: string, size: string) => `${bytes} of ${size}`,
  progress: (name: string) => `Progress of ${name}`,
  left: (percent: string, duration: string) => `${percent}, about ${duration} left`,
  /** The columns of the report that is copied. */
  columns: ["Ended", "Verb", "Path", "Bytes", "Size", "Seconds", "Bytes per second", "Outcome", "Reply", "User"],
};
