import type { FtpReply } from "../ftp/reply.js";

/**
 * Whether a server refuses a login because it is not under TLS. RFC 4217 leaves the code open, so servers differ:
 * vsftpd says `530 Non-anonymous sessions must use encryption.`, ProFTPD and pyftpdlib `550 SSL/TLS required on the
 * control channel`, Pure-FTPd `421 Sorry, cleartext sessions ... are not accepted`, IIS `534 Policy requires SSL.`,
 * FileZilla Server `503 Use AUTH first.`
 */
export function demandsTls(verb: string | undefined, { code, raw }: FtpReply): boolean {
  if (verb !== "USER" && verb !== "PASS" && verb !== "") return false;
  return code === 534 || (code >= 400 && /\b(?:TLS|SSL|AUTH|encrypt\w*|cleartext)\b/i.test(raw));
}
