import { parseCommand, type FtpCommand } from "../../ftp/command.js";

/**
 * A command as its client means it, by Telnet's rules for text (RFC 854): CR NUL is a CR that ends no line, in which form a
 * name that holds one is sent (RFC 2640, section 3.1). CRs right before the line's end belong to that, as ProFTPD and vsftpd
 * have it, so that a client that ends its lines with CR CR LF is understood; any other CR is left where it stands.
 *
 * A doubled IAC stays two bytes, as with vsftpd and Pure-FTPd: clients send names in windows-1251 as they are, and some end in two.
 */
export function decodeCommand(received: FtpCommand): FtpCommand {
  const { raw } = received;
  const firstCr = raw.indexOf("\r");
  if (firstCr === -1 || firstCr === raw.length - 2) return received;
  const command = parseCommand(raw.replace(/\r+\n$/, "\r\n"));
  return { ...command, argument: command.argument.replaceAll("\r\0", "\r") };
}

/** A path as it stands in a reply that a client takes it from: a CR in it ends no line, for whoever reads by Telnet's rules. */
export const encodePath = (path: string): string => path.replaceAll("\r", "\r\0");
