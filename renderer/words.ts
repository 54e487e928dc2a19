import type { AuthMethod, ForwardPlan } from "../src/shared/profile.js";
import type { TunnelState } from "../src/shared/tunnel-state.js";
import type { FtpMode } from "./profiles/draft.js";

/** Every label of the window, by key. Sentences about failures, states and wrong fields come from src/shared/words.ts. */
export const words = {
  app: {
    name: "Culvert",
    profiles: "Profiles",
    newProfile: "New profile",
    cancel: "Cancel",
    dismiss: "Dismiss",
  },
  empty: {
    title: "FTP through SSH, in one click",
    what: "Culvert carries the FTP program you already use through an SSH server, so that nothing travels in the clear. Make a profile for your server, connect, and point your program at this computer.",
  },
  tunnel: {
    connect: "Connect",
    disconnect: "Disconnect",
    retryNow: "Retry now",
    edit: "Edit",
    more: "More actions",
    duplicate: "Duplicate",
    remove: "Delete…",
    openSince: (time: string) => `since ${time}`,
    attempt: (attempt: number) => `attempt ${attempt}`,
    retryIn: (seconds: number) => (seconds === 0 ? "now" : `in ${seconds} s`),
    pointHere: "In your FTP program",
    host: "Host",
    port: "Port",
    mode: "Mode",
    passive: "Passive",
    passiveOrActive: "Passive or active",
    user: "User",
    password: "Password",
    anyLogin: "Any name, any password",
    showPassword: "Show the password",
    hidePassword: "Hide the password",
    changePassword: "Change the password",
    changePasswordSays: "Your FTP program logs in with it on this computer only; it is not the gateway's password.",
    newPassword: "New password",
    changePasswordDo: "Change",
    noPorts: "This profile carries no ports yet. Edit it to add FTP or another forward.",
    portsWhenOpen: "Connect to see its ports here.",
  },
  ports: {
    table: "Ports",
    name: "Port",
    local: "Local address",
    target: "Target",
    route: "Address, target",
    leadsTo: "leads to",
    none: "None",
    state: "State",
    connections: "Connections",
    up: "Up",
    down: "Down",
    passiveRange: "Passive range",
    count: (count: string) => `${count} ports`,
    openOf: (open: string) => `${open} open`,
    total: (total: string) => `${total} in all`,
    latestFailed: "The latest connection failed.",
    tally: { listening: "listening", refused: "refused", idle: "idle" },
  },
  transfers: {
    count: (count: string) => `${count} transfers`,
    one: "1 transfer",
    none: "No transfers",
    lasting: (duration: string) => `for ${duration}`,
    inFolder: (folder: string) => `in ${folder}`,
    unnamed: { folder: "The current folder", file: "A name that the server chooses" },
  },
  copy: {
    copy: (what: string) => `Copy ${what.toLowerCase()}`,
    copied: (what: string) => `${what} copied`,
    failed: "It could not be copied: select it and copy it by keyboard.",
  },
  remove: {
    title: (name: string) => `Delete “${name}”?`,
    says: "The profile and the secrets kept for it are removed. Files on the server stay as they are.",
    saysOpen: "Its tunnel is closed first. The profile and the secrets kept for it are removed; files on the server stay as they are.",
    confirm: "Delete",
  },
  discard: {
    title: "Discard the changes?",
    says: "What you have changed in this profile has not been saved.",
    keep: "Keep editing",
    confirm: "Discard",
  },
  editor: {
    titleNew: "New profile",
    titleEdit: "Edit profile",
    save: "Save",
    nameHint: "Popeye's web site",
    name: "Name",
    gateway: "SSH gateway",
    gatewaySays: "The server that you can reach by SSH.",
    host: "Host",
    port: "Port",
    username: "User name",
    ftp: "FTP",
    mode: "How FTP is carried",
    ftpServer: "FTP server, as the gateway knows it",
    ftpServerHint: {
      relay: "Its name as the gateway reaches it; localhost where both are one machine.",
      range: "Its true name rather than localhost, so that data connections find it too.",
    },
    passive: "Passive range",
    passiveHint: "The passive ports that the server is set to. It must announce 127.0.0.1.",
    listen: "Local address",
    listenSays: "Where your FTP program connects",
    listenPort: "Local port",
    anyLogin: "Let in any name and password",
    anyLoginSays: "Any program on this computer can then reach your files while the tunnel is open.",
    more: "More",
    openAtStart: "Open this tunnel when Culvert starts",
    missing: (count: number) => (count === 1 ? "One field needs your attention." : `${count} fields need your attention.`),
    isOpen: "This tunnel is up: what you change here counts from its next connection.",
  },
  login: {
    title: "Ways to log in",
    says: "Tried from top to bottom. A key file that is not there is passed over.",
    add: "Add",
    up: (what: string) => `Move ${what} up`,
    down: (what: string) => `Move ${what} down`,
    remove: (what: string) => `Remove ${what}`,
    choose: "Choose…",
    file: "Key file",
    socket: "Agent socket",
    socketHint: "The system's own",
    kept: "A password or passphrase is kept for this profile.",
    forget: "Forget it",
  },
  jump: {
    title: "Jump hosts",
    says: "Servers on the way to the gateway, in the order they are passed.",
    none: "None",
    add: "Add a jump host",
    one: (place: number) => `Jump host ${place}`,
  },
  forwards: {
    title: "Other forwards",
    says: "For whatever else should travel through the same gateway: mail, VNC, rsync.",
    none: "None",
    add: "Add a forward",
    one: (place: number) => `Forward ${place}`,
    nameHint: "Mail",
    kind: "Kind",
    enabled: "In use",
    listen: "Listens on",
    target: "Leads to",
    listenPort: "Port",
    targetPort: "Port",
  },
  questions: {
    for: (profile: string) => `For “${profile}”`,
    hostKey: {
      title: "Is this the right server?",
      says: (gateway: string) => `Culvert meets ${gateway} for the first time. It showed this host key:`,
      keyType: "Key type",
      fingerprint: "SHA256 fingerprint",
      advice: "Compare it with what the server's owner tells you. If they differ, or you cannot find out, cancel: someone may be listening in.",
      remember: "Trust and remember",
      once: "Trust this time",
    },
    password: {
      title: (who: string) => `Password for ${who}`,
      label: "Password",
      again: "The server did not accept that password. Check it and try again.",
    },
    passphrase: {
      title: "Passphrase for your key",
      label: "Passphrase",
      says: (file: string) => `The key file ${file} is locked.`,
      again: "That passphrase does not open the key. Check it and try again.",
    },
    prompts: {
      title: (gateway: string) => `${gateway} asks`,
      answer: "Answer",
    },
    remember: "Remember it on this computer",
    rememberSays: "Kept by the system's own vault.",
    show: "Show what is typed",
    hide: "Hide what is typed",
    logIn: "Log in",
    unlock: "Unlock",
    send: "Send",
  },
} as const;

