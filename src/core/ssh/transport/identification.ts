import type { Duplex } from "node:stream";
import type { ServerOffer } from "./algorithms.js";
import { readServerOffer } from "./read-kexinit.js";

const MOST_HEARD = 16 * 1024;

/** What a gateway says first, overheard beside ssh2. */
export interface Greeting {
  /** Whether a line began with `SSH-`; other lines may come before it (RFC 4253 section 4.2). */
  isSsh(): boolean;
  /** The whole line where it is of a version that nobody speaks any more, `SSH-1.5-OpenSSH_1.2` (1.99 takes both: RFC 4253 section 5.1). */
  versionTooOld(): string | undefined;
  /** What the line says that the server is, `OpenSSH_9.2p1 Debian-2`; empty where none came. */
  software(): string;
  /** The first line that came, cut to what fits a sentence; nothing where none came. */
  otherLine(): string | undefined;
  /** The algorithms that it offers; nothing where it has not come to that. */
  offer(): ServerOffer | undefined;
}

/** How FTP and SMTP, POP3, IMAP, VNC and a web server begin: they then wait for their client, and never come to `SSH-`. */
const STRANGER = /^(?:220[ -]|\+OK|\* OK|RFB \d|HTTP\/\d)[^\n]*\n/;

const OLD_VERSION = /^SSH-(?!2\.|1\.99)[\x20-\x7e]{0,80}(?=\r?\n)/m;

/** Listen to the first few KiB of a stream, without taking them from its reader. @param met told at once that it is a stranger's, or one from which nothing more will come */
export function listenForGreeting(stream: Duplex, met: () => void): Greeting {
  let heard = Buffer.alloc(0);
  const text = () => heard.toString("latin1");
  const overhear = (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk.subarray(0, MOST_HEARD - heard.length)]);
    if (STRANGER.test(text()) || OLD_VERSION.test(text())) met();
    if (heard.length >= MOST_HEARD || readServerOffer(heard) !== undefined) stream.off("data", overhear);
  };
  stream.on("data", overhear).pause(); // ssh2 lets it flow once it listens too
  return {
    isSsh: () => /^SSH-/m.test(text()),
    versionTooOld: () => OLD_VERSION.exec(text())?.[0],
    software: () => /^SSH-[^-\s]*-([\x20-\x7e]{0,80})/m.exec(text())?.[1]?.trim() ?? "",
    otherLine: () => (heard.length === 0 ? undefined : text().split(/\r?\n/, 1)[0]?.replace(/[^\x20-\x7e]/g, "?").slice(0, 60)),
    offer: () => readServerOffer(heard),
  };
}
