import type { Settings } from "../../settings.js";
import type { QuestionBody } from "../../status/questions.js";
import type { ActivityMessages, UserMessage } from "../message-types.js";

/** A bridge's client writes names in a charset that its profile should tell. @param file such a name */
export const foreignName = (client: string, file: string): UserMessage => ({
  says: `${client} writes names that are not UTF-8, such as “${file}”.`,
  remedy:
    "If it is a device that cannot be set to UTF-8, choose its charset under “For devices” in the profile (ftp.charset).",
});
const joined = ({ says, remedy }: UserMessage): string => `${says} ${remedy}`;

/** What happened, in a sentence; a failure brings its own sentences. */
export const activityMessages: ActivityMessages = {
  started: ({ version }) => `Culvert ${version} started.`,
  opening: ({ name }) => `${name} is being opened.`,
  opened: ({ name }) => `${name} is open.`,
  closed: ({ name }) => `${name} is closed.`,
  restored: ({ name }, lasted) => `${name} is open again after ${lasted}.`,
  lost: ({ name }, _, cause) => `${name} was lost and is tried again. ${cause.says}`,
  "put-off": ({ name }, _, cause) => `${name} could not be opened and is tried again. ${cause.says}`,
  failed: ({ name }, _, cause) => `${name} failed. ${cause.says} ${cause.remedy}`,
  "port-refused": ({ name, port }, _, cause) => `${name}, ${port}: ${cause.says} ${cause.remedy}`,
  "port-troubled": ({ name, port }, _, cause) => `${name}, ${port}: the latest connection failed. ${cause.says}`,
  "transfer-failed": ({ name, verb, path, outcome, said }) =>
    `${name}: ${path === "" ? verb : `${verb} ${path}`} ${outcome === "refused" ? "was refused" : "was cut off"}${said === "" ? "." : `: ${said}`}`,
  "spool-filled": ({ name }) => `${name} keeps files on this computer until they can be sent to the gateway.`,
  "spool-emptied": ({ name }) => `${name}: no file waits on this computer any more.`,
  "spool-troubled": ({ name }, _, cause) => `${name}: ${cause.says} ${cause.remedy}`,
  "name-foreign": ({ name, client, file }) => `${name}: ${joined(foreignName(client, file))}`,
  "route-failed": ({ name }, _, cause) => `${name} is open, but FTP does not work. ${cause.says} ${cause.remedy}`,
  asked: ({ name, question }) => `${name}: ${asks[question]}`,
};

/** What a question is about. */
export const asks: Record<QuestionBody["kind"], string> = {
  certificate: "An FTP server's certificate is not known: compare its fingerprint.",
  "host-key": "A server is met for the first time: compare its host key.",
  password: "The server asks for your password.",
  passphrase: "Your key is locked: its passphrase is asked for.",
  prompts: "The server has a question.",
};

/** The system's own notifications. */
export const notices = {
  lost: (name: string) => `${name}: the link was lost`,
  restored: (name: string) => `${name} is open again`,
  failed: (name: string) => `${name} failed`,
  routeFailed: (name: string) => `${name}: FTP does not work`,
  hostKeyChanged: (name: string) => `${name}: the host key has CHANGED`,
  question: (name: string) => `${name} waits for you`,
  lostFor: (duration: string) => `It was lost for ${duration}.`,
  asks,
  newVersion: (version: string) => ({
    title: `Culvert ${version} is available`,
    body: "Click here to see where to get it.",
  }),
  inTray: "Culvert goes on in the tray",
  inTraySays: "Its icon there opens the window again, and has Quit in its menu.",
} satisfies Record<keyof Settings["notifications"], (name: string) => string> & Record<string, unknown>;

/** The page of the log. */
export const log = {
  title: "Log",
  says: "What happened since Culvert started.",
  of: "Tunnel",
  all: "All tunnels",
  empty: "Nothing has happened yet.",
  entries: "What happened",
  copy: "Copy",
  copied: "Copied",
  masked: "Hide host and user names in the copy",
  showFile: "Show the log file",
};
