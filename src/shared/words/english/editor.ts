/** The editor of a profile. */
export const editor = {
  titleNew: "New profile",
  titleEdit: "Edit profile",
  save: "Save",
  saveAndConnect: "Save and connect",
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
  listensForAll: "Anybody on the network can connect there.",
  listensForAllSays:
    "The FTP between them and this computer is in the clear, unless their programs use TLS. For programs on this computer alone, enter 127.0.0.1.",
  ahead: "Make the next transfer ready early",
  aheadSays: "Faster for many small files. Turn it off if the FTP server has trouble with it.",
  allow: "Computers that may connect",
  allowHint: "Addresses or networks, with commas between: 192.168.7.20, 192.168.8.0/24. For every computer: any.",
  dataPorts: "Data ports",
  dataPortsHint: "For a firewall that opens only some ports. If empty, each transfer gets any free port.",
  allowsSome: (clients: readonly string[]) => `${new Intl.ListFormat("en").format(clients)} can connect there.`,
  firewall: "Lines for this computer's firewall",
  anyLogin: "Accept any user name and password",
  anyLoginSays: "Any program on this computer can then reach your files while the tunnel is open.",
  allowOtherUsers: "Let in programs of other users of this computer",
  allowOtherUsersSays:
    "For an FTP program that runs as a user of its own. Linux alone tells users apart: elsewhere they are let in anyway.",
  more: "More",
  group: "Group",
  groupHint: "Profiles with the same word here stand together in the list. Empty for none.",
  openAtStart: "Open this tunnel when Culvert starts",
  restored: "You had not saved this when the window was closed.",
  missing: (count: number) =>
    count === 1 ? "One field needs your attention." : `${count} fields need your attention.`,
  isOpen: "This tunnel is open. Its name and its other forwards change now, everything else when it connects again.",
};

export const discard = {
  title: "Discard the changes?",
  says: "What you have changed in this profile has not been saved.",
  keep: "Keep editing",
  confirm: "Discard",
};

/** A profile that another process, or another part of the app, changed while it was edited in the window. */
export const changedElsewhere = {
  title: (name: string) => `“${name}” was changed elsewhere`,
  says: "While you edited this profile, the command line or another part of Culvert changed it. Only one of the two versions can stay.",
  takeOther: "Take the other",
  saveMine: "Save mine",
};
export const removedElsewhere: typeof changedElsewhere = {
  title: (name: string) => `“${name}” was removed elsewhere`,
  says: "While you edited this profile, the command line or another part of Culvert removed it.",
  takeOther: "Leave it removed",
  saveMine: "Save mine anew",
};

export const login = {
  title: "Ways to log in",
  says: "Tried from top to bottom. A key file that does not exist is skipped.",
  add: "Add",
  up: (what: string) => `Move ${what} up`,
  down: (what: string) => `Move ${what} down`,
  remove: (what: string) => `Remove ${what}`,
  choose: "Choose…",
  file: "Key file",
  socket: "Agent socket",
  socketHint: "The system's own",
  identity: "Only this key of the agent",
  certificate: "Its certificate",
  certificateHint: "The one beside the key, id_ed25519-cert.pub",
  identityHint: "Any of its keys; or a public key file, ~/.ssh/id_ed25519.pub",
  kept: "A password or passphrase is kept for this profile.",
  forget: "Forget it",
};

/** Nagle's algorithm at the gateway. */
export const noDelay = {
  ask: "Have the gateway send small packets at once",
  says: "Faster for many small files where its OpenSSH is older than 10. Each session starts the account's SFTP once, and ends it.",
};

export const oldServer = {
  title: "Old server",
  off: "No: only what is safe today",
  on: "Yes: weaker algorithms are let in",
  allow: "Let in algorithms that are no longer safe",
  says: "For this server alone, where it knows nothing better: key exchange, host keys and RSA logins signed with SHA-1, DSA host keys, ciphers in CBC mode, and SHA-1 checksums. Someone on the way with enough means could then read or change what passes.",
};

/** OpenSSH's RevokedHostKeys. */
export const revokedHostKeys = {
  title: "Revoked host keys",
  none: "No list",
  file: "List of revoked host keys",
  says: "A server that shows a key of this list is refused, even where you have trusted it before. A file of ssh-keygen -k (a KRL), or one public key a line; without the file no connection is made.",
  choose: "Choose…",
};

