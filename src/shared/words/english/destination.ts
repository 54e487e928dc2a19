import type { DestinationNoteCode, DestinationProblemCode } from "../../destination/destination.js";

/** Why a pasted text names no server. @param what the part that is wrong, empty where it is better not shown */
export const destinationProblems: Record<DestinationProblemCode, (what: string) => string> = {
  empty: () => "Name a server, such as olive@www.spinach.com.",
  "too-long": () => "That is too long for a server's address.",
  "address-invalid": (what) => `${what} is not an address: check its numbers.`,
  "host-malformed": (what) => `${what} is not a host name or address: remove spaces and characters such as / or @.`,
  "host-missing": () => "The server's name is missing: write it as olive@www.spinach.com.",
  "port-invalid": (what) => `${what === "" ? "That" : what} is not a port: give a whole number from 1 to 65535.`,
  "username-malformed": (what) => `“${what}” cannot be a user name.`,
  "scheme-unknown": (what) => `${what} is not an address of SSH or FTP: use ssh://, sftp:// or ftp://.`,
  "forward-malformed": (what) => `${what} is not a forward: write it as -L 2121:popeye:21.`,
  "value-missing": (what) => `A value is missing behind ${what}.`,
  "session-named": (what) =>
    `“${what}” is a session that PuTTY keeps: import it (in the window, or by culvert import), or name its server.`,
};

/** What there is to say about a pasted text that was taken. */
export const destinationNotes: Record<DestinationNoteCode, (what: string) => string> = {
  "not-understood": (what) => `Not used: ${what}`,
  "password-dropped": () => "The password is not kept: it is asked for when it is needed.",
  "ftp-user": (what) => `${what} is the user of your FTP program: enter the name there.`,
  "listens-here-only": (what) => `${what} would be open to the whole network: it listens on this computer alone.`,
  "tls-asked": (what) => `${what} asks for TLS within the tunnel: SSH encrypts already.`,
};

/** The one field that takes whatever names a server, and what was read out of it. */
export const destination = {
  label: "Where to? Paste anything",
  says: "olive@www.spinach.com, an ssh command, a URL, a session of PuTTY or WinSCP, or a name from ~/.ssh/config.",
  preview: "What was read",
  key: "Key file",
  target: "FTP server",
  forwards: "Forwards",
  path: "Folder",
  pathNotKept: "The folder is not kept: open it in your FTP program.",
  gatewayMissing: (ftpServer: string) => `${ftpServer} is an FTP server: name the SSH gateway that leads to it.`,
  usernameAssumed: (username: string) => `The user name is taken to be ${username}.`,
  fields: "All fields…",
};
