import type { FtpServerKind } from "../../../shared/import-export/ftp-server-settings.js";

/**
 * Which server a greeting gives away; a server may be set to say something else, and is `unknown` then.
 *
 * - `220 (vsFTPd 3.0.3)`
 * - `220 ProFTPD Server (Debian) [::ffff:10.0.0.2]`
 * - `220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------`
 * - `220-FileZilla Server 1.8.1`
 * - `220 Microsoft FTP Service`
 * - `220 pyftpdlib 1.5.7 ready.`
 */
export function serverKind(greeting: string): FtpServerKind {
  return SIGNS.find(([sign]) => sign.test(greeting))?.[1] ?? "unknown";
}

const SIGNS: readonly (readonly [RegExp, FtpServerKind])[] = [
  [/vsftpd/i, "vsftpd"],
  [/proftpd/i, "proftpd"],
  [/pure-?ftpd/i, "pure-ftpd"],
  [/filezilla server/i, "filezilla-server"],
  [/microsoft ftp service/i, "iis"],
  [/pyftpdlib/i, "pyftpdlib"],
];

/** Whether a greeting of 220 is a mail server's, which looks like FTP's but for its words (RFC 5321 section 4.2): `220 mail.example ESMTP Postfix`. */
export const isMailGreeting = (greeting: string): boolean => /\bE?SMTP\b/i.test(greeting) && !/FTP/i.test(greeting);
