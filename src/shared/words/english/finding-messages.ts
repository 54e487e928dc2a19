import type { Probe, TakenPort } from "../../check/finding.js";
import { formatEndpoint } from "../../profile/endpoint.js";
import type { FindingMessages, ServerTitles } from "../finding-messages.js";
import { sayWarning } from "./warnings.js";

/** What a probe is called, on its line. */
export const probes: Readonly<Record<Probe, string>> = {
  name: "Name",
  gateway: "Gateway",
  "host-key": "Host key",
  encryption: "Encryption",
  login: "Login",
  forwarding: "Forwarding",
  target: "FTP server",
  tls: "TLS",
  "ftp-login": "FTP login",
  passive: "Passive mode",
  address: "Announced address",
  range: "Passive range",
  "extended-passive": "Extended passive mode",
  data: "Data connection",
  "target-name": "Target's name",
  sftp: "SFTP",
  home: "Home folder",
  sessions: "Sessions",
  forward: "Forward",
  "local-ports": "Local ports",
  "system-ports": "System's own ports",
  "range-length": "Length of the range",
};

export const findings: FindingMessages = {
  "not-reached": ({ because }) => ok(`Not known: it needs “${probes[because]}” first.`),
  "timed-out": () => ({
    says: "No answer came in time.",
    remedy: "Try again; if it stays so, look at the FTP server's log and at the firewalls between the gateway and it.",
  }),
  "hung-up": () => ({
    says: "The server ended the connection instead of answering.",
    remedy: "Its log says why: it may limit connections, or block an address after wrong passwords.",
  }),
  "name.address": ({ host }) => ok(`${host} is an address already.`),
  "name.by-proxy": ({ host, proxy }) => ok(`The proxy ${proxy} finds ${host} for you.`),
  "name.found": ({ host, addresses }) => ok(`${host} is ${list(addresses)}.`),
  "gateway.answers": ({ software, ...gateway }) =>
    ok(`${formatEndpoint(gateway)} answers${software === "" ? "" : ` (${software})`}.`),
  "host-key.known": ({ keyType, fingerprint }) => ok(`It is the one that you know: ${keyType} ${fingerprint}.`),
  "host-key.trusted": ({ keyType, fingerprint }) => ok(`You trust it from now on: ${keyType} ${fingerprint}.`),
  "host-key.line-damaged": (found) => sayWarning(found),
  "host-key.not-saved": (found) => sayWarning(found),
  "gateway.delays": (found) => sayWarning(found),
  "encryption.post-quantum": ({ keyExchange, cipher }) =>
    ok(`Keys are exchanged by ${keyExchange}, which a quantum computer does not break; ${cipher} encrypts.`),
  "encryption.classic": ({ keyExchange, cipher, software, ...gateway }) => ({
    says: `${keyExchange} exchanges the keys, and ${cipher} encrypts. Whoever records it now may read it, FTP passwords first, once there are quantum computers. The server knows no post-quantum key exchange that Culvert knows.`,
    remedy: `Update the SSH server of ${formatEndpoint(gateway)}${software === "" ? "" : ` (${software})`}: OpenSSH has mlkem768x25519-sha256 since 9.9. Where its KexAlgorithms are set in sshd_config, add that name in front.`,
  }),
  "login.accepted": ({ username, ...gateway }) => ok(`${formatEndpoint(gateway)} lets ${username} in.`),
  "login.key-open": ({ username, file, mode, ...gateway }) => ({
    says: `${formatEndpoint(gateway)} lets ${username} in. Others on this computer may be able to use your key ${file}: its permissions are ${mode}.`,
    remedy: `Make it yours alone: chmod 600 ${file}.`,
  }),
  "login.banner": ({ said, ...gateway }) => ok(`${formatEndpoint(gateway)} says at the login: “${said}”.`),
  "forwarding.allowed": ({ target }) => ok(`The gateway forwards to ${target}.`),
  "target.answers": ({ target, server, greeting }) => ok(`${target} answers: ${SERVER[server]}, “${greeting}”.`),
  "target.silent": ({ target }) => ({
    says: `${target} accepts the connection and says nothing.`,
    remedy:
      "Check the target's port. A server with TLS from the first byte (990) waits like this: set TLS to the server to implicit; so does a web server, which is no FTP server.",
  }),
  "target.turns-away": ({ target, said }) => ({
    says: `${target} turns everybody away: it said “${said}”.`,
    remedy: "Its limit of connections may be reached, or it may refuse the gateway's address: look at its settings.",
  }),
  "tls.not-demanded": ({ isOffered }) =>
    ok(
      isOffered
        ? "Offered but not demanded: set your program to plain FTP; SSH encrypts the way to the gateway."
        : "Not demanded: set your program to plain FTP; SSH encrypts the way to the gateway.",
    ),
  "tls.passes": ({ said, certificate: { subject, fingerprint } }) =>
    ok(
      `The server demands it (“${said}”), and in range mode it passes end to end: set your program to explicit TLS. The server's certificate, which your program will ask about and Culvert does not verify: ${subject === "" ? "" : `${subject}, `}SHA-256 ${fingerprint}.`,
    ),
  "tls.spoken": ({ said, isTrusted, certificate: { subject, fingerprint } }) => ({
    says: `${said === "" ? "" : `The server demands it (“${said}”): `}Culvert speaks TLS to it. Your program stays at plain FTP. The server's certificate: ${subject === "" ? "" : `${subject}, `}SHA-256 ${fingerprint}.`,
    remedy: isTrusted
      ? ""
      : "Nobody that this computer trusts vouches for it: you are asked about it when your program first connects. No FTP password is sent to it before.",
  }),
  "tls.expires": ({ isOver, until, certificate: { subject, fingerprint } }) => ({
    says: `TLS works, but the server's certificate ${isOver ? "expired" : "expires"} on ${new Date(until).toISOString().slice(0, 10)}: ${subject === "" ? "" : `${subject}, `}SHA-256 ${fingerprint}.`,
    remedy:
      "Ask the owner of the FTP server to renew it; then you are asked about the new one if it is kept in the profile or your program.",
  }),
  "tls.refused": ({ said }) => ({
    says: `The server demands TLS and does not grant it: to AUTH TLS it said “${said}”.`,
    remedy: "Look at the TLS settings and the certificate of the FTP server; its log says more.",
  }),
  "tls.failed": ({ detail }) => ({
    says: `The server demands TLS, and the handshake failed (${detail}).`,
    remedy:
      "Look at the certificate and the TLS versions of the FTP server: Culvert speaks TLS 1.2 and 1.3 here. A program with older TLS may still get on.",
  }),
  "ftp-login.accepted": ({ username }) => ok(`The FTP server lets ${username} in.`),
  "ftp-login.no-name": ({ said }) => ({
    says: `Anonymous users are not let in (“${said}”), so the ports for data could not be looked at.`,
    remedy:
      "Give an FTP user name and password and check again: in the window's two fields, or by CULVERT_FTP_USER and CULVERT_FTP_PASSWORD. They are used once and not kept.",
  }),
  "ftp-login.refused": ({ username, said }) => ({
    says: `The FTP server does not let ${username} in: it said “${said}”.`,
    remedy: "Check the FTP user name and password; they are the FTP server's, which may differ from the gateway's.",
  }),
  "passive.granted": ({ ports }) =>
    ok(
      ports.length === 1
        ? `PASV is answered, with port ${list(ports)}.`
        : `PASV is answered, with ports such as ${list(ports.slice(0, 4))}.`,
    ),
  "passive.unreadable": ({ said }) => ({
    says: `The reply to PASV names no port for data: “${said}”.`,
    remedy: "Set the server's passive ports above 1023, and look at what it is told to announce.",
  }),
  "extended-passive.granted": () => ok("EPSV is answered."),
  "extended-passive.refused": ({ said }) => ({
    says: `EPSV is refused (“${said}”).`,
    remedy:
      "Most programs ask PASV then. One that does not needs it allowed on the server, or 127.0.0.1 rather than ::1 as its host.",
  }),
  "address.dialled": ({ address }) =>
    ok(`The server names ${address}, which your program dials: its data goes through the tunnel.`),
  "address.replaced": ({ address }) =>
    ok(`The server names ${address}; the relay puts its own address in its place, so any is fine.`),
  "address.elsewhere": ({ address, dialled }) => ({
    says: `The server names ${address} for data, but your program dials ${dialled}: programs such as FileZilla and WinSCP then connect to ${address} directly, outside the tunnel and unencrypted.`,
    remedy: `Let the server announce ${dialled}, or use the relay mode, which needs no setting on the server.`,
  }),
  "range.inside": ({ ports, passive }) =>
    ok(
      `${ports.length === 1 ? "The port that it gave lies" : `All ${ports.length} ports that it gave lie`} in ${passive}.`,
    ),
  "range.outside": ({ outside, passive }) => ({
    says: `The server gives ports outside ${passive}: ${list(outside.slice(0, 6))}. Data connections to them go nowhere.`,
    remedy: `Set its passive range to ${passive}, or the profile's to the server's; the relay mode needs neither.`,
  }),
  "data.carried": ({ bytes, port }) => ok(`A listing came through port ${port}: ${bytes} bytes.`),
  "data.unreachable": ({ target }, { why }) => ({
    says: `The data connection to ${target} failed. ${why.says}`,
    remedy:
      why.remedy === ""
        ? ""
        : `Control works and data does not: a firewall, or the gateway's rules, may allow only the control port. ${why.remedy}`,
  }),
  "data.refused": ({ target, said }) => ({
    says: `The data connection to ${target} was made, but the server would not use it: it said “${said}”.`,
    remedy:
      "FTP servers compare the addresses of the two connections. Name the target by the server's true name, so that both take one way, or let the server accept others.",
  }),
  "target-name.true": ({ host }) => ok(`${host}: control and data connections reach the same address.`),
  "target-name.localhost": ({ host, carries, mode }) => ({
    says:
      carries === true
        ? `The target is named ${host}, and works${mode === "relay" ? "." : " as things are."}`
        : `The target is named ${host}: an FTP server opens its data port on the address where the control connection arrived, and ${host} may be another one, or another machine.`,
    remedy:
      carries === true && mode === "relay"
        ? ""
        : "Put the FTP server's true name or address in its place, as the gateway knows it: then control and data take the same way, also where the server does not listen on loopback or localhost means ::1.",
  }),
  "sftp.there": ({ gateway }) => ok(`${gateway} offers SFTP.`),
  "home.listed": ({ path, names }) => ok(`${path} can be listed: ${names === 1 ? "one name" : `${names} names`}.`),
  "home.unlistable": ({ path, detail }) => ({
    says: `The home folder ${path} cannot be listed (${detail}).`,
    remedy:
      "Your FTP program would see nothing at first: ask the gateway's owner to make the folder, or to let you read it.",
  }),
  "sessions.ample": ({ count }) => ok(`At least ${count} FTP connections can run at once.`),
  "sessions.few": ({ gateway, count }) => ({
    says: `${gateway} allows ${count === 1 ? "one FTP connection" : `${count} FTP connections`} at once.`,
    remedy: `Let your FTP program use ${count === 1 ? "a single connection" : `${count} at most`} (FileZilla: Site Manager > Transfer Settings), or raise MaxSessions in the server's sshd_config.`,
  }),
  "forward.reached": ({ target }) => ok(`The gateway reaches ${target}.`),
  "forward.gateway-listens": ({ place: path, target }) =>
    ok(`The gateway can listen on ${path}, and ${target} answers here.`),
  "forward.proxy": () => ok("A SOCKS proxy: where it leads is each program's own choice."),
  "forward.in-use": () => ok("In use: this profile's tunnel is open."),
  "local-ports.free": ({ count }) => ok(count === 1 ? "The local port is free." : `All ${count} local ports are free.`),
  "local-ports.own": ({ count }) =>
    ok(`Held by Culvert itself: a tunnel with ${count === 1 ? "this port" : `these ${count} ports`} is open.`),
  "local-ports.taken": ({ taken, count }, { whyTaken }) => ({
    says: `${taken.length} of ${count} local ports cannot be used. ${taken
      .slice(0, MAX_NAMED)
      .map((port, index) => sayTaken(port, whyTaken[index]?.says ?? ""))
      .join(" ")}${taken.length > MAX_NAMED ? ` And ${taken.length - MAX_NAMED} more.` : ""}`,
    remedy: takenRemedy(taken, whyTaken[0]?.remedy ?? ""),
  }),
  "system-ports.clear": ({ first, last }) =>
    ok(`The range stays clear of the ports that this system gives to other programs (${first}-${last}).`),
  "system-ports.overlap": ({ first, last, passive }) => ({
    says: `${passive} lies among the ports that this system gives to any program (${first}-${last}): now and then one is taken, and a transfer fails.`,
    remedy: `Choose a range below ${first} on both sides, or use the relay mode.`,
  }),
  "range-length.ample": ({ count }) => ok(`${count} ports: that many transfers can run at once.`),
  "range-length.short": ({ count, server }) => ({
    says: `${count === 1 ? "One port: one transfer" : `${count} ports: ${count} transfers`} at a time. ${FALLS_OUT.has(server) ? `${SERVER[server]} gives a port outside the range then, without a word, and the transfer hangs.` : "A further one is refused by the server."}`,
    remedy: "Limit your FTP program's simultaneous transfers, make the range longer, or use the relay mode.",
  }),
};

