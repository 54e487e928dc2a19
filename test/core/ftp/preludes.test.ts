import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ControlInput } from "../../../src/core/ftp/control-input.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

/** What an FTP server must never hear of another protocol's sender. */
const LINES = "USER olive\r\nPASS spinach\r\nDELE a\r\n";

const METHODS = (
  "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PRI QUERY PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH " +
  "MKCALENDAR ACL BIND M-SEARCH NOTIFY SUBSCRIBE BREW LINK PURGE USER PASS DELE STOR RETR NOOP user Quit"
).split(" ");
const requestTo = (method: string) =>
  `${method} /x HTTP/1.1\r\nHost: 127.0.0.1:2121\r\nContent-Length: 44\r\n\r\n${LINES}`;
/** A hello whose session ticket, or whatever else is long enough, holds lines. */
const tlsHello = (version: string) =>
  `\x16\x03${version}\x02\0\x01\0\x01\xfc\x03\x03${"\x11".repeat(32)}\x20\r\n${LINES}${"\x22".repeat(32)}`;

const PRELUDES: readonly (readonly [string, string])[] = [
  ...METHODS.map((method) => [`HTTP's ${method}`, requestTo(method)] as const),
  ["HTTP 0.9", `GET /\r\n${LINES}`],
  ["HTTP 2's preface", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${LINES}`],
  ["an answer of HTTP's", `HTTP/1.1 200 OK\r\n\r\n${LINES}`],
  ["an empty line before a request", `\r\n\r\n${requestTo("POST")}`],
  ["a request whose lines end with CR alone", requestTo("USER").replaceAll("\r\n", "\r")],
  ["a request whose lines end with LF alone", requestTo("USER").replaceAll("\r\n", "\n")],
  ["a hello of TLS 1.0", tlsHello("\x01")],
  ["a hello of TLS 1.3", tlsHello("\x03")],
  ["a hello of SSL 2", `\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10\r\n${LINES}`],
  ["a hello of TLS behind an empty line", `\r\n${tlsHello("\x03")}`],
  ["SSH", `SSH-2.0-OpenSSH_10.0\r\n${LINES}`],
  ["SSH 1.99 behind another line", `hello\r\nSSH-1.99-x\r\n${LINES}`],
  ["SMTP", `EHLO popeye\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n${LINES}`],
  ["LMTP", `LHLO popeye\r\n${LINES}`],
  ["SMTP without a greeting", `MAIL FROM:<a@b>\r\n${LINES}`],
  ...["INVITE", "REGISTER", "ACK", "BYE", "USER"].map(
    (method) =>
      [`SIP's ${method}`, `${method} sip:olive@popeye SIP/2.0\r\nVia: SIP/2.0/TCP x\r\n\r\n${LINES}`] as const,
  ),
  ...["DESCRIBE", "SETUP", "ANNOUNCE", "OPTIONS", "PASS"].map(
    (method) => [`RTSP's ${method}`, `${method} rtsp://popeye/x RTSP/1.0\r\nCSeq: 1\r\n\r\n${LINES}`] as const,
  ),
  ["ICAP", `REQMOD icap://popeye/x ICAP/1.0\r\n\r\n${LINES}`],
  ["PROXY 1 over IPv4", `PROXY TCP4 10.0.0.1 10.0.0.2 40000 2121\r\n${LINES}`],
  ["PROXY 1 over IPv6", `PROXY TCP6 ::1 ::1 40000 2121\r\n${LINES}`],
  ["PROXY 1 of what it does not know", `PROXY UNKNOWN\r\n${LINES}`],
  ["PROXY 2", `\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\x9c\x40\x08\x49${LINES}`],
  ["STUN", `\0\x01\0\x50\x21\x12\xa4\x42${"x".repeat(12)}\0\x06\0\x30\r\n${LINES}`],
  ["SOCKS 4", `\x04\x01\0\x15\x7f\0\0\x01olive\0${LINES}`],
  ["SOCKS 5", `\x05\x01\0\x05\x01\0\x03\x06popeye\0\x15${LINES}`],
  ["PostgreSQL", `\0\0\0\x08\x04\xd2\x16\x2f\r\n${LINES}`],
  ["RDP", `\x03\0\0\x13\x0e\xe0\0\0\r\n${LINES}`],
  ["SMB", `\0\0\0\x45\xffSMBr\r\n${LINES}`],
  ["LDAP", `0\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0\r\n${LINES}`],
  ["AMQP", `AMQP\0\0\x09\x01\r\n${LINES}`],
  ["X11", `l\0\x0b\0\0\0\0\0\r\n${LINES}`],
  ["NULs", `\0\0\0\0${LINES}`],
  ["NULs inside a line", `NOOP\0\0x\r\n${LINES}`],
  ["MQTT", `\x10\x10\0\x04MQTT\x04\x02\0\x3c\r\n${LINES}`],
  ["Redis", `*1\r\n$4\r\nPING\r\n${LINES}`],
  ["JSON", `{"method":"x"}\r\n${LINES}`],
  ["Redis inline", `SET a b\r\n${LINES}`],
  ["memcached", `set a 0 0 1\r\nx\r\n${LINES}`],
  ["IRC", `NICK olive\r\n${LINES}`],
  ["IRC that gives its user first", `USER olive 0 * :Olive\r\n${LINES}`],
  ["IMAP", `a1 LOGIN olive spinach\r\n${LINES}`],
  ["POP3", `CAPA\r\n${LINES}`],
  ["NNTP", `MODE READER\r\n${LINES}`],
  ["whois", `popeye.example\r\n${LINES}`],
  ["finger", `/W olive\r\n${LINES}`],
  ["Gopher", `/0/about\r\n${LINES}`],
  ["rsync", `@RSYNCD: 31.0\r\n${LINES}`],
  ["PostScript", `%!PS\r\n${LINES}`],
  ["Git", `0030git-upload-pack /x\0host=popeye\0\r\n${LINES}`],
  ["CVS", `BEGIN AUTH REQUEST\n${LINES}`],
  ["VNC", `RFB 003.008\n${LINES}`],
  ["XMPP", `<stream:stream to='x'>\r\n${LINES}`],
];

