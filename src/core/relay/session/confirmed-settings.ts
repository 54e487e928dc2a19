import type { FtpCommand } from "../../ftp/command.js";
import { isPositive, isPreliminary, type FtpReply } from "../../ftp/reply.js";

/** What a transfer is made with; each holds until the next of its kind (RFC 959 section 4.1.2, RFC 2640 section 4). */
const SETTINGS: ReadonlySet<string> = new Set(["TYPE", "MODE", "STRU", "OPTS"]);

/** Commands that change none of them (RFC 959, 2389, 2428, 3659). After any other nothing is taken for known. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    "RETR STOR STOU APPE LIST NLST MLSD MLST STAT SIZE MDTM MFMT CWD XCWD CDUP XCUP PWD XPWD MKD XMKD RMD XRMD " +
    "DELE RNFR RNTO REST ALLO NOOP SYST HELP FEAT PASV EPSV PORT EPRT ABOR QUIT"
  ).split(" "),
);

/**
 * What the server has confirmed in this session and nothing has changed since: the command, and the server's own reply to it.
 * A client that sets the same again can be answered by that; ftplib sends TYPE before each transfer.
 */
export class ConfirmedSettings {
  readonly #confirmed = new Map<string, { readonly argument: string; readonly reply: FtpReply }>();

  /** @returns the server's own earlier reply, where the command changes nothing that is known */
  replyTo({ verb, argument }: FtpCommand): FtpReply | undefined {
    const known = this.#confirmed.get(verb);
    return known !== undefined && known.argument === argument ? known.reply : undefined;
  }

  /** A command goes to the server: what it may change is not known any more. */
  sent({ verb }: FtpCommand): void {
    if (SETTINGS.has(verb)) this.#confirmed.delete(verb);
    else if (!HARMLESS.has(verb)) this.#confirmed.clear();
  }

  /** The server has answered a command, and no other has been sent since. */
  answered({ verb, argument }: FtpCommand, answer: FtpReply): void {
    if (isPreliminary(answer)) return;
    if (!isPositive(answer)) {
      if (SETTINGS.has(verb) || answer.code === 500 || answer.code === 502) this.#confirmed.clear();
      return;
    }
    if (!SETTINGS.has(verb)) return;
    if (verb !== "OPTS" || /^UTF8 ON$/i.test(argument)) this.#confirmed.set(verb, { argument, reply: answer });
  }

  /** Nothing is known any more. */
  clear(): void {
    this.#confirmed.clear();
  }
}
