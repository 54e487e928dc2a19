import type { Failure, LoginTry } from "./failure.js";
import type { ProfileIssue, RefusedProfile } from "./profile-issues.js";
import { MOST_PORTS } from "./port-range.js";
import type { ForwardState, OpeningStep, TunnelState } from "./tunnel-state.js";

/** What people are told: what happened, and what they can do about it. The window, the tray and the command line all say it so. */
export interface Said {
  readonly says: string;
  readonly remedy: string;
}

/** A failure in words. */
export function sayFailure(failure: Failure): Said {
  switch (failure.code) {
    case "ssh.unreachable":
      return sayUnreachable(failure.cause, at(failure));
    case "ssh.not-ssh":
      return { says: `What answers at ${at(failure)} does not speak SSH: it said ${quote(failure.heard)}.`, remedy: "Check the gateway's port: SSH is usually on 22, and a web or FTP server may be on this one." };
    case "ssh.incompatible":
      return { says: `${at(failure)} and Culvert have no algorithm in common (${failure.detail}).`, remedy: "The server's SSH is probably very old: update it, or ask its owner which algorithms it offers." };
    case "ssh.login-refused":
      return { says: `${at(failure)} did not let ${failure.username} in. ${sayTries(failure.tried)}${failure.cutOff ? " Then the server ended it: too many tries." : ""}`, remedy: sayLoginRemedy(failure) };
    case "ssh.question-cancelled":
      return { says: `Connecting to ${at(failure)} was cancelled.`, remedy: "Connect again when you have the answer to hand." };
    case "ssh.lost":
      return { says: `The SSH link to ${at(failure)} was lost (${LOSS[failure.cause]}${failure.detail === undefined ? "" : `: ${failure.detail}`}).`, remedy: "Culvert tries again by itself. If it keeps happening, look at the network and at the server's log." };
    case "host-key.unknown":
      return { says: `The host key of ${at(failure)} is not known: ${failure.keyType} ${failure.fingerprint}.`, remedy: "Compare the fingerprint with what the server's owner tells you. If it is the same, connect again and trust it (on the command line: --accept-new)." };
    case "host-key.changed":
      return {
        says: `The host key of ${at(failure)} has CHANGED. It now shows ${failure.keyType} ${failure.fingerprint}, but ${failure.kept.map(({ keyType, fingerprint, file, line }) => `line ${line} of ${file} has ${keyType} ${fingerprint}`).join(", and ")}.`,
        remedy: `Someone may be listening in. Ask the server's owner whether its key was renewed; only then remove ${failure.kept.map(({ file, line }) => `line ${line} of ${file}`).join(" and ")}, and connect again.`,
      };
    case "host-key.revoked":
      return { says: `The host key of ${at(failure)} (${failure.keyType} ${failure.fingerprint}) is marked as revoked in line ${failure.kept.line} of ${failure.kept.file}.`, remedy: "Do not connect. Ask the server's owner for its new key." };
    case "host-key.file-unreadable":
      return { says: `The known hosts file ${failure.file} cannot be read or written (${failure.detail}).`, remedy: "Make the file readable and writable for you, or name another one." };
    case "forward.port-taken":
      return { says: `Another program already listens on ${at(failure)}.`, remedy: "Close that program, or choose another local port. Data ports must keep their number: there, the relay mode needs no fixed ports." };
    case "forward.port-forbidden":
      return { says: `The system does not allow listening on ${at(failure)}.`, remedy: failure.port < 1024 ? "Ports below 1024 need a privilege: choose one above, such as 2121." : "The system may have reserved the port (on Windows: netsh interface ipv4 show excludedportrange protocol=tcp). Choose another." };
    case "forward.address-missing":
      return { says: `${failure.host} is not an address of this computer, so nothing can listen on ${at(failure)}.`, remedy: "Listen on 127.0.0.1, or on an address that this computer has." };
    case "forward.cannot-listen":
      return { says: `Listening on ${at(failure)} failed (${failure.detail}).`, remedy: "Choose another local port or address." };
    case "forward.none-listening":
      return { says: "None of the profile's ports could be opened.", remedy: "Look at the cause of each port; most often the tunnel is already open in another program." };
    case "forward.gateway-refused":
      return { says: `The gateway does not listen on its ${at(failure)} (${failure.detail}).`, remedy: "The port may be taken there, or be below 1024; else ask the gateway's owner to allow it (sshd_config: AllowTcpForwarding, PermitListen, and GatewayPorts for an address that others reach)." };
    case "forward.target-unreachable":
      return { says: `A connection came from the gateway, but ${failure.target} ${TARGET[failure.cause]}.`, remedy: "Start the program that should answer there, or check the forward's target: it is a name and port as this computer sees them." };
    case "channel.refused":
      return sayChannelRefused(failure.cause, failure.target, failure.detail);
    case "ftp.not-ftp":
      return { says: `What answers at ${failure.target} does not speak FTP: it said ${quote(failure.heard)}.`, remedy: "Check the target's port: FTP is usually on 21. A server with TLS from the first byte (990) needs the range mode." };
    case "ftp.tls-demanded":
      return { says: `${failure.target} lets nobody in without TLS: it said ${quote(failure.said)}.`, remedy: "The relay must read FTP, so TLS cannot pass it: set the profile to the range mode, where TLS goes through end to end, or let the server take plain FTP from the gateway; SSH encrypts the way there." };
    case "ftp.passive-refused":
      return { says: `${failure.target} opens no port for data: it said ${quote(failure.said)}.`, remedy: "Allow passive mode (PASV or EPSV) on the FTP server, with ports above 1023." };
    case "ftp.client-unreachable":
      return { says: `The FTP program does not take the data connection at ${failure.client}.`, remedy: "Set the program to passive mode, or allow it in this computer's firewall." };
    case "bridge.no-sftp":
      return saySftpRefused(failure.cause, failure.gateway, failure.detail);
    case "bridge.not-ftp":
      return { says: `What came to the bridge speaks no FTP but was ${failure.speaks === "a web browser" ? "a web browser" : `a client for ${failure.speaks}`}; it was cut off.`, remedy: "Set the program to plain FTP without encryption: SSH encrypts the way to the gateway." };
    case "bridge.not-loopback":
      return { says: `The bridge does not listen on ${at(failure)}: FTP carries passwords and files in the clear.`, remedy: "Set the profile to listen on 127.0.0.1, so that they stay on this computer." };
    case "profile.not-found":
      return { says: `There is no profile named ${failure.asked}.`, remedy: failure.known.length === 0 ? "There are no profiles yet: make one in the window, or name a file with --profiles." : `The profiles are: ${failure.known.join(", ")}.` };
    case "profile.invalid":
      return { says: sayRefused(failure.refused), remedy: "Mend the fields named and try again." };
    case "store.unreadable":
      return { says: `The profile file ${failure.file} cannot be read or written (${failure.detail}).`, remedy: "Check that the file is there, that it is yours to read and write, and that it holds a profile document in JSON." };
    case "store.damaged":
      return { says: `The profile file was damaged. What could be read is here; the file as it was is kept as ${failure.keptAs}. ${sayRefused(failure.refused)}`.trim(), remedy: "Nothing was thrown away: open that copy in an editor to recover what is missing." };
    case "settings.unreadable":
      return { says: `The settings file ${failure.file} cannot be read or written (${failure.detail}).`, remedy: "Check that it is yours to read and write; until then Culvert goes on with the settings that it has." };
    case "settings.damaged":
      return { says: `The settings file was damaged (${failure.fields.join(", ")}): what could not be read has its default again. The file as it was is kept as ${failure.keptAs}.`, remedy: "Look through the settings and set again what is missing." };
    case "internal":
      return { says: `Something went wrong inside Culvert (${failure.detail}).`, remedy: "This is a bug: please report it with the log." };
  }
}

