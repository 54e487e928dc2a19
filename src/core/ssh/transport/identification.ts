import type { Duplex } from "node:stream";
import type { ServerAlgorithms } from "./algorithms.js";
import { ByteCollector } from "../../net/byte-collector.js";
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

/** How FTP and SMTP, POP3, IMAP, VNC and a web server begin: they then wait for their client, and do not come to `SSH-`. */
const OTHER_PROTOCOL = /^(?:220[ -]|\+OK|\* OK|RFB \d|HTTP\/\d)[^\n]*\n/;

const OLD_VERSION = /^SSH-(?!2\.|1\.99)[\x20-\x7e]{0,80}(?=\r?\n)/m;

/** Whom a gateway's first lines are of, if not of SSH as it is spoken. */
export type Stranger = "old-version" | "other-protocol";

/** How far the first bytes of a gateway were looked at: each line once. */
class OpeningLines {
  #lineStart = 0;
  #seen = 0;
  /** Where the first packet begins. */
  #packetStart: number | undefined;

  /** @param received all that has come @returns whose the lines are that are whole now, where it is somebody whom there is nothing to wait for */
  read(received: Buffer): Stranger | undefined {
    let stranger: Stranger | undefined;
    while (this.#packetStart === undefined) {
      const end = received.indexOf("\n", this.#seen) + 1;
      if (end === 0) break;
      const line = received.toString("latin1", this.#lineStart, end);
      if (OLD_VERSION.test(line)) stranger = "old-version";
      else if (this.#lineStart === 0 && OTHER_PROTOCOL.test(line)) stranger = "other-protocol";
      if (line.startsWith("SSH-")) this.#packetStart = end;
      this.#lineStart = this.#seen = end;
    }
    this.#seen = received.length;
    return stranger;
  }

  /** Whether the first packet is whole. */
  hasPacket(received: Buffer): boolean {
    const from = this.#packetStart;
    if (from === undefined || received.length < from + 4) return false;
    return received.length >= from + 4 + received.readUInt32BE(from);
  }
}

/**
 * Listen to the first few KiB of a stream, without taking them from its reader.
 *
 * @param onStranger told at once of a version that nobody speaks, and of a line that looks like another protocol's: a server may
 *   still write such a line before its own (RFC 4253, section 4.2)
 */
export function readIdentification(stream: Duplex, onStranger: (stranger: Stranger) => void): Identification {
  const received = new ByteCollector();
  const text = () => received.bytes.toString("latin1");
  const lines = new OpeningLines();
  const collect = (chunk: Buffer) => {
    received.add(chunk.subarray(0, MAX_BYTES - received.length));
    const stranger = lines.read(received.bytes);
    if (stranger !== undefined) onStranger(stranger);
    if (received.length >= MAX_BYTES || lines.hasPacket(received.bytes)) stream.off("data", collect);
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
    serverAlgorithms: () => readKexInit(received.bytes),
  };
}
