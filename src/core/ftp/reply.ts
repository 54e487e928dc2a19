/** The longest line, and the longest reply, that is taken from either side of a control connection, in bytes. */
export const LONGEST = 64 * 1024;

/** One reply of an FTP server: `raw` is kept to the byte, so a relay passes on what it does not rewrite. */
export interface FtpReply {
  readonly code: number;
  readonly raw: string;
}

/** What should be an FTP reply is none: another protocol, or more than may be kept. */
export class MalformedReply extends Error {
  /** @param line what came, cut to what fits a sentence */
  constructor(readonly line: string) {
    super("not an FTP reply");
    this.name = "MalformedReply";
  }
}

/**
 * Take every finished reply off the front of what the control connection has sent, read as latin1.
 *
 * A reply is one line, `227 text`, or opens with `227-` and runs to the next line that begins with the same code and
 * a space; the lines between may hold anything, other codes too (RFC 959, section 4.2). A line counts only once its
 * line end has come: the network may cut a reply anywhere, and half a `227` must never be taken for a whole one.
 *
 * @throws MalformedReply if a line that should open a reply does not begin with a code, or a reply is over 64 KiB
 */
export function takeReplies(received: string): { readonly replies: readonly FtpReply[]; readonly rest: string } {
  const replies: FtpReply[] = [];
  let replyStart = 0;
  let lineStart = 0;
  let open: string | undefined;

  for (let lf = received.indexOf("\n"); lf !== -1; lf = received.indexOf("\n", lineStart)) {
    const line = received.slice(lineStart, lf).replace(/\r$/, "");
    lineStart = lf + 1;
    const code: string = open ?? openingCode(line);
    const isLast = open === undefined ? line.charAt(3) !== "-" : line.startsWith(`${code} `);
    open = isLast ? undefined : code;
    if (!isLast) continue;
    replies.push({ code: Number(code), raw: notTooLong(received.slice(replyStart, lineStart)) });
    replyStart = lineStart;
  }
  return { replies, rest: notTooLong(received.slice(replyStart)) };
}

function openingCode(line: string): string {
  const code = /^([1-5]\d\d)(?:[ -]|$)/.exec(line)?.[1];
  if (code === undefined) throw new MalformedReply(inSentence(line));
  return code;
}

function notTooLong(raw: string): string {
  if (raw.length > LONGEST) throw new MalformedReply(inSentence(raw));
  return raw;
}

/** The beginning of what somebody said, fit to stand in a sentence. */
export const inSentence = (raw: string): string => raw.slice(0, 120).replace(/[^\x20-\x7e]+/g, " ").trim();

/** A reply of our own, on one line. */
export const reply = (code: number, text: string): FtpReply => ({ code, raw: `${code} ${text}\r\n` });

/** 1xx: another reply to the same command will follow (RFC 959, section 4.2.1). */
export const isPreliminary = ({ code }: FtpReply): boolean => code < 200;
/** 2xx and 3xx: the command was taken. */
export const isPositive = ({ code }: FtpReply): boolean => code < 400;
/** 227 and 229 name a port for data, and 227 a host: what a relay asks for, and what a client must hear from nobody else. */
export const namesDataPort = ({ code }: FtpReply): boolean => code === 227 || code === 229;
/** Whether a transfer that has begun can end with it: 226, 250, any 4xx, and 55x about the file (RFC 959, section 5.4). */
export const mayEndTransfer = ({ code }: FtpReply): boolean => code === 226 || code === 250 || (code >= 400 && code < 500) || (code >= 550 && code < 560);