/** `gateway:22`; an IPv6 address gets its brackets. */
export const at = ({ host, port }: { readonly host: string; readonly port: number }): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);

/** What somebody else said, within a sentence that has its own full stop. */
const quote = (said: string): string => (said === "" ? "nothing" : `“${said.replace(/\.$/, "")}”`);

const LOSS = { closed: "the server closed it", silent: "the server stopped answering", reset: "the network broke it", protocol: "a message could not be understood" } as const;

const TARGET = { "name-not-found": "is not a name that this computer can find", "refused": "refused it", "timed-out": "did not answer in time", "no-route": "cannot be reached from this computer", "reset": "broke it off" } as const;

function sayUnreachable(cause: Extract<Failure, { code: "ssh.unreachable" }>["cause"], gateway: string): Said {
  switch (cause) {
    case "name-not-found":
      return { says: `The name in ${gateway} was not found.`, remedy: "Check the gateway's name for a typing error, and that this computer is online." };
    case "refused":
      return { says: `${gateway} refused the connection.`, remedy: "Check the gateway's port, and that its SSH server is running." };
    case "timed-out":
      return { says: `${gateway} did not answer in time.`, remedy: "Check the gateway's name and port; a firewall may be dropping the packets." };
    case "no-route":
      return { says: `There is no way to ${gateway} from here.`, remedy: "Check that this computer is online, and whether a VPN is needed." };
    case "reset":
      return { says: `${gateway} hung up before the login.`, remedy: "The server may be too busy or may block this address: wait a little, then ask its owner." };
  }
}

