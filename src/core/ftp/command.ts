import { MAX_LINE_BYTES } from "./reply.js";

/** One command of an FTP client: `raw` is the whole line to the byte, with its line end. */
export interface FtpCommand {
  /** In capitals: `RETR`. */
  readonly verb: string;
  /** What follows the verb and one blank: `a file.txt`. */
  readonly argument: string;
  readonly raw: string;
}

/** What a client sent was taken for a line until it was longer than any command may be. */
export class LineTooLongError extends Error {}

/**
 * Take every finished command off the front of what the control connection has sent, read as latin1.
 *
 * Telnet's signals before a verb are dropped: clients send IAC IP, IAC DM before `ABOR` (RFC 959 section 4.1.3, RFC 854).
 * What travels as urgent data is lost on the way here, so each of these bytes may be missing; and Python's ftplib sends
 * all of `ABOR` so, which loses its line feed: that one line is taken without it, and a line feed alone is no command.
 *
 * @throws LineTooLongError if a line is over 64 KiB
 */
export function splitCommands(received: string): { readonly commands: readonly FtpCommand[]; readonly rest: string } {
  const commands: FtpCommand[] = [];
  let start = 0;
  for (let lf = received.indexOf("\n"); lf !== -1; lf = received.indexOf("\n", start)) {
    if (lf > start) commands.push(parseCommand(received.slice(start, lf + 1)));
    start = lf + 1;
  }
  let rest = received.slice(start);
  if (ABOR_WITHOUT_LINE_FEED.test(rest)) {
    commands.push(parseCommand(`${rest}\n`));
    rest = "";
  }
  if (rest.length > MAX_LINE_BYTES || commands.some(({ raw }) => raw.length > MAX_LINE_BYTES))
    throw new LineTooLongError();
  return { commands, rest };
}

const ABOR_WITHOUT_LINE_FEED = /^[\xf0-\xff]*ABOR\r$/i;
/** Telnet's commands are F0 to FF, and an option stands behind four of them; no verb begins with such a byte. */
const TELNET_SIGNALS = /^(?:\xff[\xfb-\xfe][^]|[\xf0-\xff])+/;

/** The command that a line holds. @param line with its line end */
export function parseCommand(line: string): FtpCommand {
  const raw = line.replace(TELNET_SIGNALS, "");
  const text = raw.replace(/\r?\n$/, "");
  const blank = text.indexOf(" ");
  const verb = blank === -1 ? text : text.slice(0, blank);
  return { verb: verb.toUpperCase(), argument: blank === -1 ? "" : text.slice(blank + 1), raw };
}
