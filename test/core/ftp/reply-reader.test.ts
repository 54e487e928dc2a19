import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReplyReader, type Heard } from "../../../src/core/ftp/reply-reader.js";
import { MAX_LINE_BYTES, MalformedReplyError } from "../../../src/core/ftp/reply.js";

/** What a reader finds behind a greeting, in words: the code of a reply, `text` for what belongs to none. */
const inWords = (heard: readonly Heard[]) => heard.map((one) => (one.kind === "reply" ? one.code : one.kind));
function greeted(): ReplyReader {
  const reader = new ReplyReader();
  reader.push("220 popeye\r\n");
  return reader;
}

describe("a reader of replies", () => {
  it.each([
    { said: "two replies in one packet", sent: "150 Opening\r\n226 Done\r\n", found: [150, 226] },
    { said: "another code inside a long reply", sent: "220-Hi\r\n331 No\r\n220 Ready\r\n", found: [220] },
    {
      said: "the same code with a hyphen inside a long reply",
      sent: "220-Hi\r\n220-more\r\n220 Ready\r\n",
      found: [220],
    },
    {
      said: "the code behind a blank inside a long reply",
      sent: "211-Features\r\n 211 is one\r\n211 End\r\n",
      found: [211],
    },
    { said: "a code and nothing else", sent: "200\r\n", found: [200] },
    { said: "a long reply that ends in its code alone", sent: "220-Hi\r\n220\r\n", found: [220] },
    { said: "a long reply that ends in its code and TAB", sent: "220-Hi\r\n220\tReady\r\n", found: [220] },
    { said: "TAB behind the code", sent: "220\tready\r\n", found: [220] },
    { said: "nothing between code and text", sent: "220ready\r\n", found: [220] },
    { said: "a code outside the RFC", sent: "999 odd\r\n", found: [999] },
    { said: "four digits", sent: "2200 four\r\n", found: ["text"] },
    { said: "bare line feeds", sent: "220-Hi\n220 Ready\n", found: [220] },
    { said: "CR CR LF", sent: "220 ready\r\r\n", found: [220] },
    { said: "NUL and bytes above ASCII", sent: "220 Sp\xe9\0\xff\r\n", found: [220] },
    { said: "LF CR for line ends", sent: "220 Ready\n\r331 Password\n\r", found: [220, 331] },
    { said: "NUL before a code", sent: "\x00331 Password\r\n", found: [331] },
    { said: "Telnet's options before a code", sent: "\xff\xfb\x01\xff\xfd\x03200 Fine\r\n", found: [200] },
    { said: "an empty line behind a reply", sent: "226 Done\r\n\r\n", found: [226, "text"] },
    { said: "text behind a reply", sent: "550 error\n\r\nno such\r\n250 Fine\r\n", found: [550, "text", "text", 250] },
    { said: "a reply with no line end yet", sent: "227 Entering Passive Mode (10,0,0,5", found: [] },
    { said: "a long reply with no last line yet", sent: "220-Hi\r\n220-more\r\n", found: [] },
  ])("finds $found in $said", ({ sent, found }) => {
    expect(inWords(greeted().push(sent))).toEqual(found);
  });

  it.each([
    { said: "another code as its last line", sent: "553-\r\n553- precheck\r\n150 Opening\r\n", found: [150] },
    {
      said: "another code as its last line, and a reply behind it",
      sent: "553- precheck\r\n150 Opening\r\n226 Done\r\n",
      found: [150, 226],
    },
    { said: "a code one higher", sent: "230-Hello\r\n231 In\r\n", found: [231] },
    { said: "no last line yet", sent: "211-Long\r\n and slow\r\n", found: ["text"] },
    { said: "no last line yet and a port, which nobody may dial", sent: "227-(10,0,0,9,9,230)\r\n", found: [] },
  ])("after a silence takes a long reply with $said for $found", ({ sent, found }) => {
    const reader = greeted();
    expect(reader.push(sent)).toEqual([]);
    expect(inWords(reader.settle())).toEqual(found);
  });

  it("knows the last line of a reply whose beginning it has given out", () => {
    const reader = greeted();
    reader.push("211-Long\r\n");
    expect(inWords(reader.settle())).toEqual(["text"]);
    expect(reader.isUndecided).toBe(false);
    expect(inWords(reader.push(" and slow\r\n211 End\r\n"))).toEqual([211]);
  });

  it("gives out the beginning of a greeting that does not go on", () => {
    const reader = new ReplyReader();
    expect(reader.push("220-Hi\r\n")).toEqual([]);
    expect(reader.isUndecided).toBe(true);
    expect(inWords(reader.settle())).toEqual(["text"]);
    expect(inWords(reader.push("220 Ready\r\n"))).toEqual([220]);
  });

  it.each([
    { said: "a greeting", sent: "421 Too many", found: [421] },
    { said: "the last line of a long one", sent: "421-Too\r\n421 many", found: [421] },
    { said: "a word", sent: "220 Hi\r\nbye", found: [220, "text"] },
    { said: "a transfer's success", sent: "220 Hi\r\n226 Done", found: [220, 226] },
  ])("takes $said without its line end for $found when nothing more comes", ({ sent, found }) => {
    const reader = new ReplyReader();
    expect(inWords([...reader.push(sent), ...reader.end()])).toEqual(found);
  });

  it("finds the same, to the byte, wherever the network cuts the stream", () => {
    const code = fc.integer({ min: 100, max: 999 });
    const end = fc.constantFrom("\r\n", "\n");
    const text = fc
      .string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 10 })
      .map((any) => any.replaceAll(/[\r\n]/g, ""));
    const line = fc.oneof(
      fc
        .tuple(code, fc.constantFrom(" ", "-", "\t", ""), text)
        .map(([number, sign, words]) => `${number}${sign}${words}`),
      text,
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(line, end).map(([words, eol]) => words + eol),
          { maxLength: 6 },
        ),
        (lines) => {
          const stream = lines.join("");
          const whole = greeted();
          const found = [...whole.push(stream), ...whole.settle(), ...whole.end()];
          for (let cut = 0; cut <= stream.length; cut++) {
            const reader = greeted();
            expect([
              ...reader.push(stream.slice(0, cut)),
              ...reader.push(stream.slice(cut)),
              ...reader.settle(),
              ...reader.end(),
            ]).toEqual(found);
          }
          if (!/^22[79]-/m.test(stream)) expect(found.map(({ raw }) => raw).join("")).toBe(stream);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("looks at each byte once, however small the chunks", () => {
    const reader = greeted();
    const flood = `211-Long\r\n${" x\r\n".repeat(400_000)}211 End\r\n`;
    let given = 0;
    for (let index = 0; index < flood.length; index += 2)
      for (const { raw } of reader.push(flood.slice(index, index + 2))) given += raw.length;
    expect(given).toBe(flood.length);
  });

  it.each([
    { said: "empty lines", sent: "\r\n\r\n220 ready\r\n", found: ["text", "text", 220] },
    { said: "a line of text", sent: "Welcome to ACME printer\r\n220 ready\r\n", found: ["text", 220] },
    { said: "a UTF-8 mark", sent: "\xef\xbb\xbf220 ready\r\n", found: [220] },
  ])("bears $said before the greeting", ({ sent, found }) => {
    expect(inWords(new ReplyReader().push(sent))).toEqual(found);
  });

  it.each([
    "HTTP/1.1 400 Bad Request\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "* OK IMAP4rev1\r\n",
    "+OK POP3\r\n",
    "099 too low\r\n",
    "600 too high\r\n",
    "\x15\x03\x01\0\x02\x02\n",
    "text\r\n".repeat(201),
  ])("refuses %j as a greeting, which is another protocol's", (sent) => {
    expect(() => new ReplyReader().push(sent)).toThrow(MalformedReplyError);
  });

  it("refuses text that ends without a greeting", () => {
    const reader = new ReplyReader();
    expect(reader.push("Sun Nov 29 2026\r\n")).toEqual([]);
    expect(() => reader.end()).toThrow(MalformedReplyError);
  });

  it.each([`220 ${"x".repeat(MAX_LINE_BYTES)}`, "220-x\r\n".repeat(MAX_LINE_BYTES / 7 + 1)])(
    "refuses a greeting that does not end within 64 KiB",
    (sent) => {
      expect(() => new ReplyReader().push(sent)).toThrow(MalformedReplyError);
    },
  );

  it("gives out a line and a reply of any length behind the greeting", () => {
    const line = `250 ${"x".repeat(2 * MAX_LINE_BYTES)}`;
    const reader = greeted();
    expect(inWords(reader.push(line))).toEqual([250]);
    expect(inWords(reader.push("more\r\n226 Done\r\n"))).toEqual(["text", 226]);
    const listing = `213-Status\r\n${"-rw-r--r-- a.txt\r\n".repeat(10_000)}213 End\r\n`;
    const heard = reader.push(listing);
    expect(inWords(heard).at(-1)).toBe(213);
    expect(heard.map(({ raw }) => raw).join("")).toBe(listing);
  });
});