const ok = (says: string) => ({ says, remedy: "" });
const list = (items: readonly (string | number)[]): string => items.join(", ");

/** A server by its makers' spelling. */
export const SERVER: ServerTitles = {
  vsftpd: "vsftpd",
  proftpd: "ProFTPD",
  "pure-ftpd": "Pure-FTPd",
  "filezilla-server": "FileZilla Server",
  iis: "Microsoft IIS",
  pyftpdlib: "pyftpdlib",
  unknown: "an FTP server",
};

/** Those that take any port once their range is used up. */
const FALLS_OUT: ReadonlySet<string> = new Set(["proftpd", "pyftpdlib"]);
const MAX_NAMED = 4;

function sayTaken({ holder, cause }: TakenPort, why: string): string {
  if (holder === undefined || !("host" in cause && "port" in cause)) return why;
  const process = holder.pid === undefined ? "" : ` (process ${holder.pid})`;
  if (holder.profile !== undefined)
    return `${formatEndpoint(cause)} is held by Culvert itself, for “${holder.profile}”.`;
  if (holder.isCulvert) return `${formatEndpoint(cause)} is held by Culvert itself${process}.`;
  return `${formatEndpoint(cause)} is held by ${holder.program ?? "another program"}${process}.`;
}

function takenRemedy(taken: readonly TakenPort[], first: string): string {
  const holder = taken
    .map((port) => port.holder)
    .find((one) => one?.program !== undefined || one?.profile !== undefined);
  if (holder?.profile !== undefined)
    return `Disconnect “${holder.profile}”, or give one of the two other local ports; the relay mode needs no fixed data ports.`;
  return holder?.program === undefined
    ? first
    : `End ${holder.program} if you do not need it, or choose another local port in the profile. Data ports must keep their number: there, the relay mode needs no fixed ports.`;
}