/** A tunnel's state in one word, for the list. */
export const STATE: Record<TunnelState["kind"], string> = {
  closed: "Closed", opening: "Opening…", open: "Open", waiting: "Waiting", closing: "Closing…", failed: "Failed",
};

/** What a transfer does, in one word. */
export const MOVING = { fetching: "Fetching", storing: "Storing", listing: "Listing" } as const;

/** DESIGN.md section 1, as a choice. */
export const MODE: Record<FtpMode, { readonly name: string; readonly says: string }> = {
  relay: { name: "Relay", says: "The usual choice. Works with any FTP server as it is: each data connection gets a way of its own when it is asked for." },
  range: { name: "Passive range", says: "The classic recipe: the control port and every passive port, one to one. The server's range must be fixed; its TLS passes through." },
  bridge: { name: "Bridge to SFTP", says: "A local FTP server in front of the gateway's SFTP. No FTP server is needed at all." },
  none: { name: "No FTP", says: "Only the other forwards below." },
};

export const METHOD: Record<AuthMethod["method"], string> = {
  "agent": "SSH agent", "key": "Key file", "keyboard-interactive": "Server's own prompts", "password": "Password",
};

export const KIND: Record<ForwardPlan["kind"], string> = {
  local: "Local: this computer to there", remote: "Remote: the gateway to here", dynamic: "Dynamic: a SOCKS proxy here",
};
