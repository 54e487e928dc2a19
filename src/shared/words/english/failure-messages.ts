import { formatEndpoint, looksLikeSocket } from "../../profile/endpoint.js";
import type { AuthAttempt } from "../../status/failure.js";
import type { PortHolder } from "../../status/port-holder.js";
import { loginRemedy, type LoginRemedy } from "../login-remedy.js";
import { describeSystemError, type SystemErrorWords } from "../errno-codes.js";
import type { Causes, FailureOf, FailureMessages, UserMessage } from "../message-types.js";
import { sayRefused } from "./field-issue-messages.js";
import { importSources } from "./import-export.js";
import { CERTIFICATE_PROBLEMS, sayAuthorities } from "./questions.js";
import { clientTlsFailures, describeCertificateProblem, tlsFailures } from "./tls.js";

/** Why a file of a spool was put aside, where it was no word of the server's. */
const SPOOL_PROBLEMS: Readonly<Record<string, string>> = {
  damaged: "what lies on this disk is not what was stored",
  size: "it comes out with another size there",
  taken: "the name is there already",
  unsure: "the link broke as it got its name, and it is not there now: somebody may have taken it away",
};

export const failures: FailureMessages = {
  "ssh.unreachable": (failure) =>
    failure.disconnect === undefined
      ? UNREACHABLE[failure.cause](formatEndpoint(failure))
      : {
          says: `${formatEndpoint(failure)} ended the connection before the login was done: it said ${quote(failure.disconnect.said)} (reason ${failure.disconnect.reason}).`,
          remedy: "Its owner can tell more: the server's log has the cause.",
        },
  "ssh.not-ssh": (failure) => ({
    says: `What answers at ${formatEndpoint(failure)} does not speak SSH: it said ${quote(failure.heard)}.`,
    remedy: failure.wasSsh
      ? "It spoke SSH before, so something else may answer in its place, such as the login page of a hotel's network: open a web browser and log in there. Culvert tries again by itself."
      : "Check the gateway's port: SSH is usually on 22, and a web or FTP server may be on this one.",
  }),
  "ssh.busy": (failure) => ({
    says: `${formatEndpoint(failure)} ${BUSY[failure.cause].says}: it said ${quote(failure.said)}.`,
    remedy: BUSY[failure.cause].remedy,
  }),
  "ssh.incompatible": (failure) => ({
    says: sayIncompatible(failure),
    remedy: failure.oldServerHelps
      ? OLD_SERVER_HELPS
      : "The server's SSH is probably very old or very strict: update it, or ask its owner to allow another algorithm.",
  }),
  "ssh.login-refused": (failure) => ({
    says: `${formatEndpoint(failure)} did not let ${failure.username} in. ${sayTries(failure.tried)}${failure.cutOff ? " Then the server ended it: too many tries." : ""}${failure.said === undefined ? "" : ` It said ${quote(failure.said)}.`}`,
    remedy: LOGIN_REMEDY[loginRemedy(failure)](failure.offered),
  }),
  "ssh.question-cancelled": (failure) => ({
    says: `Connecting to ${formatEndpoint(failure)} was cancelled.`,
    remedy: "Connect again when you have the answer to hand.",
  }),
  "ssh.lost": (failure) => ({
    says: `The SSH link to ${formatEndpoint(failure)} was lost (${LOSS[failure.cause]}${failure.detail === undefined ? "" : `: ${failure.detail}`}).`,
    remedy: failure.atOnce
      ? "It came as soon as you were let in, so the account may be why: its ChrootDirectory does not belong to root, say, or others may write to it. The server's log tells. Culvert tries again by itself."
      : "Culvert tries again by itself. If it keeps happening, look at the network and at the server's log.",
  }),
  "host-key.unknown": (failure) => ({
    says: `The host key of ${formatEndpoint(failure)} is not known: ${failure.keyType} ${failure.fingerprint}.`,
    remedy: `${failure.authorities === undefined ? "" : `${sayAuthorities(failure.authorities, failure.certificate)} `}Compare the fingerprint with what the server's owner tells you. If it is the same, connect again and trust it (on the command line: --accept-new).`,
  }),
  "host-key.changed": (failure) => ({
    says: `The host key of ${formatEndpoint(failure)} has CHANGED. It now shows ${failure.keyType} ${failure.fingerprint}, but ${failure.kept.map(({ keyType, fingerprint, file, line }) => `line ${line} of ${file} has ${keyType} ${fingerprint}`).join(", and ")}.`,
    remedy: `Someone may be listening in. Ask the server's owner whether its key was renewed; only then remove ${failure.kept.map(({ file, line }) => `line ${line} of ${file}`).join(" and ")}, and connect again.`,
  }),
  "host-key.revoked": (failure) => ({
    says: `The host key of ${formatEndpoint(failure)} (${failure.keyType} ${failure.fingerprint}) is marked as revoked in line ${failure.kept.line} of ${failure.kept.file}.`,
    remedy: "Do not connect. Ask the server's owner for its new key.",
  }),
  "host-key.revoked-by-list": (failure) => ({
    says: `The host key of ${formatEndpoint(failure)} (${failure.keyType} ${failure.fingerprint}) is revoked by the list ${failure.file}.`,
    remedy: "Do not connect. Ask the server's owner for its new key.",
  }),
  "host-key.list-unreadable": (failure) => ({
    says: `The list of revoked host keys ${failure.file} cannot be read${failure.detail === "" ? ": it is no such list, or not whole" : ` (${describeSystemError(failure.detail, SYSTEM)})`}.`,
    remedy:
      "Without it nobody can tell whether the server's key is revoked. Make the file readable, take a new copy, or take it out of the profile.",
  }),
  "proxy.unreachable": (failure) => ({
    says: `The proxy ${formatEndpoint(failure)} ${PROXY_UNREACHABLE[failure.cause]}.`,
    remedy:
      "The gateway was not even tried. Check the proxy's name, port and kind in the profile, and that you are on the network that has it.",
  }),
  "proxy.not-a-proxy": (failure) => ({
    says: `What answers at ${formatEndpoint(failure)} is not the kind of proxy that the profile names: it said ${quote(failure.heard)}.`,
    remedy: "Check the proxy's port, and whether it speaks HTTP or SOCKS 5.",
  }),
  "proxy.login-refused": (failure) =>
    failure.username === undefined
      ? {
          says: `The proxy ${formatEndpoint(failure)} wants a login.`,
          remedy:
            "Enter your user name for the proxy in the profile; its password is then asked for (on the command line: CULVERT_PROXY_PASSWORD).",
        }
      : {
          says: `The proxy ${formatEndpoint(failure)} did not let ${failure.username} through.`,
          remedy:
            "Check the user name for the proxy, and type its own password again, which is not the gateway's (on the command line: CULVERT_PROXY_PASSWORD).",
        },
  "proxy.refused": (failure) => ({
    says: `The proxy ${formatEndpoint(failure)} does not connect to ${failure.target} (${failure.detail}).`,
    remedy: PROXY_REMEDY[failure.cause],
  }),
  "host-key.file-unreadable": (failure) => ({
    says: `The known hosts file ${failure.file} cannot be read or written (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy: "Make the file readable and writable for you, or name another one.",
  }),
  "forward.port-taken": ({ holder = {}, ...failure }) => ({
    says: sayHolder(formatEndpoint(failure), holder),
    remedy:
      holder.profile === undefined
        ? "Close that program, or disconnect another tunnel of yours that has this port; or choose another local port. Data ports must keep their number: there, the relay mode needs no fixed ports."
        : `Disconnect “${holder.profile}”, or give one of the two another local port. Data ports must keep their number: there, the relay mode needs no fixed ports.`,
  }),
  "forward.port-forbidden": (failure) => ({
    says: `The system does not allow listening on ${formatEndpoint(failure)}.`,
    remedy:
      failure.port < 1024
        ? "Ports below 1024 need a privilege: choose one above, such as 2121."
        : "The system may have reserved the port (on Windows: netsh interface ipv4 show excludedportrange protocol=tcp). Choose another.",
  }),
  "forward.address-missing": (failure) => ({
    says: `${failure.host} is not an address of this computer, so nothing can listen on ${formatEndpoint(failure)}.`,
    remedy: "Listen on 127.0.0.1, or on an address that this computer has.",
  }),
  "forward.cannot-listen": (failure) => ({
    says: `Listening on ${formatEndpoint(failure)} failed (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy:
      failure.detail === "EMFILE"
        ? "Allow Culvert more open files (ulimit -n, or LimitNOFILE= of its service), or forward fewer ports: the relay mode needs one."
        : "Choose another local port or address.",
  }),
  "forward.none-listening": () => ({
    says: "None of the profile's ports could be opened.",
    remedy: "Look at the cause of each port; most often the tunnel is already open in another program.",
  }),
  "forward.gateway-refused": (failure) => ({
    says: `The gateway does not listen on its ${formatEndpoint(failure)} (${failure.detail}).`,
    remedy:
      "The port may be taken there, or be below 1024; else ask the gateway's owner to allow it (sshd_config: AllowTcpForwarding, PermitListen, and GatewayPorts for an address that others reach).",
  }),
  "forward.gateway-socket-refused": (failure) => ({
    says: `The gateway does not listen on its socket ${failure.socket} (${failure.detail}).`,
    remedy:
      "A file of that name may be left there from before: remove it, or let its owner set StreamLocalBindUnlink yes in sshd_config. Else the folder may be closed to you, or AllowStreamLocalForwarding not allow it.",
  }),
  "forward.target-unreachable": (failure) => ({
    says: `A connection came from the gateway, but ${failure.target} ${TARGET[failure.cause]}.`,
    remedy:
      "Start the program that should answer there, or check the forward's target: it is a name and port as this computer sees them.",
  }),
  "channel.refused": (failure) =>
    CHANNEL[failure.cause](
      failure.through === undefined ? "The gateway" : `The jump host ${failure.through}`,
      failure.target,
      failure.detail === "" ? "" : ` (${failure.detail})`,
    ),
  "ftp.not-ftp": (failure) => ({
    says: `What answers at ${failure.target} does not speak FTP: it said ${quote(failure.heard)}.`,
    remedy:
      "Check the target's port: FTP is usually on 21. For a server with TLS from the first byte, usually on 990, set TLS to the server to implicit.",
  }),
  "ftp.tls-demanded": (failure) => ({
    says: `${failure.target} lets nobody in without TLS: it said ${quote(failure.said)}.`,
    remedy:
      "Let the relay speak TLS to it: set TLS to the server to auto or explicit in the profile. A server that demands TLS and refuses it to the relay may take it from your program, in the range mode.",
  }),
  "ftp.tls-refused": (failure) => ({
    says:
      failure.said === ""
        ? `${failure.target} does not take TLS as the profile wants it.`
        : `${failure.target} does not take TLS as the profile wants it: it said ${quote(failure.said)}.`,
    remedy:
      "Set TLS to the server to auto in the profile, so that it is spoken where the server wants it alone; or have the server allow AUTH TLS and PROT P.",
  }),
  "ftp.tls-failed": (failure) => ({
    says: `TLS with ${failure.target} failed: ${tlsFailures[failure.cause].says}${failure.detail === "" ? "" : ` (${failure.detail})`}.`,
    remedy: tlsFailures[failure.cause].remedy,
  }),
  "ftp.certificate-unknown": (failure) => ({
    says: `The certificate of ${failure.target} is not trusted: ${describeCertificateProblem(failure.problem)}. It showed ${failure.fingerprint}.`,
    remedy:
      "Compare the fingerprint with what the server's owner tells you; then trust it when you are asked (close and open the tunnel to be asked again), take it with --accept-new, or write it into the profile as ftp.certificate.",
  }),
  "ftp.certificate-changed": (failure) => ({
    says: `The certificate of ${failure.target} has CHANGED: the profile holds ${failure.kept}, and it showed ${failure.fingerprint}.`,
    remedy:
      "Someone may be listening in, or the server has a new certificate. Ask its owner; only if that is so, empty the certificate's field in the profile (ftp.certificate), and you are asked about the new one.",
  }),
  "ftp.client-certificate": (failure) => ({
    says: `The certificate for the FTP server in ${failure.file} cannot be used (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy: "Name one PEM file that holds your certificate and its private key (ftp.clientCertificate).",
  }),
  "ftp.own-certificate": (failure) => ({
    says: `The certificate for FTP programs in ${failure.file} cannot be used (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy:
      "Name one PEM file with a certificate and its private key, without a passphrase (ftp.ownCertificate). Culvert makes its own anew where you remove tls-certificate.pem from its data folder; programs must trust that again.",
  }),
  "ftp.client-tls-failed": (failure) => ({
    says: `TLS with the FTP program at ${failure.client} failed: ${clientTlsFailures[failure.cause].says}${failure.detail === "" ? "" : ` (${failure.detail})`}.`,
    remedy: clientTlsFailures[failure.cause].remedy,
  }),
  "ftp.passive-refused": (failure) => ({
    says: `${failure.target} opens no port for data: it said ${quote(failure.said)}.`,
    remedy:
      "Allow passive mode (PASV or EPSV) on the FTP server, with ports above 1023. One that knows PORT alone is served where it runs on the gateway itself and the gateway allows remote forwards (AllowTcpForwarding yes).",
  }),
  "ftp.client-unreachable": (failure) => ({
    says: `The FTP program does not take the data connection at ${failure.client}.`,
    remedy: "Set the program to passive mode, or allow it in this computer's firewall.",
  }),
  "ftp.no-greeting": ({ target, cause }) => ({
    says:
      cause === "timed-out"
        ? `${target} accepts the connection and says nothing.`
        : `${target} accepts the connection, and ends it without a word.`,
    remedy:
      cause === "timed-out"
        ? "Check the target's port. A server with TLS from the first byte (990) waits like this: it needs the range mode."
        : "Its log says why: it may limit connections, or block an address after wrong passwords.",
  }),
  "ftp.turned-away": ({ target, said }) => ({
    says: `${target} turns everybody away: it said ${quote(said)}.`,
    remedy: "Its limit of connections may be reached, or it may refuse the gateway's address: look at its settings.",
  }),
  "ftp.login-refused": ({ target, said, byBridge }) => ({
    says: byBridge
      ? `The bridge at ${target} refused your FTP program's login.`
      : `${target} refused the FTP login: it said ${quote(said)}.`,
    remedy: byBridge
      ? "Give your FTP program the user and password that Culvert shows for this profile; they are not the gateway's."
      : "Check user and password in your FTP program; they are the FTP server's, which may differ from the gateway's.",
  }),
  "ftp.outside-range": ({ target, port, passive }) => ({
    says: `${target} named port ${port} for data, which is outside ${passive}: nothing leads there.`,
    remedy: `Set the server's passive range to ${passive}, or the profile's to the server's; the relay mode needs neither.`,
  }),
  "ftp.other-address": ({ target, address, dialled }) => ({
    says: `${target} names ${address} for data, but your program dials ${dialled}: it may go past the tunnel, unencrypted.`,
    remedy: `Let the server announce ${dialled}, or use the relay mode, which needs no setting on the server.`,
  }),
  "bridge.home-unlistable": ({ gateway, path, detail }) => ({
    says: `The home folder ${path} at ${gateway} cannot be listed (${detail}).`,
    remedy:
      "Your FTP program would see nothing at first: ask the gateway's owner to make the folder, or to let you read it.",
  }),
  "bridge.no-sftp": (failure) => NO_SFTP[failure.cause](failure),
  "relay.not-ftp": (failure) => notFtp("relay", failure.speaks),
  "bridge.not-ftp": (failure) => notFtp("bridge", failure.speaks),
  "ftp.other-user": (failure) => ({
    says: `A program of another user of this computer (user id ${failure.uid}) came to the FTP port and was turned away.`,
    remedy:
      "If that is meant, as for an FTP program that runs as a user of its own, tick “Let in programs of other users of this computer” in the profile (ftp.allowOtherUsers).",
  }),
  "ftp.not-allowed": (failure) => ({
    says: `${failure.client} came to the FTP port and was cut off: the profile does not let it connect.`,
    remedy: "If it is a device of yours, add its address or network to ftp.allow in the profile.",
  }),
  "bridge.login-refused": (failure) => ({
    says: `${failure.client} tried to log in to the bridge with a wrong name or password${failure.user === undefined ? "" : `, as ${failure.user}`}.`,
    remedy: "If it is a device of yours, set its name and password anew; else take its address out of ftp.allow.",
  }),
  "spool.set-aside": (failure) => ({
    says:
      failure.path === ""
        ? `The spool has files that the gateway did not take: they lie in ${failure.file}.`
        : `${failure.path}${failure.user === undefined ? "" : ` of ${failure.user}`} was kept here, and the gateway does not take it (${SPOOL_PROBLEMS[failure.detail] ?? failure.detail}): it lies in ${failure.file}.`,
    remedy:
      "Once the reason is mended, move its .data and its .json one folder up, in this order, and it is sent within a minute.",
  }),
  "spool.unusable": (failure) => ({
    says:
      failure.process === undefined
        ? `Nothing can be kept in the spool ${failure.folder} (${describeSystemError(failure.detail, SYSTEM)}).`
        : `The spool ${failure.folder} is in use by another Culvert, process ${failure.process}.`,
    remedy:
      failure.process === undefined
        ? "Let Culvert's user write there, or name another folder in ftp.spool."
        : "Close the tunnel there, or name another folder in ftp.spool.",
  }),
  "bridge.not-loopback": (failure) => ({
    says: `The bridge does not listen on ${formatEndpoint(failure)}: FTP carries passwords and files in the clear.`,
    remedy:
      "Set the profile to listen on 127.0.0.1, so that they stay on this computer; or name in ftp.allow which other computers may connect, with a login for them.",
  }),
  "profile.not-found": (failure) => ({
    says: `There is no profile named ${failure.asked}.`,
    remedy:
      failure.known.length === 0
        ? "There are no profiles yet: make one in the window or by culvert add, or name a file with --profiles."
        : `${failure.suggestion === undefined ? "" : `Did you mean ${failure.suggestion}? `}The profiles are: ${failure.known.join(", ")}.`,
  }),
  "profile.invalid": (failure) => ({
    says: sayRefused(failure.refused),
    remedy: "Mend the fields named and try again.",
  }),
  "store.unreadable": (failure) => ({
    says: `The profile file ${failure.file} cannot be read or written (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy:
      "Check that the file is there, that it is yours to read and write, and that it holds a profile document in JSON.",
  }),
  "store.newer": (failure) => ({
    says: `The profile file ${failure.file} was written by a newer Culvert (its version is ${failure.version}): this one leaves it as it is.`,
    remedy: "Update Culvert, or start the newer one.",
  }),
  "export.unwritable": (failure) => ({
    says: `${failure.file} cannot be written (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy: "Name a file in a folder that is there and yours to write in.",
  }),
  "export.program-running": ({ program }) => ({
    says: `${importSources[program]} is running: it would write its own sites over the new one.`,
    remedy: `Quit ${importSources[program]}, and try again.`,
  }),
  "export.program-missing": ({ program }) => ({
    says: `${importSources[program]} has no settings on this computer.`,
    remedy: `Install ${importSources[program]}, start it once and quit it; or export the site to a file and import it there.`,
  }),
  "export.sites-unreadable": ({ program, file, line, detail }) => ({
    says: `${file} is not as ${importSources[program]} writes it${line === undefined ? "" : ` (line ${line})`}${
      detail === undefined ? "" : ` (${describeSystemError(detail, SYSTEM)})`
    }, and was left as it is.`,
    remedy: `Check whether ${importSources[program]} still shows your sites; or export the site to a file and import it there.`,
  }),
  "store.damaged": (failure) => ({
    says: `The profile file was damaged. What could be read is here; the file as it was is kept as ${failure.keptAs}. ${sayRefused(failure.refused)}`.trim(),
    remedy: "Nothing was thrown away: open that copy in an editor to recover what is missing.",
  }),
  "settings.unreadable": (failure) => ({
    says: `The settings file ${failure.file} cannot be read or written (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy: "Check that it is yours to read and write; until then Culvert goes on with the settings that it has.",
  }),
  "settings.newer": (failure) => ({
    says: `The settings file ${failure.file} was written by a newer Culvert (its version is ${failure.version}): this one goes by what it understands of it, and leaves it as it is.`,
    remedy: "Update Culvert, or start the newer one, to change settings.",
  }),
  "settings.damaged": (failure) => ({
    says: `The settings file was damaged (${failure.fields.join(", ")}): what could not be read has its default again. The file as it was is kept as ${failure.keptAs}.`,
    remedy: "Look through the settings and set again what is missing.",
  }),
  "settings.login-item": (failure) => ({
    says: `Whether Culvert starts when you log in could not be set (${describeSystemError(failure.detail, SYSTEM)}).`,
    remedy: "Set it in your system's own settings for programs that start at login.",
  }),
  internal: (failure) => ({
    says: `Something went wrong inside Culvert (${failure.detail}).`,
    remedy: "This is a bug: please report it with the log.",
  }),
};

/** What somebody else said, within a sentence that has its own full stop. */
const quote = (said: string): string => (said === "" ? "nothing" : `“${said.replace(/\.$/, "")}”`);

const LOSS: Causes<"ssh.lost", string> = {
  closed: "the server closed it",
  silent: "the server stopped answering",
  reset: "the network broke it",
  protocol: "a message could not be understood",
};

const BUSY: Causes<"ssh.busy", UserMessage> = {
  "too-many-connections": {
    says: "takes no more connections for now",
    remedy:
      "Too many others are logging in there at the moment: wait a little. If it stays so, ask its owner to raise MaxStartups and PerSourceMaxStartups in sshd_config.",
  },
  penalised: {
    says: "takes no connection from your address for a while",
    remedy:
      "It is a penalty for logins that failed (sshd_config: PerSourcePenalties), from this computer or another one behind the same address, and passes within ten minutes: wait, and do not try again and again.",
  },
};

const TARGET: Causes<"forward.target-unreachable", string> = {
  "name-not-found": "is not a name that this computer can find",
  refused: "refused it",
  "timed-out": "did not answer in time",
  "no-route": "cannot be reached from this computer",
  reset: "broke it off",
  missing: "is not there",
  forbidden: "may not be opened by you",
};

const UNREACHABLE: Causes<"ssh.unreachable", (gateway: string) => UserMessage> = {
  "name-not-found": (gateway) => ({
    says: `The name in ${gateway} was not found.`,
    remedy: "Check the gateway's name for a typing error, and that this computer is online.",
  }),
  refused: (gateway) => ({
    says: `${gateway} refused the connection.`,
    remedy: "Check the gateway's port, and that its SSH server is running.",
  }),
  "timed-out": (gateway) => ({
    says: `${gateway} did not answer in time.`,
    remedy: "Check the gateway's name and port; a firewall may be dropping the packets.",
  }),
  "no-route": (gateway) => ({
    says: `There is no way to ${gateway} from here.`,
    remedy: "Check that this computer is online, and whether a VPN is needed.",
  }),
  reset: (gateway) => ({
    says: `${gateway} hung up before the login.`,
    remedy: "The server may be too busy or may block this address: wait a little, then ask its owner.",
  }),
};

/** Who listens there already, as far as that is known. */
function sayHolder(endpoint: string, { program, pid, profile, isCulvert }: PortHolder): string {
  const process = pid === undefined ? "" : ` (process ${pid})`;
  if (profile !== undefined) return `Culvert itself already listens on ${endpoint}, for “${profile}”.`;
  if (isCulvert) return `Culvert itself${process} already listens on ${endpoint}.`;
  return `${program ?? "Another program"}${process} already listens on ${endpoint}.`;
}

function sayIncompatible({ part, offered = [], detail, ...gateway }: FailureOf<"ssh.incompatible">): string {
  if (part === undefined) return `${formatEndpoint(gateway)} and Culvert could not agree on how to speak (${detail}).`;
  return `${formatEndpoint(gateway)} answers, but takes no ${part} algorithm that Culvert trusts: it offers ${offered.length === 0 ? "none" : offered.join(", ")}.`;
}

const OLD_SERVER_HELPS =
  'Its SSH is very old: best update it. Until then, tick “Old server” in the profile ("oldServer": true), which lets in SHA-1 and CBC for this server alone.';

const PROXY_UNREACHABLE: Causes<"proxy.unreachable", string> = {
  "name-not-found": "was not found by its name",
  refused: "refused the connection",
  "timed-out": "did not answer in time",
  "no-route": "cannot be reached from here",
  reset: "hung up",
};

const PROXY_REMEDY: Causes<"proxy.refused", string> = {
  forbidden:
    "Ask whoever runs the proxy to allow the gateway's address and port, or use another way out of this network.",
  "name-not-found":
    "The proxy resolves the name: check the gateway's name for a typing error, and that the proxy knows it.",
  unreachable: "The proxy could not reach it: check the gateway's name and port, and that its SSH server is running.",
  other: "The proxy's own log says more.",
};

const notFtp = (mode: string, speaks: FailureOf<"bridge.not-ftp">["speaks"]): UserMessage => ({
  says: `What connected to the ${mode} was no FTP program but ${SPEAKS[speaks]}; it was cut off.`,
  remedy: "Set the program to plain FTP without encryption: SSH encrypts the way to the gateway.",
});
const SPEAKS: Record<FailureOf<"bridge.not-ftp">["speaks"], string> = {
  "a web browser": "a web browser",
  TLS: "a program that speaks TLS",
  SSH: "a program that speaks SSH",
  "another protocol": "a program for another protocol",
};

const NO_SFTP: Causes<"bridge.no-sftp", (failure: FailureOf<"bridge.no-sftp">) => UserMessage> = {
  refused: ({ gateway, detail }) => ({
    says: `${gateway} opens no more sessions (${detail}).`,
    remedy:
      "Every FTP connection needs one: close some in the FTP program, or raise MaxSessions in the server's sshd_config.",
  }),
  "no-subsystem": ({ gateway, detail }) => ({
    says: `${gateway} offers no SFTP (${detail}).`,
    remedy:
      "The bridge needs it: add the line “Subsystem sftp internal-sftp” to the server's sshd_config, or use the relay mode with an FTP server.",
  }),
  "timed-out": ({ gateway }) => ({
    says: `${gateway} did not start SFTP in time.`,
    remedy: "A login script on the server may be waiting or printing text: look at its .bashrc and .profile.",
  }),
  "not-sftp": ({ gateway, detail }) => ({
    says: `${gateway} sent text in the place of SFTP: ${quote(detail)}.`,
    remedy:
      "If it says that the account is closed, ask the server's owner. Else a login script there (.bashrc, .profile) or a ForceCommand prints it: let it print on a terminal only, or let sshd run SFTP without a shell (Subsystem sftp internal-sftp).",
  }),
  ended: ({ gateway, detail, exitStatus }) => ({
    says: `${gateway} started SFTP, and it ended at once${exitStatus === undefined ? "" : ` with status ${exitStatus}`}${detail === "" ? "" : `: it said ${quote(detail)}`}.`,
    remedy:
      "The server's log tells why. Most often its ChrootDirectory, or a folder above that, does not belong to root or others may write to it; or the account has a shell that lets nobody in, such as nologin.",
  }),
};

const CHANNEL: Causes<"channel.refused", (from: string, target: string, because: string) => UserMessage> = {
  prohibited: (from, target, because) => ({
    says: `${from} does not allow connections to ${target}${because}.`,
    remedy: `Ask its owner to allow forwarding to it (sshd_config: ${looksLikeSocket(target) ? "AllowStreamLocalForwarding" : "AllowTcpForwarding, PermitOpen"}).`,
  }),
  unreachable: (from, target, because) => ({
    says: `${from} could not reach ${target}${because}.`,
    remedy: looksLikeSocket(target)
      ? "Check that its program runs, the socket's path at the gateway, and that the user you log in as may open it."
      : "Check that the server runs there, and the target's name and port as the gateway sees them.",
  }),
  resources: (from, target, because) => ({
    says: `${from} takes no further connection to ${target}${because}.`,
    remedy: "Close some connections, or ask its owner to raise MaxSessions.",
  }),
  "timed-out": (from, target) => ({
    says: `${from} did not connect to ${target} in time.`,
    remedy: "Check the target's name and port; a firewall between the two may be dropping the packets.",
  }),
  other: (from, target, because) => ({
    says: `${from} refused a connection to ${target}${because}.`,
    remedy: "Its log says more.",
  }),
};

const TRIED: Record<AuthAttempt["outcome"], string> = {
  accepted: "accepted, but the server also wants another one",
  refused: "refused",
  "hung-up": "the server hung up without refusing it",
  "key-type-refused": "the server takes no keys of this type",
  "not-offered": "not offered by the server",
  "not-answered": "no answer given",
  endless: "the server kept asking",
  "no-agent": "no agent is running",
  "agent-empty": "the agent holds no key",
  "agent-silent": "the agent did not answer",
  "not-in-agent": "the agent does not hold this key",
  "agent-refused": "the agent holds this key, and refused to sign with it",
  "agent-sha1": "the agent holds this key, and signs only with SHA-1",
  "not-a-public-key": "the file is not a public key",
  "file-missing": "there is no such file",
  "not-a-file": "it is a folder or a device, not a file",
  "file-unreadable": "the file cannot be read",
  "not-a-private-key": "the file is not a private key",
  "public-key": "the file is the public key; the private one is the file without .pub",
  "key-damaged": "the key file is damaged",
  "key-unsupported": "a kind of key that Culvert cannot read",
  "key-on-token": "the key is on a FIDO token, which only an agent can use",
  "passphrase-wrong": "wrong passphrase",
  "password-expired": "right, but the server wants it changed",
};

function sayTries(tried: FailureOf<"ssh.login-refused">["tried"]): string {
  if (tried.length === 0) return "There was no way to log in that both sides know.";
  return `Tried: ${tried.map(({ method, file, outcome, what, certificate, certificateProblem = "refused" }) => `${method}${file === undefined ? "" : ` ${file}`} (${TRIED[outcome]}${what === undefined ? "" : `: ${what}`}${certificate === undefined ? "" : `; the certificate ${certificate} ${CERTIFICATE_PROBLEMS[certificateProblem]}`})`).join(", ")}.`;
}

const LOGIN_REMEDY: Record<LoginRemedy, (offered: readonly string[]) => string> = {
  "fewer-tries": () =>
    "Leave only the ways to log in that work in the profile; an agent with many keys uses up the tries, so name the public key of the right one beside it, or a key file.",
  "allow-signing": () =>
    "The key is right, but its agent did not sign: unlock it, say yes where it asks, and see that a token is there; then connect again.",
  "account-closed": () =>
    "The login may well be right, and the account closed to it: locked, expired, not allowed from here, or closed to all for a while (PAM, /etc/nologin). Or the login took longer than the server waits. Its log tells: ask its owner.",
  "wake-agent": () =>
    "See whether the agent waits for you, as to be unlocked or to say yes, and connect again; restart one that has stopped answering (ssh-add -l shows whether it answers), or name a key file in the profile.",
  "newer-agent": () =>
    "The server wants RSA keys to sign with SHA-2, which this agent does not: update the agent, or name the key's file in the profile, or use an Ed25519 key.",
  "right-certificate": () =>
    "If the server wants the certificate, have its authority issue one that is valid now, for this key and this user name, and put it beside the key as <key>-cert.pub, or name it in the profile.",
  "add-to-agent": () => "Add the key to the agent (ssh-add), or name another public key in the profile.",
  "public-file": () => "Beside the agent, name the public key file, the one that ends in .pub.",
  "private-file": () => "Choose the private key file, not the one that ends in .pub.",
  "without-prompts": () =>
    "This server's login is broken: ask its owner, or take keyboard-interactive out of the profile's ways to log in.",
  "by-agent": () => "Add the key to an SSH agent (ssh-add), and list the agent among the profile's ways to log in.",
  "another-kind": () =>
    "Make a key of another kind (ssh-keygen -t ed25519) and have its public half added on the server; or convert this one, if ssh-keygen or PuTTYgen can.",
  "another-type": () =>
    "Have a key of another type added on the server (ssh-keygen -t ed25519 or -t rsa), or ask its owner to take this one (sshd_config: PubkeyAcceptedAlgorithms).",
  "another-copy": () =>
    "Take the key file from a copy that is whole, or make a new key and have its public half added on the server.",
  "name-file": () => "Choose the key file itself, such as id_ed25519 in the folder .ssh.",
  "readable-file": () => "Make the key file yours to read (chmod 600), or choose another one.",
  "passphrase-again": () =>
    "Type the key's passphrase again (on the command line: CULVERT_PASSPHRASE), which is not the password on the server.",
  answer: () => "Run culvert in a terminal, where it asks; or set CULVERT_PASSWORD, or CULVERT_PASSPHRASE for a key.",
  "change-password": () =>
    "Connect in the window, or run culvert in a terminal: both ask for a new password. Or change it on the server (passwd).",
  "password-again": () => "Check the user name and type the password again.",
  "start-agent": () => "Start your SSH agent and add the key to it, or name a key file in the profile.",
  "fill-agent": () => "Add your key to the agent (ssh-add), or name a key file in the profile.",
  "find-key": () =>
    "Name the key file that the server knows, with its whole path. A new key is made by ssh-keygen -t ed25519; have its public half added on the server.",
  "check-all": () => "Check the user name and the ways to log in.",
  "use-offered": (offered) =>
    `The server takes ${offered.join(", ")}: check the user name, and that the profile lists one of these.`,
};

/** In the place of a system's own "EISDIR: illegal operation on a directory, read". */
const SYSTEM: SystemErrorWords = {
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOENT: "it is not there",
  EACCES: "the system gives you no permission",
  EPERM: "the system does not permit it",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EMFILE: "too many files are open",
  EIO: "the disk has an error",
  ELOOP: "its links go in a circle",
  EFBIG: "it is far too large",
  ESPIPE: "it is a pipe, not a file",
  ENAMETOOLONG: "its name is too long",
  EADDRNOTAVAIL: "this computer has no such address",
};
