import { describe, expect, it } from "vitest";
import { globMatcher } from "../../../src/core/bridge/files/glob-matcher.js";
import { singleLineReply, multilineReply } from "../../../src/core/bridge/bridge-reply.js";
import { sftpStatusReply } from "../../../src/core/bridge/sftp-status-reply.js";
import { TransferMemoryBudget } from "../../../src/core/bridge/data/transfer-memory-budget.js";
import { VERBS, verbOf } from "../../../src/core/bridge/verbs/verb-table.js";
import { InFlightLimit } from "../../../src/core/sftp/in-flight-limit.js";
import { SftpError } from "../../../src/core/sftp/status-codes.js";

const MB = 1 << 20;

describe("an SFTP status in FTP", () => {
  it.each([
    [1, 550, 451],
    [2, 550, 451],
    [3, 550, 550],
    [4, 550, 451],
    [5, 553, 451],
    [6, 421, 426],
    [7, 421, 426],
    [8, 504, 504],
    [14, 452, 452],
    [15, 552, 552],
    [99, 550, 451],
  ])("%i is %i where a name was asked about, and %i during a transfer", (status, asked, underWay) => {
    expect([
      sftpStatusReply(new SftpError(status, ""), "asked").code,
      sftpStatusReply(new SftpError(status, ""), "underWay").code,
    ]).toEqual([asked, underWay]);
  });

  it("passes on what the server says beyond the status's name, on one line", () => {
    expect(sftpStatusReply(new SftpError(4, "Failure"), "asked").raw).not.toContain("(");
    expect(sftpStatusReply(new SftpError(4, "disk\r\n226 Done"), "asked").raw).toMatch(
      /^550 [^\r\n]*\(disk\?226 Done\)\r\n$/,
    );
  });
});

describe("a reply", () => {
  it("cannot be ended by a name in it", () => {
    expect(singleLineReply(550, "a\r\n226 b\0").raw).toBe("550 a?226 b?\r\n");
    expect(multilineReply(211, "a", ["211 b\n"], "c").raw).toBe("211-a\r\n 211 b?\r\n211 c\r\n");
  });
});

describe("a pattern", () => {
  it.each([
    ["a.txt", "*.txt", true],
    ["a.TXT", "*.txt", false],
    [".hidden.txt", "*.txt", false],
    [".hidden", ".*", true],
    ["ab", "a?", true],
    ["a", "a?", false],
    ["b1", "[a-c][0-9]", true],
    ["d1", "[!a-c]1", true],
    ["b1", "[!a-c]1", false],
    ["a+b(c).txt", "a+b(c).*", true],
    ["[x]", "[x]", true],
    ["ab", "[z-a]b", false],
    ["naïve", "na?ve", true],
  ])("%s fits %s: %s", (name, pattern, fits) => {
    expect(globMatcher(pattern)(name)).toBe(fits);
  });

  it.each(["[".repeat(60_000), `${"*a".repeat(125)}b`, "[a".repeat(500), `${"?*".repeat(500)}b`])(
    "a name against a pattern that is made to take long is soon judged",
    (pattern) => {
      expect(globMatcher(pattern)("a".repeat(255))).toBe(false);
    },
  );
});

describe("an allowance", () => {
  /** A path that carries so many bytes a millisecond, with so long a round trip: what it becomes after a while. */
  const settled = (perMs: number, roundTrip: number, most = 64 * MB): number => {
    let now = 0;
    const inFlightLimit = new InFlightLimit(() => most, now);
    for (let turn = 0; turn < 30; turn++) {
      const { bytes } = inFlightLimit;
      now += Math.max(roundTrip, bytes / perMs);
      inFlightLimit.acknowledged(bytes, now, roundTrip);
    }
    return inFlightLimit.bytes;
  };

  it("grows until a long path is full", () => expect(settled(100_000, 100)).toBeGreaterThanOrEqual(10_000_000));
  it("stays small on a short path", () => expect(settled(300_000, 0.1)).toBe(2 * MB));
  it("keeps to what memory allows", () => expect(settled(1_000_000, 100, 8 * MB)).toBe(8 * MB));
});

describe("the memory of a bridge", () => {
  it.each([
    [1, 64 * MB],
    [2, 64 * MB],
    [4, 32 * MB],
    [1000, MB],
  ])("gives each of %i transfers %i bytes at most", (running, each) => {
    const memory = new TransferMemoryBudget();
    for (let transfer = 0; transfer < running; transfer++) memory.addTransfer();
    expect(memory.bytesPerTransfer).toBe(each);
  });
});

describe("the verbs", () => {
  it("are all that the bridge promises", () => {
    const promised =
      "USER PASS QUIT REIN PWD CWD CDUP TYPE MODE STRU PASV EPSV PORT EPRT LIST NLST MLSD MLST STAT RETR STOR APPE STOU REST ABOR ALLO DELE MKD RMD RNFR RNTO SIZE MDTM MFMT SITE FEAT HELP SYST NOOP OPTS CLNT XPWD XCWD XCUP XMKD XRMD";
    expect(promised.split(" ").filter((name) => verbOf(name) === undefined)).toEqual([]);
  });
  it("have one record each", () => {
    const names = VERBS.flatMap((verb) => verb.names);
    expect(new Set(names).size).toBe(names.length);
  });
});