/** TLS between the relay and the FTP server. */
export const clientTls = {
  title: "TLS with your FTP programs",
  mode: "Encryption between them and Culvert",
  modes: {
    usual: "As usual",
    off: "Off",
    offered: "Offered",
    required: "Required",
  },
  says: {
    usual: "Off for programs on this computer, and offered to other computers.",
    off: "They speak plain FTP to Culvert. TLS that one begins is refused.",
    offered: "They may use explicit TLS (AUTH TLS), and plain FTP all the same.",
    required: "Nobody logs in and no file passes without TLS.",
  },
  implicitPort: "Port for implicit TLS",
  implicitPortSays: "A second local port, for programs that know ftps:// alone. Leave it empty where none does.",
  ownCertificate: "Your own certificate",
  ownCertificateSays:
    "A PEM file with a certificate and its key. Empty: Culvert makes one for this computer, which you save on the tunnel's page and import in the programs.",
  closeNotify: "Uploads must end by close_notify",
  closeNotifySays:
    "Turn it off only for programs that never send it: an upload that was cut off on the way looks whole then.",
  certificate: "Certificate (SHA-256)",
  kind: "TLS",
  kinds: (mode: "off" | "offered" | "required", implicitPort: number | undefined) =>
    [
      ...(mode === "off" ? [] : [mode === "required" ? "explicit, required" : "explicit, if your program knows it"]),
      ...(implicitPort === undefined ? [] : [`implicit on port ${implicitPort}`]),
    ].join("; "),
  save: "Save the certificate",
  saved: (file: string) => `Saved as ${file}`,
};

/** What a bridge does for scanners, cameras and loggers. */
export const devices = {
  title: "For devices",
  summary: (charset: string, most: string | undefined) =>
    most === undefined ? `Names in ${charset}` : `Names in ${charset}; keeps up to ${most} while the link is down`,
  charset: "Charset of their names",
  charsetSays:
    "For devices that know no UTF-8. On the server names are UTF-8 all the same; a character that the device has not is listed as %u5199;",
  charsets: { "utf-8": "UTF-8", latin1: "Latin-1 (Windows-1252)", "shift-jis": "Shift-JIS" },
  spoolFolder: "Folder for files that wait",
  spoolFolderSays: "On this computer, while the gateway cannot be reached. Empty: nothing is kept.",
  spoolMost: "At most",
  spoolAccepts: "Take files while the gateway cannot be reached",
  spoolAcceptsSays: "The device is told that its file is stored once it is whole on this computer.",
  acceptsWarning: "Files that wait lie on this computer alone, not encrypted.",
  acceptsRemedy:
    "If its disk is lost before the link is back, so are they, and the device knows nothing of it. Leave this computer on until all are sent.",
};

export const relayTls = {
  title: "TLS to the FTP server",
  mode: "TLS",
  modes: {
    auto: "Where the server demands it",
    explicit: "Always, by AUTH TLS",
    implicit: "From the first byte",
    never: "Never",
  },
  says: {
    auto: "Your FTP program speaks plain FTP with Culvert. If the server lets nobody in without TLS, Culvert speaks TLS with it.",
    explicit:
      "Your FTP program speaks plain FTP with Culvert, which speaks TLS with the server, for commands and data.",
    implicit: "As FTPS servers on port 990 want it.",
    never: "A server that demands TLS refuses you.",
  },
  certificate: "The server's certificate",
  certificateSays:
    "Its SHA-256 fingerprint. If empty, the system's certificate authorities decide, and you are asked where they do not know it. Clear it when the server has a new certificate.",
  clientCertificate: "Your certificate",
  clientCertificateSays: "One PEM file with certificate and private key, for a server that asks for one.",
  closeNotify: "Files must end by close_notify",
  closeNotifySays:
    "Switch it off for a server that never does so: a file that was cut off on the way then looks whole.",
  oldServer: "Let in TLS that is no longer safe",
  oldServerSays:
    "TLS 1.0 and 1.1, SHA-1 and short keys. Someone between the gateway and the FTP server could then read or change what passes.",
};

export const proxy = {
  title: "Proxy",
  says: "Carries the connection to the first SSH server, where the network lets nothing else out. It resolves that server's name.",
  none: "None",
  kind: "Kind",
  kinds: { none: "No proxy", http: "HTTP (CONNECT)", socks5: "SOCKS 5" },
  username: "User name, if it wants one",
  usernameHint: "Its password is asked for",
};

export const jump = {
  title: "Jump hosts",
  says: "Servers on the way to the gateway, in the order they are passed.",
  none: "None",
  add: "Add a jump host",
  one: (index: number) => `Jump host ${index}`,
};

export const forwards = {
  title: "Other forwards",
  says: "For whatever else should travel through the same gateway: mail, VNC, rsync.",
  none: "None",
  add: "Add a forward",
  one: (index: number) => `Forward ${index}`,
  nameHint: "Mail",
  kind: "Kind",
  enabled: "In use",
  empty: "Empty, to be filled in",
  port: "Port or range",
  listen: { local: "Listens here on", remote: "The gateway listens on", dynamic: "Listens here on" },
  target: { local: "Leads to", remote: "Leads here to" },
  hints: {
    local: {
      listen: "",
      listenPort: "Such as 5900-5910",
      target: "A host as the gateway knows it, or the path of a Unix socket there.",
    },
    remote: {
      listen: "An address of the gateway, or the path of a Unix socket there.",
      listenPort: "0: it chooses one",
      target: "A host as this computer knows it, or the path of a Unix socket here.",
    },
    dynamic: {
      listen: "Programs use it as a SOCKS 5 or 4a proxy; the gateway finds the names.",
      listenPort: "",
      target: "",
    },
  },
};
