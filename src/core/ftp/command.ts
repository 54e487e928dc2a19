/** One command of an FTP client: `raw` is the whole line to the byte, with its line end. */
export interface FtpCommand {
  /** In capitals: `RETR`. */
  readonly verb: string;
  /** What follows the verb and one blank: `a file.txt`. */
  readonly argument: string;
  readonly raw: string;
}

/** Verbs that send a file up (RFC 959 section 4.1.3). */
export const STORE_VERBS: ReadonlySet<string> = new Set(["STOR", "STOU", "APPE"]);

/** Verbs that move data by a data connection (RFC 959 section 4.1.3, RFC 3659 section 7). */
export const TRANSFER_VERBS: ReadonlySet<string> = new Set([...STORE_VERBS, "RETR", "LIST", "NLST", "MLSD"]);

/** What a client sent was taken for a line until it was longer than any command may be. */
export class LineTooLongError extends Error {}

/**
 * Telnet's signals, which clients send before `ABOR` (IAC IP, IAC DM; RFC 959 section 4.1.3, RFC 854). Its commands are F0
 * to FF, and an option stands behind four of them; no verb begins with such a byte. What travels as urgent data is lost on
 * the way here, so each of them may be missing.
 */
const TELNET_SIGNALS = /^(?:\xff[\xfb-\xfe][^]|[\xf0-\xff])+/;

/** The command that a line holds, without Telnet's signals before its verb. @param line with its line end */
export function parseCommand(line: string): FtpCommand {
  const raw = line.replace(TELNET_SIGNALS, "");
  const text = raw.replace(/\r?\n$/, "");
  const blank = text.indexOf(" ");
  const verb = blank === -1 ? text : text.slice(0, blank);
  return { verb: verb.toUpperCase(), argument: blank === -1 ? "" : text.slice(blank + 1), raw };
}