function saySftpRefused(cause: Extract<Failure, { code: "bridge.no-sftp" }>["cause"], gateway: string, detail: string): Said {
  switch (cause) {
    case "refused":
      return { says: `${gateway} opens no more sessions (${detail}).`, remedy: "Every FTP connection needs one: close some in the FTP program, or raise MaxSessions in the server's sshd_config." };
    case "no-subsystem":
      return { says: `${gateway} offers no SFTP (${detail}).`, remedy: "The bridge needs it: add the line “Subsystem sftp internal-sftp” to the server's sshd_config, or use the relay mode with an FTP server." };
    case "timed-out":
      return { says: `${gateway} did not start SFTP in time.`, remedy: "A login script on the server may be waiting or printing text: look at its .bashrc and .profile." };
  }
}

const TRIED: Record<LoginTry["outcome"], string> = {
  "refused": "refused", "not-offered": "not offered by the server", "not-answered": "no answer given",
  "no-agent": "no agent is running", "agent-empty": "the agent holds no key",
  "file-missing": "there is no such file", "file-unreadable": "the file cannot be read", "not-a-private-key": "the file is not a private key",
  "public-key": "the file is the public key; the private one is the file without .pub", "key-damaged": "the key file is damaged",
  "key-unsupported": "a kind of key that Culvert cannot read", "passphrase-wrong": "wrong passphrase",
};

function sayTries(tried: readonly LoginTry[]): string {
  if (tried.length === 0) return "There was no way to log in that both sides know.";
  return `Tried: ${tried.map(({ method, file, outcome }) => `${method}${file === undefined ? "" : ` ${file}`} (${TRIED[outcome]})`).join(", ")}.`;
}

function sayLoginRemedy({ tried, offered, cutOff }: Extract<Failure, { code: "ssh.login-refused" }>): string {
  if (cutOff) return "Leave only the ways to log in that work in the profile; an agent with many keys uses up the tries, so name a key file instead.";
  if (tried.some(({ outcome }) => outcome === "public-key")) return "Choose the private key file, not the one that ends in .pub.";
  if (tried.some(({ method, outcome }) => method === "password" && outcome === "refused")) return "Check the user name and type the password again.";
  if (tried.some(({ outcome }) => outcome === "no-agent") && offered.includes("publickey")) return "Start your SSH agent and add the key to it, or name a key file in the profile.";
  return offered.length === 0 ? "Check the user name and the ways to log in." : `The server takes ${offered.join(", ")}: check the user name, and that the profile lists one of these.`;
}

