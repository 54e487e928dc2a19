import type { KeyFacts } from "../../status/failure.js";

/** What the command line says beside failures and states; `--json` is data and stays as it is. */
export const terminal = {
  program: "FTP through SSH. Give your FTP program 127.0.0.1 and the port shown.",
  helpSaysMore: "(culvert --help says more)",
  up: "open the tunnels and stay until interrupted",
  upProfiles: "ids or names of profiles (see: culvert list)",
  list: "the profiles",
  passwordHash: "read a password, and print what a bridge's user has in its place in a profile",
  newPassword: "Password: ",
  newPasswordAgain: "The same once more: ",
  passwordsDiffer: "The two are not the same.",
  passwordUnfit: "A password is one line of 1 to 256 characters, without control characters.",
  completion: "print a script that completes culvert's words in your shell",
  completionShell: "the shell that is to run it",
  profilesOption: "read this profile document instead of the app's own store",
  knownHostsOption:
    "the known_hosts file to check host keys against (default: ~/.ssh/known_hosts, or as set in the app)",
  acceptNewOption: "take an unknown (never a changed) host key",
  whileDownOption:
    "what becomes of an FTP program that connects while the link is down: refused at once, or kept waiting so long",
  closeTimeOption: "how long closing waits at most for transfers under way",
  keepaliveOption: "how often a quiet gateway is asked whether it is still there; 0 is never",
  standardOutput: "Standard output",
  jsonOption: "one JSON object a line on standard output",
  wholeSeconds: (shortest: number, longest: number) => `Give a whole number of seconds from ${shortest} to ${longest}.`,
  lastTransfers: (profile: string, transfers: number, seconds: number) =>
    `${profile}: waiting for ${transfers === 1 ? "one transfer" : `${transfers} transfers`} to finish, ${seconds} s at most. Interrupt again to end ${transfers === 1 ? "it" : "them"} now.`,
  gatewaySays: (profile: string, lines: string) => `${profile}: the gateway says:\n${lines}`,
  settingsWrong: (file: string, fields: string) => `${file}: cannot be read and has its default: ${fields}.`,
  noProfiles: "There are no profiles yet: make one in the window (npm start), or name a file with --profiles.",
  listHead: ["PROFILE", "NAME", "GATEWAY", "FTP", "CLIENTS CONNECT TO"],
  portsHead: ["PORT", "CLIENTS CONNECT TO", "LEADS TO", "STATE", "CONNECTIONS", "UP", "DOWN"],
  connections: (open: string, total: string) => `${open} open, ${total} in all`,
  passivePorts: (count: string) => `${count} passive`,
  portsOfForward: (name: string, count: string) => `${name}, ${count} ports`,
  fileMissing: "no such file",
  fileNotJson: "not JSON",
  bridgeLogin: (profile: string, listen: string, username: string, password: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, password ${password}.`,
  bridgeLoginSet: (profile: string, listen: string, username: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, the password in CULVERT_BRIDGE_PASSWORD.`,
  bridgeLoginKept: (profile: string, listen: string, username: string, file: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, the password in ${file}.`,
  bridgeLoginNotKept: (profile: string, listen: string, username: string, file: string) =>
    `${profile}: nobody can log in to ${listen} by FTP as ${username}: its password could not be written to ${file}. Make that file writable, or set CULVERT_BRIDGE_PASSWORD.`,
  exposed: (profile: string, listen: string, clients: readonly string[]) =>
    `${profile}: ${clients.includes("any") ? "every computer on the network" : new Intl.ListFormat("en").format(clients)} may connect to ${listen} by FTP, which goes in the clear between them and this computer.`,
  exposedFirewall: (profile: string, lines: readonly string[]) =>
    `${profile}: if this computer's firewall keeps them out, this lets them in:\n${lines.map((line) => `  ${line}`).join("\n")}`,
  exposedPorts: (profile: string) =>
    `${profile}: the ports for data change from transfer to transfer: with a firewall, set ftp.dataPorts, such as "50000-50019".`,
  hostKey: (profile: string, gateway: string, { keyType, fingerprint }: KeyFacts) =>
    `${profile}: the host key of ${gateway} is not known yet.\n  ${keyType} ${fingerprint}\nCompare it with what the server's owner tells you.`,
  trust: "Trust it and remember it (yes / no)? ",
  trustOrPicture: "Trust it and remember it (yes / no / picture)? ",
  picture: ["picture", "p"],
  yes: ["yes", "y"],
  passwordRefused: "That password was refused.",
  passphraseWrong: "That passphrase was wrong.",
  password: (profile: string, who: string) => `${profile}: password of ${who}: `,
  proxyPassword: (profile: string, who: string) => `${profile}: password of ${who}, the proxy: `,
  passphrase: (profile: string, file: string) => `${profile}: passphrase of ${file}: `,
};