/** The lines told of what comes in these pieces, and whether it was found out. */
function heard(pieces: readonly string[]) {
  const clock = new ManualClock();
  const lines: string[] = [];
  let isFound = false;
  const input = new ControlInput(clock, {
    onCommands: (commands) => lines.push(...commands.map(({ raw }) => raw)),
    onForeignProtocol: () => {
      isFound = true;
    },
    onLineTooLong: () => undefined,
    onEnd: () => undefined,
    onFlow: () => undefined,
  });
  input.read(true);
  for (const piece of pieces) input.push(Buffer.from(piece, "latin1"));
  clock.advance(60_000);
  input.end();
  return { lines: lines.join(""), isFound };
}

describe("what speaks another protocol before it logs in", () => {
  it.each(PRELUDES)("is found out before a line of it is told, in one piece or byte by byte: %s", (_, text) => {
    for (const pieces of [[text], text.split("")]) {
      const { lines, isFound } = heard(pieces);
      expect(lines).not.toMatch(/PASS|DELE|USER olive/i);
      expect(isFound).toBe(true);
    }
  });

  it("is found out wherever it is cut", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRELUDES.map(([, text]) => text)),
        fc.array(fc.nat(700), { maxLength: 6 }),
        (text, cuts) => {
          const ends = [...new Set([...cuts.map((cut) => cut % text.length), text.length])].sort((a, b) => a - b);
          const { lines, isFound } = heard(ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)));
          return isFound && !/PASS|DELE|USER olive/i.test(lines);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is not what FTP programs send first: options of Telnet, its NUL behind CR, names of all kinds", () => {
    const first = [
      "\xff\xf4\xff\xf2ABOR\r\n",
      "USER olive\r\0\nPASS x\r\n",
      "\r\n\r\nUSER olive\r\n",
      "USER oliv\xc3\xa9 \xe8\x8f\xa0\r\nPASS a:\x7f b\x01{\r\n",
      "USER proxy tcp4\r\nPASS PROXY UNKNOWN\r\n",
      "AUTH TLS\r\nOPTS UTF8 ON\r\nCLNT x/1.0\r\nHOST popeye\r\n",
    ];
    for (const text of first) expect([text, heard([text]).isFound]).toEqual([text, false]);
  });
});
