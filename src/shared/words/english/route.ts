import type { Hop, HopState, TransferOutcome } from "../../status/route.js";
import { greetingText, isKnownServer, versionIn, type HopFactMessages } from "../hop-fact-messages.js";
import { SERVER } from "./finding-messages.js";

/** What a hop of a route is. */
export const hopKinds: Record<Hop["kind"], string> = {
  program: "Your FTP program",
  "jump-host": "Jump host",
  gateway: "Gateway",
  "ftp-server": "FTP server",
  sftp: "SFTP",
};

/** How far a hop, or a whole route, is known to work. */
export const hopStates: Record<HopState, string> = {
  unknown: "Not known yet",
  checking: "Checking…",
  works: "Works",
  "works-with-note": "Works, with a note",
  fails: "Does not work",
};

/** Of the way to a hop that whoever sits between can read. */
export const plainHop: string = "Not encrypted beyond the gateway";

/** An open tunnel through which FTP does not work. */
export const openButFails: string = "Open, but FTP does not work";

/** How a transfer ended. */
export const transferOutcomes: Record<TransferOutcome, string> = {
  done: "done",
  refused: "refused",
  cut: "cut off",
};

export const hopFacts: HopFactMessages = {
  "ssh-server": ({ software }) => software,
  "ftp-server": ({ server, greeting }) =>
    isKnownServer(server) ? named(SERVER[server], versionIn(greeting)) : quote(greetingText(greeting)),
  sftp: ({ version, home }) => (home === undefined ? `SFTP ${version}` : `SFTP ${version}, begins in ${home}`),
  "ssh-link": ({ keyExchange, cipher, hostKeyType, isPostQuantum }) =>
    `${keyExchange}${isPostQuantum ? " (post-quantum)" : ""}, ${cipher}, ${hostKeyType}`,
  "tls-demanded": ({ said }) => `TLS demanded: ${quote(said)}`,
  "tls-spoken": ({ certificate: { subject, fingerprint } }) =>
    `TLS, certificate ${subject === "" ? "" : `of ${subject}, `}SHA-256 ${fingerprint}`,
  "tls-unreadable": () => "TLS has begun: no more can be seen of this connection",
  "login-accepted": () => "FTP login accepted",
  "login-refused": ({ said }) => `FTP login refused: ${quote(said)}`,
  transfer: ({ verb, path, outcome, said }) =>
    `${path === "" ? verb : `${verb} ${path}`}: ${transferOutcomes[outcome]}${outcome === "done" || said === "" ? "" : `, ${quote(said)}`}`,
  "passive-refused": ({ said }) => `No port for data: ${quote(said)}`,
  "outside-range": ({ port, passive }) => `Named data port ${port}, outside ${passive}`,
  "other-address": ({ address, dialled }) => `Named ${address} for data, while ${dialled} is dialled`,
  "ports-refused": ({ refused, total }) => `${refused} of ${total} data ports cannot be had here`,
  "few-sessions": ({ count }) =>
    count === 1 ? "One FTP connection at a time" : `${count} FTP connections at a time, no more`,
};

const named = (title: string, version: string): string => (version === "" ? title : `${title} ${version}`);
const quote = (said: string): string => (said === "" ? "nothing said" : `“${said}”`);
