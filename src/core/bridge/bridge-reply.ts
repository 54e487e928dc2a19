import { quotedPath } from "../sftp/remote-path.js";
import { encodePath } from "./encoding/telnet-text.js";
import { reply, type FtpReply } from "../ftp/reply.js";

/** A reply of the bridge; behind its last one nothing can be done for the client any more, and the bridge hangs up. */
export interface BridgeReply extends FtpReply {
  readonly isLast?: true;
}

/** The replies to one command: preliminary ones as they come, and the final one, which is returned. */
export type ReplySequence = AsyncGenerator<BridgeReply, BridgeReply, void>;

/** A reply of the bridge, on one line whatever the text holds; a name or a server's words must not end it. @param text bytes as latin1 */
export const singleLineReply = (code: number, text: string): FtpReply => reply(code, toSingleLine(text));

/** A reply that names a path, which clients take from it (RFC 959, appendix II): `257 "/pub" is made.` */
export const pathReply = (code: number, path: string, text: string): BridgeReply => ({
  code,
  raw: `${code} ${encodePath(quotedPath(path).split("\r").map(toSingleLine).join("\r"))} ${toSingleLine(text)}\r\n`,
});

/** A reply on one line, behind which the bridge hangs up. */
export const lastReply = (code: number, text: string): BridgeReply => ({
  ...singleLineReply(code, text),
  isLast: true,
});

/**
 * A reply over several lines (RFC 959, section 4.2); the lines between begin with a blank, so that none looks like the last.
 *
 *     211-Features:
 *      UTF8
 *     211 End.
 */
export const multilineReply = (code: number, first: string, between: readonly string[], last: string): FtpReply => ({
  code,
  raw: `${code}-${toSingleLine(first)}\r\n${between.map((line) => ` ${toSingleLine(line)}\r\n`).join("")}${code} ${toSingleLine(last)}\r\n`,
});

const toSingleLine = (text: string): string => text.replace(/[\0-\x1f\x7f]+/g, "?");

/** Thrown by a verb that cannot go on: the reply that the client gets. */
export class RefusalError extends Error {
  constructor(readonly reply: FtpReply) {
    super(reply.raw.trim());
    this.name = "Refusal";
  }
}

export const refusal = (code: number, text: string): RefusalError => new RefusalError(singleLineReply(code, text));
