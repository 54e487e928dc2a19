import { expect, it } from "vitest";
import { isMailGreeting, serverKind } from "../../../../src/core/check/ftp/server-kind.js";

it.each([
  ["220 (vsFTPd 3.0.3)", "vsftpd"],
  ["220 ProFTPD Server (Debian) [::ffff:10.0.0.2]", "proftpd"],
  ["220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------", "pure-ftpd"],
  ["220-FileZilla Server 1.8.1", "filezilla-server"],
  ["220 Microsoft FTP Service", "iis"],
  ["220 pyftpdlib 1.5.7 ready.", "pyftpdlib"],
  ["220 Popeye's own", "unknown"],
])("recognises %s as %s", (greeting, kind) => {
  expect(serverKind(greeting)).toBe(kind);
});

it.each([
  ["220 mail.example ESMTP Postfix (Debian/GNU)", true],
  ["220 localhost Python SMTP 1.4.3", true],
  ["220-mail.example ESMTP Exim 4.96", true],
  ["220 (vsFTPd 3.0.3)", false],
  ["220 FTP beside our SMTP relay", false],
  ["220 Welcome", false],
])("takes %s for a mail server's greeting: %s", (greeting, isMail) => {
  expect(isMailGreeting(greeting)).toBe(isMail);
});
