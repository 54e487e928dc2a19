import type { Duplex } from "node:stream";
import type { ServerAlgorithms } from "./algorithms.js";
import { readKexInit } from "./read-kexinit.js";

const MAX_BYTES = 16 * 1024;

/** What a gateway says first, overheard beside ssh2. */
export interface Identification {
  /** Whether a line began with `SSH-`; other lines may come before it (RFC 4253 section 4.2). */
  isSsh(): boolean;
  /** The whole line where it is of a version that nobody speaks any more, `SSH-1.5-OpenSSH_1.2` (1.99 takes both: RFC 4253 section 5.1). */
  versionTooOld(): string | undefined;
  /** What the line says that the server is, `OpenSSH_9.2p1 Debian-2`; empty where none came. */
  software(): string;
  /** The first line that came, cut to what fits a sentence; nothing where none came. */
  firstLine(): string | undefined;
  /** The algorithms that it offers; nothing where it has not come to that. */
  serverAlgorithms(): ServerAlgorithms | undefined;
}

/** How FTP and SMTP, POP3, IMAP, VNC and a web server begin: they then wait for their client, and never come to `SSH-`. */
const OTHER_PROTOCOL = /^(?:220[ -]|\+OK|\* OK|RFB \d|HTTP\/\d)[^\n]*\n/;

const OLD_VERSION = /^SSH-(?!2\.|1\.99)[\x20-\x7e]{0,80}(?=\r?\n)/m;

/** Listen to the first few KiB of a stream, without taking them from its reader. @param onOtherProtocol told at once that it is a stranger's, or one from which nothing more will come */
export function readIdentification(stream: Duplex, onOtherProtocol: () => void): Identification {
  let received = Buffer.alloc(0);
  const text = () => received.toString("latin1");
  const collect = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk.subarray(0, MAX_BYTES - received.length)]);
    if (OTHER_PROTOCOL.test(text()) || OLD_VERSION.test(text())) onOtherProtocol();
    if (received.length >= MAX_BYTES || readKexInit(received) !== undefined) stream.off("data", collect);
  };
  stream.on("data", collect).pause(); // ssh2 lets it flow once it listens too
  return {
    isSsh: () => /^SSH-/m.test(text()),
    versionTooOld: () => OLD_VERSION.exec(text())?.[0],
    software: () => /^SSH-[^-\s]*-([\x20-\x7e]{0,80})/m.exec(text())?.[1]?.trim() ?? "",
    firstLine: () =>
      received.length === 0
        ? undefined
        : text()
            .split(/\r?\n/, 1)[0]
            ?.replace(/[^\x20-\x7e]/g, "?")
            .slice(0, 60),
    serverAlgorithms: () => readKexInit(received),
  };
}
