/** The longest line, and the longest reply, that is held for either side of a control connection, in bytes. */
export const MAX_LINE_BYTES = 64 * 1024;

/** One reply of an FTP server: `raw` is kept to the byte, so a relay passes on what it does not rewrite. */
export interface FtpReply {
  readonly code: number;
  readonly raw: string;
}

/** What should be an FTP reply is none: another protocol, or more than may be kept. */
export class MalformedReplyError extends Error {
  /** @param line what came, cut to what fits a sentence */
  constructor(readonly line: string) {
    super("not an FTP reply");
    this.name = "MalformedReply";
  }
}

/** The beginning of what somebody said, fit to stand in a sentence. */
export const printableExcerpt = (raw: string): string =>
  raw
    .slice(0, 120)
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim();

/** A reply of our own, on one line. */
export const reply = (code: number, text: string): FtpReply => ({ code, raw: `${code} ${text}\r\n` });

/** 1xx: another reply to the same command will follow (RFC 959, section 4.2.1). */
export const isPreliminary = ({ code }: FtpReply): boolean => code >= 100 && code < 200;
/** 2xx and 3xx: the command was taken. */
export const isPositive = ({ code }: FtpReply): boolean => code < 400;
/** 227 and 229 name a port for data, and 227 a host: what a relay asks for, and what a client must hear from nobody else. */
export const namesDataPort = ({ code }: FtpReply): boolean => code === 227 || code === 229;

/** What a newcomer hears for whom there is no room beside the others. */
export const TOO_MANY_CONNECTIONS = reply(421, "Too many connections are open here; try again later.");
