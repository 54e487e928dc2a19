import { describe, expect, it } from "vitest";
import { ExpectedSize, sizeInPreliminary } from "../../../../src/core/relay/session/expected-size.js";

describe("the size in the reply that begins a transfer", () => {
  it.each([
    ["150 Opening BINARY mode data connection for a.txt (1234 bytes).\r\n", 1234], // vsftpd, BSD's ftpd
    ["150 Opening BINARY mode data connection for a.txt (1234 bytes)\r\n", 1234], // ProFTPD
    ["150 Opening BINARY mode data connection for a.txt (1 byte).\r\n", 1],
    ["150 Opening BINARY mode data connection for a.txt (12 Bytes).\r\n", 12], // Serv-U
    ["150 Opening BINARY mode data connection for a (7 bytes) b.txt (1234 bytes).\r\n", 1234],
    ["150 Opening ASCII mode data connection for a.txt (1234 bytes).\r\n", undefined],
    ["150 Opening BINARY mode data connection for a (7 bytes) b.txt.\r\n", undefined],
    ["150-Accepted data connection\r\n150 3.7 kbytes to download\r\n", undefined], // Pure-FTPd rounds
    ["125 Data connection already open. Transfer starting.\r\n", undefined], // pyftpdlib, IIS
    ["150 Here comes the directory listing.\r\n", undefined],
  ])("in %j is %s", (raw, size) => {
    expect(sizeInPreliminary({ raw })).toBe(size);
  });
});

describe("what a client has asked before it fetches a file", () => {
  const after = (...exchanges: readonly (readonly [verb: string, argument: string, reply: string])[]): ExpectedSize => {
    const expected = new ExpectedSize();
    for (const [verb, argument, raw] of exchanges) {
      expected.onCommand({ verb, argument });
      expected.onReply({ verb, argument }, { code: Number(raw.slice(0, 3)), raw });
    }
    return expected;
  };
  const RETR = { verb: "RETR", argument: "a.txt" };

  it("tells the size by SIZE of the same name", () => {
    expect(after(["SIZE", "a.txt", "213 1234\r\n"]).take(RETR)).toEqual({ size: 1234, isFromStart: true });
    expect(after(["SIZE", "b.txt", "213 1234\r\n"]).take(RETR)).toEqual({ isFromStart: true });
    expect(after(["SIZE", "a.txt", "550 No.\r\n"]).take(RETR)).toEqual({ isFromStart: true });
  });

  it("tells what is left behind an offset, and that the file's own size is not what passes", () => {
    const exchanges = [
      ["SIZE", "a.txt", "213 1234\r\n"],
      ["REST", "1000", "350 Go on.\r\n"],
    ] as const;
    const expected = after(...exchanges);
    expect(expected.take(RETR)).toEqual({ size: 234, isFromStart: false });
    expect(expected.take(RETR), "the offset is for one transfer").toEqual({ size: 1234, isFromStart: true });
    expect(after(exchanges[0], ["REST", "1000", "502 No.\r\n"]).take(RETR)).toEqual({ size: 1234, isFromStart: true });
    expect(after(exchanges[0], ["REST", "5000", "350 Go on.\r\n"]).take(RETR)).toEqual({ isFromStart: false });
  });

  it("is forgotten where the same name may be another file or size by now", () => {
    for (const verb of ["CWD", "TYPE", "STOR", "DELE"])
      expect(after(["SIZE", "a.txt", "213 1234\r\n"], [verb, "x", "250 Done.\r\n"]).take(RETR)).toEqual({
        isFromStart: true,
      });
  });

  it("says nothing of what goes up", () => {
    expect(after(["SIZE", "a.txt", "213 1234\r\n"]).take({ verb: "STOR", argument: "a.txt" })).toEqual({
      isFromStart: true,
    });
  });
});
