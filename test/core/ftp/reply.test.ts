import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST, MalformedReply, mayEndTransfer, takeReplies } from "../../../src/core/ftp/reply.js";

const codes = (received: string) => takeReplies(received).replies.map((reply) => reply.code);

describe("takeReplies", () => {
  it.each([
    { said: "two replies in one packet", sent: "150 Opening\r\n226 Done\r\n", found: [150, 226] },
    { said: "another code inside a long reply", sent: "220-Hi\r\n331 No\r\n220 Ready\r\n", found: [220] },
    { said: "the same code with a hyphen inside a long reply", sent: "220-Hi\r\n220-more\r\n220 Ready\r\n", found: [220] },
    { said: "the code behind a blank inside a long reply", sent: "211-Features\r\n 211 is one\r\n211 End\r\n", found: [211] },
    { said: "a code and nothing else", sent: "200\r\n", found: [200] },
    { said: "a long reply whose last line is its code and a blank", sent: "220-Hi\r\n220 \r\n", found: [220] },
    { said: "bare line feeds", sent: "220-Hi\n220 Ready\n", found: [220] },
    { said: "NUL and bytes above ASCII", sent: "220 Sp\xe9\0\xff\r\n", found: [220] },
    { said: "a reply with no line end yet", sent: "227 Entering Passive Mode (10,0,0,5", found: [] },
    { said: "a long reply with no last line yet", sent: "220-Hi\r\n220-more\r\n", found: [] },
  ])("finds $found in $said", ({ sent, found }) => {
    expect(codes(sent)).toEqual(found);
    expect(takeReplies(sent).replies.map(({ raw }) => raw).join("") + takeReplies(sent).rest).toBe(sent);
  });

  it("finds the same replies wherever the network cuts the stream", () => {
    const code = fc.integer({ min: 100, max: 599 });
    const end = fc.constantFrom("\r\n", "\n");
    const text = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 10 }).map((any) => any.replaceAll(/[\r\n]/g, ""));
    const short = fc.tuple(code, text, end).map(([number, words, eol]) => `${number} ${words}${eol}`);
    const long = fc.tuple(code, fc.array(text, { maxLength: 3 }), text, end)
      .map(([number, inside, words, eol]) => [`${number}-${words}`, ...inside.filter((line) => !line.startsWith(`${number} `)), `${number} ${words}`].map((line) => line + eol).join(""));
    fc.assert(fc.property(fc.array(fc.oneof(short, long), { maxLength: 4 }), (said) => {
      const stream = said.join("");
      expect(takeReplies(stream).replies.map(({ raw }) => raw)).toEqual(said);
      for (let cut = 0; cut <= stream.length; cut++) {
        const early = takeReplies(stream.slice(0, cut));
        const late = takeReplies(early.rest + stream.slice(cut));
        expect([...early.replies, ...late.replies].map(({ raw }) => raw)).toEqual(said);
      }
    }), { numRuns: 60 });
  });

  it.each(["HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n", "099 too low\r\n", "600 too high\r\n", "22\r\n", "2200 four\r\n"])("refuses %j, which is another protocol", (sent) => {
    expect(() => takeReplies(sent)).toThrow(MalformedReply);
  });

  it("takes a reply of 64 KiB, and refuses a longer one, ended or not", () => {
    expect(codes(`220 ${"x".repeat(LONGEST - 6)}\r\n`)).toEqual([220]);
    expect(() => takeReplies(`220 ${"x".repeat(LONGEST)}\r\n`)).toThrow(MalformedReply);
    expect(() => takeReplies("220-x\r\n".repeat(LONGEST / 7 + 1))).toThrow(MalformedReply);
  });

  it("tells the replies that can end a transfer from those of commands sent meanwhile", () => {
    const ends = [226, 250, 425, 426, 451, 550, 552];
    const others = [200, 211, 213, 225, 227, 229, 331, 500, 502, 530];
    expect(ends.filter((code) => mayEndTransfer({ code, raw: "" }))).toEqual(ends);
    expect(others.filter((code) => mayEndTransfer({ code, raw: "" }))).toEqual([]);
  });
});
