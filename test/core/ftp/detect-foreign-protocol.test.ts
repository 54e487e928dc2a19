import { describe, expect, it } from "vitest";
import { foreignProtocolAtStart, foreignProtocolInLines } from "../../../src/core/ftp/detect-foreign-protocol.js";

describe("what speaks on a control port", () => {
  it.each([
    ["\x16", "TLS"],
    ["\x16\x03\x01\x02\0", "TLS"],
    ["\x80\x2e\x01\x03\x01", "TLS"],
    ["SSH-2.0-OpenSSH_9.2\r\n", "SSH"],
    ["\0\x03\0\x50\x21\x12\xa4\x42", "another protocol"],
    ["\x05\x01\0", "another protocol"],
    ["USER olive\r\n", undefined],
    ["\r\n", undefined],
    ["\xff\xf4\xff\xf2ABOR\r\n", undefined],
  ])("and begins with %j is %s", (first, who) => {
    expect(foreignProtocolAtStart(first)).toBe(who);
  });

  it.each([
    "GET / HTTP/1.1",
    "get /x http/1.1",
    "GET /",
    "POST /USER HTTP/1.1",
    "HEAD / HTTP/1.0",
    "PRI * HTTP/2.0",
    "DELETE /a HTTP/1.1",
    "DELETE * HTTP/1.1",
    "USER / HTTP/1.1",
    "user /x HTTP/1.1",
    "DELE\thttp://127.0.0.1:2121/ HTTP/1.1",
    "PASS /a b HTTP/1.1 ",
    "HTTP/1.1 200 OK",
    "OPTIONS * HTTP/1.1",
    "Host: 127.0.0.1:2121",
    "host:127.0.0.1",
    "Sec-Fetch-Mode:",
    "X_1.a~!#$%&'*+^`|: x",
    "content-type: text/plain",
    "NOOP\rGET / HTTP/1.1",
    "NOOP\r\nNOOP\r\nUSER / HTTP/1.1\r\nNOOP",
  ])("is a web browser in the line %j", (line) => {
    expect(foreignProtocolInLines(line)).toBe("a web browser");
  });

  it.each([
    "EHLO popeye",
    "helo popeye",
    "MAIL FROM:<olive@popeye>",
    "RCPT TO:<olive@popeye>",
    '{"a": 1',
    "[1]",
    "<?xml version='1.0'?>",
    "*3\r\n$3\r\nSET",
    "OPTIONS rtsp://popeye RTSP/1.0",
    "INVITE sip:olive@popeye SIP/2.0",
  ])("is another protocol in the line %j", (line) => {
    expect(foreignProtocolInLines(line)).toMatch(/another protocol|a web browser/);
  });

  it.each([
    "USER olive",
    "USER olive@popeye:21",
    "PASS a: b{c",
    "PASS HTTP",
    "PASS ",
    "OPTS UTF8 ON",
    "HELP",
    "STAT",
    "DELE /a",
    "HOST popeye",
    "CLNT NcFTP: 3",
    "ACCT x",
    "RETR GET / HTTP",
    "",
    "\r\n",
  ])("is FTP in %j", (line) => {
    expect(foreignProtocolInLines(line)).toBeUndefined();
  });
});
