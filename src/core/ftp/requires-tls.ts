import type { FtpReply } from "./reply.js";

/**
 * Whether a server refuses to go on without TLS. RFC 4217 leaves code and moment open, so servers differ:
 *
 * - vsftpd to USER: `530 Anonymous sessions must use encryption.`, to a transfer: `522 Data connections must be encrypted.`
 * - ProFTPD to nearly every command, pyftpdlib to USER: `550 SSL/TLS required on the control channel`; pyftpdlib to PASV:
 *   `522 SSL/TLS required on the data channel.`
 * - Pure-FTPd to USER: `421-Sorry, cleartext sessions and weak ciphers are not accepted on this server.`
 * - IIS to USER: `534 Policy requires SSL.`, FileZilla Server to USER: `503 Use AUTH first.`
 */
export function requiresTls(verb: string | undefined, { code, raw }: FtpReply): boolean {
  if (code < 400) return false;
  if (code === 534 || (code === 522 && /\b(?:TLS|SSL|encrypt\w*)\b/i.test(raw))) return true;
  if (/^550 SSL\/TLS required/.test(raw)) return true;
  const isAboutLogin = verb === "USER" || verb === "PASS" || verb === "";
  return isAboutLogin && /\b(?:TLS|SSL|AUTH|encrypt\w*|cleartext)\b/i.test(raw);
}
