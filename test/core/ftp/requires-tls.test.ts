import { describe, expect, it } from "vitest";
import { requiresTls } from "../../../src/core/ftp/requires-tls.js";
import { repliesIn } from "../../support/clients/replies-in.js";

const demands = (verb: string, raw: string) => repliesIn(`${raw}\r\n`).some((reply) => requiresTls(verb, reply));

/** As each server says it. */
describe("demandsTls", () => {
  it.each([
    { server: "vsftpd", verb: "USER", raw: "530 Non-anonymous sessions must use encryption." },
    { server: "vsftpd", verb: "USER", raw: "530 Anonymous sessions must use encryption." },
    { server: "vsftpd", verb: "LIST", raw: "522 Data connections must be encrypted." },
    { server: "ProFTPD", verb: "USER", raw: "550 SSL/TLS required on the control channel" },
    { server: "ProFTPD", verb: "OPTS", raw: "550 SSL/TLS required on the control channel" },
    { server: "ProFTPD", verb: "LIST", raw: "522 SSL/TLS required on the data channel" },
    {
      server: "Pure-FTPd",
      verb: "USER",
      raw: "421-Sorry, cleartext sessions and weak ciphers are not accepted on this server.\r\n421 Please reconnect using TLS security mechanisms.",
    },
    { server: "pyftpdlib", verb: "USER", raw: "550 SSL/TLS required on the control channel." },
    { server: "pyftpdlib", verb: "EPSV", raw: "522 SSL/TLS required on the data channel." },
    { server: "IIS", verb: "USER", raw: "534 Policy requires SSL." },
    { server: "IIS", verb: "USER", raw: "534-Policy requires SSL.\r\n Win32 error: Access is denied.\r\n534 End" },
    { server: "FileZilla Server", verb: "USER", raw: "503 Use AUTH first." },
    { server: "a server that says it at once", verb: "", raw: "421 TLS is required here." },
  ])("knows it when $server says $raw", ({ verb, raw }) => {
    expect(demands(verb, raw)).toBe(true);
  });

  it.each([
    { verb: "PASS", raw: "530 Login incorrect." },
    { verb: "USER", raw: "331 Please specify the password (TLS is better)." },
    { verb: "RETR", raw: "550 tls.txt: No such file or directory" },
    { verb: "CWD", raw: "550 SSL: No such directory" },
    { verb: "EPRT", raw: "522 Network protocol not supported, use (1)" },
    { verb: "", raw: "220 Welcome to the SSL test server" },
    { verb: "USER", raw: "421 Too many connections from your internet address." },
    { verb: "USER", raw: "530 Not authorized." },
  ])("does not take $raw for it", ({ verb, raw }) => {
    expect(demands(verb, raw)).toBe(false);
  });
});