function sayChannelRefused(cause: Extract<Failure, { code: "channel.refused" }>["cause"], target: string, detail: string): Said {
  const because = detail === "" ? "" : ` (${detail})`;
  switch (cause) {
    case "prohibited":
      return { says: `The gateway does not allow connections to ${target}${because}.`, remedy: "Ask its owner to allow forwarding to it (sshd_config: AllowTcpForwarding, PermitOpen)." };
    case "unreachable":
      return { says: `The gateway could not reach ${target}${because}.`, remedy: "Check that the FTP server runs, and the target's name and port as the gateway sees them." };
    case "resources":
      return { says: `The gateway has no room for another connection to ${target}${because}.`, remedy: "Close some connections, or ask its owner to raise MaxSessions." };
    case "timed-out":
      return { says: `The gateway did not connect to ${target} in time.`, remedy: "Check the target's name and port; a firewall between the two may be dropping the packets." };
    case "other":
      return { says: `The gateway refused a connection to ${target}${because}.`, remedy: "Its log says more." };
  }
}

/** Why entries of a profile document were refused, each field with what to do. */
export function sayRefused(refused: readonly RefusedProfile[]): string {
  return refused.map(({ profile, issues }) => `${profile}: ${issues.map((issue) => `${issue.field === "" ? "" : `${issue.field}: `}${sayIssue(issue)}`).join(" ")}`).join(" ");
}

/** What is wrong with one field, as an order that can be followed. */
export function sayIssue({ problem, found }: ProfileIssue): string {
  const it = found === undefined ? "This" : `“${found}”`;
  switch (problem) {
    case "field-missing": return "This field is missing: fill it in.";
    case "field-unknown": return `${it} is not a field of a profile: remove it, or check its spelling.`;
    case "field-wrong-type": return `${it} is not of the kind that belongs here: see the profile document in the README.`;
    case "choice-unknown": return `${it} is not one of the choices: see the profile document in the README.`;
    case "id-malformed": return `${it} cannot be an id: use letters, digits, dot, dash and underscore, beginning with a letter or digit, 64 at most.`;
    case "id-taken": return `${it} is already the id of another profile: choose another.`;
    case "name-missing": return "Give it a name, such as “Popeye's web site”.";
    case "host-missing": return "Enter a host name or address, such as www.spinach.com.";
    case "host-malformed": return `${it} is not a host name or address: remove blanks and signs such as / or @.`;
    case "username-missing": return "Enter the user name that you log in with.";
    case "username-malformed": return `${it} cannot be a user name: remove the blanks.`;
    case "port-not-a-number": return `${it} is not a port: enter a whole number from 1 to 65535.`;
    case "port-out-of-range": return `${it} is outside the ports: enter a number from 1 to 65535.`;
    case "file-missing": return "Enter the path of the file.";
    case "auth-empty": return "Choose at least one way to log in.";
    case "range-empty": return "Enter the server's passive ports, such as 2534-2536.";
    case "range-malformed": return `${it} is not a range of ports: write it as 2534-2536, several with commas between.`;
    case "range-reversed": return `${it} runs backwards: write the smaller port first.`;
    case "ranges-overlap": return `${it} overlaps another range: name each port once.`;
    case "range-too-long": return `With ${it} there are more than ${MOST_PORTS} ports: make the server's passive range smaller, or use the relay mode, which needs none.`;
    case "control-port-in-range": return `Port ${found ?? ""} is also one of the passive ports, which must keep their number: choose another local port for the control connection.`;
    case "listen-port-taken-twice": return `The profile already listens on port ${found ?? ""}: choose another.`;
    case "version-unknown": return `${it} is not a version of the profile document that this Culvert reads: it reads version 1. Update Culvert, or mend the file.`;
  }
}

const STEP: Record<OpeningStep, string> = {
  "dialling": "Reaching the gateway", "checking-host-key": "Checking the host key", "authenticating": "Logging in", "listening": "Opening the ports",
};

/** A tunnel's state in a few words; the failure's sentence is told apart from it. */
export function sayState(state: TunnelState): string {
  switch (state.kind) {
    case "closed": return "Closed";
    case "opening": return `${STEP[state.step]}…`;
    case "open": return "Open";
    case "waiting": return "Waiting to try again";
    case "closing": return "Closing…";
    case "failed": return "Failed";
  }
}

export const FORWARD_STATE: Record<ForwardState["kind"], string> = { idle: "Idle", listening: "Listening", refused: "Refused" };
