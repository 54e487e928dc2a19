import type { KeyFacts } from "../../status/failure.js";

/** What the command line says beside failures and states; `--json` is data and stays as it is. */
export const terminal = {
  program: "FTP through SSH. Give your FTP program 127.0.0.1 and the port shown.",
  helpSaysMore: (command: string) => `(${command} --help says more)`,
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
  acceptNewOption: "take an unknown (never a changed) host key or certificate",
  whileDownOption:
    "what becomes of an FTP program that connects while the link is down: refused at once, or kept waiting so long",
  closeTimeOption: "how long closing waits at most for transfers under way",
  keepaliveOption: "how often a quiet gateway is asked whether it is still there; 0 is never",
  standardOutput: "Standard output",
  jsonOption: "one JSON object a line on standard output",
  refuseOrSeconds: (shortest: number, longest: number) =>
    `Give refuse, or a whole number of seconds from ${shortest} to ${longest}.`,
  wholeSeconds: (shortest: number, longest: number) => `Give a whole number of seconds from ${shortest} to ${longest}.`,
  lastTransfers: (profile: string, transfers: number, seconds: number) =>
    `${profile}: waiting for ${transfers === 1 ? "one transfer" : `${transfers} transfers`} to finish, ${seconds} s at most. Interrupt again to end ${transfers === 1 ? "it" : "them"} now.`,
  gatewaySays: (profile: string, lines: string) => `${profile}: the gateway says:\n${lines}`,
  settingsWrong: (file: string, fields: string) => `${file}: cannot be read and has its default: ${fields}.`,
  noProfiles:
    "There are no profiles yet: make one in the window, or by: culvert add olive@www.spinach.com --ftp popeye. A file of them is named by --profiles.",
  listHead: ["PROFILE", "NAME", "GATEWAY", "FTP", "CLIENTS CONNECT TO"],
  portsHead: ["PORT", "CLIENTS CONNECT TO", "LEADS TO", "STATE", "CONNECTIONS", "UP", "DOWN"],
  facts: (facts: readonly string[]) => facts.join("; "),
  factAt: (fact: string, time: string) => `${fact} (${time})`,
  closeTunnel: (name: string) => `Close “${name}” where it runs.`,
  connections: (open: string, total: string) => `${open} open, ${total} in all`,
  passivePorts: (count: string) => `${count} passive`,
  portsOfForward: (name: string, count: string) => `${name}, ${count} ports`,
  fileMissing: "no such file",
  reloaded: (names: readonly string[]) =>
    names.length === 0
      ? "The profiles were read again: nothing has changed."
      : `The profiles were read again: ${names.join(", ")} changed.`,
  reloadOthers:
    "The names that were given mean other profiles by now: everything stays as it is. Start culvert up again.",
  secretFileRefused: (file: string, why: string) => `The secret in ${file} is not taken: ${why}.`,
  secretFileOpen: "others can read it: chmod 600 mends that",
  secretFileLong: "it is longer than any secret",
  fileNotJson: "not JSON",
  bridgeLogin: (profile: string, listen: string, username: string, password: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, password ${password}.`,
  bridgeLoginSet: (profile: string, listen: string, username: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, the password in CULVERT_BRIDGE_PASSWORD.`,
  bridgeLoginKept: (profile: string, listen: string, username: string, file: string) =>
    `${profile}: log in to ${listen} by FTP as ${username}, the password in ${file}.`,
  bridgeLoginNotKept: (profile: string, listen: string, username: string, file: string) =>
    `${profile}: nobody can log in to ${listen} by FTP as ${username}: its password could not be written to ${file}. Make that file writable, or set CULVERT_BRIDGE_PASSWORD.`,
  clientTls: (profile: string, listen: string, kinds: string, fingerprint: string) =>
    `${profile}: FTP programs may speak TLS to ${listen} (${kinds}); its certificate is ${fingerprint}, and culvert export ${profile} --as certificate prints it.`,
  exposed: (profile: string, listen: string, clients: readonly string[], tls: "off" | "offered" | "required") =>
    `${profile}: ${clients.includes("any") ? "every computer on the network" : new Intl.ListFormat("en").format(clients)} may connect to ${listen} by FTP, which goes ${{ off: "in the clear", offered: "in the clear, unless they use TLS,", required: "in TLS" }[tls]} between them and this computer.`,
  exposedFirewall: (profile: string, lines: readonly string[]) =>
    `${profile}: if this computer's firewall keeps them out, this lets them in:\n${lines.map((line) => `  ${line}`).join("\n")}`,
  exposedPorts: (profile: string) =>
    `${profile}: the ports for data change from transfer to transfer: with a firewall, set ftp.dataPorts, such as "50000-50019".`,
  hostKey: (profile: string, gateway: string, { keyType, fingerprint }: KeyFacts) =>
    `${profile}: the host key of ${gateway} is not known yet.\n  ${keyType} ${fingerprint}\nCompare it with what the server's owner tells you.`,
  certificate: (profile: string, target: string, problem: string, lines: readonly string[]) =>
    `${profile}: the certificate of ${target} needs your approval, because ${problem}.\n${lines.map((line) => `  ${line}`).join("\n")}\nCompare the fingerprint with what the server's owner tells you.`,
  trust: "Trust it and remember it (yes / no)? ",
  trustOrPicture: "Trust it and remember it (yes / no / picture)? ",
  picture: ["picture", "p"],
  yes: ["yes", "y"],
  no: ["no", "n"],
  yesOrNo: "Please type yes or no.",
  add: "make a profile of a server's address, or of a command of ssh",
  destinationArgument:
    "olive@host:port, ssh://, sftp:// or ftp://, a name of ~/.ssh/config, or a command of ssh behind --",
  ftpOption: "the FTP server beyond the gateway (default: the gateway itself)",
  rangeOption: "forward the control port and these passive ports one to one, instead of a relay",
  bridgeOption: "no FTP server: files by the gateway's SFTP",
  nameOption: "what the profile is called",
  keyOption: "a private key, tried first",
  viaOption: "a jump host; again for each one, in their order",
  listenOption: "where the FTP program connects (default: 127.0.0.1:2121, or the next port that no profile has)",
  added: (name: string, id: string) => `${name}: added. Open it by: culvert up ${id}`,
  changed: (name: string) => `${name}: changed.`,
  unchanged: (name: string) => `${name}: nothing to change.`,
  openInApp: (name: string) =>
    `${name} is open in the app and goes on as it was, until you press “Reconnect with the changed profile” there.`,
  openInUp: (name: string, pid: number, command: string | undefined) =>
    `${name} is open in culvert up (process ${pid}) and goes on as it was${command === undefined ? ", until you start that again." : `. To reconnect it with the change: ${command}`}`,
  edit: "change fields of a profile",
  setOption: "a field of the profile document and its value, as JSON or as it is; null leaves the field out",
  setMalformed: (text: string) => `“${text}” is not a field and a value: write it as ftp.listen.port=2122.`,
  checkSharesSession: (name: string, program: "app" | "up", time: string) =>
    `${name} is open in ${program === "app" ? "the app" : "culvert up"} since ${time}; the check uses its session.`,
  checkLogsIn: (name: string, program: "app" | "up", time: string) =>
    `${name} is open in ${program === "app" ? "the app" : "culvert up"} since ${time}, but its session cannot serve this check, which logs in by itself.`,
  placeholderLeft: (placeholder: string) => `${placeholder} stands for what only you know: type that in its place.`,
  idStays: "A profile's id stays what it is: its secrets are kept under it.",
  oneProfile: "the id or name of a profile",
  rename: "give a profile another name; its id stays",
  newName: "the new name",
  nameTaken: (name: string) => `Another profile has the name ${name}.`,
  removeCommand: "delete a profile",
  yesOption: "without asking",
  removed: (name: string) => `${name}: deleted.`,
  askRemove: (name: string) => `Delete the profile “${name}” (yes / no)? `,
  removeNeedsYes: "Nobody is there to ask: say --yes to delete it.",
  kept: (name: string) => `${name}: kept.`,
  logCommand: "print the app's log: its path, and its last lines",
  linesOption: "how many lines",
  wholeLines: (least: number, most: number) => `Give a whole number from ${least} to ${most}.`,
  noLog: (file: string) => `There is no log yet: the app writes it to ${file}.`,
  status: "tell how the tunnels of the running app, and of each culvert up, stand",
  statusProfiles: "ids or names of profiles; all tunnels that are not closed where none is given",
  nothingRuns: "No Culvert runs: neither the app nor culvert up has a tunnel.",
  noTunnelOpen: "No tunnel is open.",
  statusUnavailable: (detail: string) => `culvert status cannot see these tunnels (${detail}).`,
  usernameAssumed: (host: string, username: string) => `${host}: the user is taken to be ${username}.`,
  gatewayMissing: (host: string) =>
    `${host} is an FTP server: name the SSH server that leads to it, culvert add olive@www.spinach.com --ftp ${host}.`,
  targetMalformed: (text: string) => `“${text}” is not an FTP server: write it as popeye or popeye:21.`,
  listenMalformed: (text: string) => `“${text}” is not a port to listen on: write it as 2122 or 127.0.0.1:2122.`,
  passwordRefused: "That password was refused.",
  passphraseWrong: "That passphrase was wrong.",
  rememberedUntilEnd: "Remembered in memory until culvert ends, for all tunnels that need it.",
  rememberedMinutes: (minutes: number) =>
    `Remembered in memory for ${minutes === 1 ? "a minute" : `${minutes} minutes`}, for all tunnels that need it.`,
  password: (profile: string, who: string) => `${profile}: password of ${who}: `,
  proxyPassword: (profile: string, who: string) => `${profile}: password of ${who}, the proxy: `,
  passphrase: (profile: string, file: string) => `${profile}: passphrase of ${file}: `,
};
