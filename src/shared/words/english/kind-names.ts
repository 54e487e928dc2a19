import type { ForwardPlan } from "../../profile/forward-plan.js";
import type { ForwardUse } from "../../profile/forward-presets.js";
import type { AuthMethod, Profile } from "../../profile/profile-schema.js";

/** How a profile carries FTP, or that it does not. */
export type FtpMode = NonNullable<Profile["ftp"]>["mode"] | "none";

/** What a user has, as a choice. */
export const modes: Record<FtpMode, { readonly name: string; readonly says: string }> = {
  relay: {
    name: "Relay",
    says: "The usual choice. Works with any FTP server as it is: Culvert reads the FTP commands and opens each data connection through SSH when it is asked for.",
  },
  range: {
    name: "Passive range",
    says: "The classic recipe: the control port and every passive port, one to one. The server's range must be fixed; its TLS passes through.",
  },
  bridge: {
    name: "Bridge to SFTP",
    says: "A local FTP server in front of the gateway's SFTP. No FTP server is needed at all.",
  },
  none: { name: "No FTP", says: "Only the other forwards below." },
};

export const methods: Record<AuthMethod["method"], string> = {
  agent: "SSH agent",
  key: "Key file",
  "keyboard-interactive": "Server prompts (keyboard-interactive)",
  password: "Password",
};

export const forwardKinds: Record<ForwardPlan["kind"], string> = {
  local: "Local: this computer to there",
  remote: "Remote: the gateway to here",
  dynamic: "Dynamic: a SOCKS proxy here",
};

/** What a forward may be for: the name that it is given, and what else its user must know. */
export const forwardUses: Record<ForwardUse, { readonly name: string; readonly says: string }> = {
  imap: { name: "Mail (IMAP)", says: "" },
  pop3: { name: "Mail (POP3)", says: "" },
  submission: { name: "Sending mail (SMTP)", says: "" },
  vnc: { name: "VNC", says: "In the viewer: localhost:50" },
  rdp: { name: "Remote desktop (RDP)", says: "" },
  rsync: { name: "rsync", says: "" },
  cvs: { name: "CVS", says: "" },
  subversion: { name: "Subversion", says: "" },
  git: { name: "Git daemon", says: "" },
  http: { name: "Web site (HTTP)", says: "" },
  postgresql: { name: "PostgreSQL", says: "" },
  mysql: { name: "MySQL", says: "Give its client 127.0.0.1: by localhost it looks for a socket" },
  socks: { name: "SOCKS", says: "" },
  x: { name: "X display", says: "On the gateway: DISPLAY=localhost:10. On Windows lead it to 127.0.0.1, port 6000" },
};

/** What a transfer does, in one word. */
export const movings = { fetching: "Fetching", storing: "Storing", listing: "Listing" };
