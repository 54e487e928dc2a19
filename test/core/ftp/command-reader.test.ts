import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandReader } from "../../../src/core/ftp/command-reader.js";
import { LineTooLongError } from "../../../src/core/ftp/command.js";
import { MAX_LINE_BYTES } from "../../../src/core/ftp/reply.js";

/** The lines that a reader finds in chunks, each to the byte. */
function linesOf(...chunks: readonly string[]): string[] {
  const reader = new CommandReader();
  return chunks.flatMap((chunk) => reader.take(chunk)).map(({ raw }) => raw);
}

describe("CommandReader", () => {
  it.each([
    { said: "a verb alone", sent: "PWD\r\n", verb: "PWD", argument: "" },
    { said: "a verb in small letters", sent: "retr a.txt\r\n", verb: "RETR", argument: "a.txt" },
    { said: "blanks in a file's name", sent: "RETR  a  b \r\n", verb: "RETR", argument: " a  b " },
    { said: "a bare line feed", sent: "STOR a\n", verb: "STOR", argument: "a" },
    { said: "bytes above ASCII", sent: "RETR Sp\xe9\xff.txt\r\n", verb: "RETR", argument: "Sp\xe9\xff.txt" },
    { said: "a CR inside a name", sent: "RETR a\rb\r\n", verb: "RETR", argument: "a\rb" },
    { said: "a name that ends in CR", sent: "RETR Icon\r\r\n", verb: "RETR", argument: "Icon\r" },
    { said: "a CR in a name as RFC 2640 writes it", sent: "RETR a\r\0b\r\n", verb: "RETR", argument: "a\r\0b" },
    {
      said: "a name whose first byte is a CR, and the rest a command",
      sent: "CWD \rDELE a\r\n",
      verb: "CWD",
      argument: "\rDELE a",
    },
    { said: "an empty line", sent: "\r\n", verb: "", argument: "" },
  ])("reads $said, and keeps the line to the byte", ({ sent, verb, argument }) => {
    expect(new CommandReader().take(sent)).toEqual([{ verb, argument, raw: sent }]);
  });

  it.each([
    { said: "IAC IP IAC DM", before: "\xff\xf4\xff\xf2" },
    { said: "IAC IP IAC, its DM lost as urgent data", before: "\xff\xf4\xff" },
    { said: "IAC IP DM, its second IAC lost (tnftp)", before: "\xff\xf4\xf2" },
    { said: "IAC IAC DM, its IP lost", before: "\xff\xff\xf2" },
    { said: "DM alone", before: "\xf2" },
    { said: "an option that is refused", before: "\xff\xfc\x06" },
  ])("drops $said before a verb, with its line feed and without", ({ before }) => {
    expect(linesOf(`${before}ABOR\r\n`)).toEqual(["ABOR\r\n"]);
    expect(linesOf(`${before}STAT\r`)).toEqual(["STAT\r\n"]);
  });

  it.each(["ABOR", "STAT", "QUIT", "NOOP", "pwd"])(
    "takes %s at once whose line feed was lost as urgent data, and no second one when it comes after all",
    (verb) => {
      expect(linesOf(`${verb}\r`)).toEqual([`${verb}\r\n`]);
      expect(linesOf(`${verb}\r`, "\n", "SYST\r\n")).toEqual([`${verb}\r\n`, "SYST\r\n"]);
      expect(linesOf(`${verb}\rSYST\r\n`)).toEqual([`${verb}\r\n`, "SYST\r\n"]);
      expect(linesOf(`${verb}\r`, "SYST\r\n")).toEqual([`${verb}\r\n`, "SYST\r\n"]);
    },
  );

  it("ends a command with an argument at a lone CR where the next chunk goes on", () => {
    expect(linesOf("STAT a b\r", "NOOP\r\n")).toEqual(["STAT a b\r\n", "NOOP\r\n"]);
    expect(linesOf("STAT a", "\r", "NOOP\r\n")).toEqual(["STAT a\r\n", "NOOP\r\n"]);
    expect(linesOf("RETR Icon\r", "\r", "\n")).toEqual(["RETR Icon\r\r\n"]);
    expect(linesOf("RETR a\r", "\0b\r\n")).toEqual(["RETR a\r\0b\r\n"]);
  });

  it("says that a line awaits its line feed, and ends it when asked", () => {
    const reader = new CommandReader();
    expect(reader.endLine()).toEqual([]);
    expect(reader.take("STAT a\r")).toEqual([]);
    expect(reader.awaitsLineFeed).toBe(true);
    expect(reader.endLine()).toEqual([{ verb: "STAT", argument: "a", raw: "STAT a\r\n" }]);
    expect(reader.awaitsLineFeed).toBe(false);
    expect(reader.take("\nNOOP\r\nRETR a")).toEqual([{ verb: "NOOP", argument: "", raw: "NOOP\r\n" }]);
    expect(reader.awaitsLineFeed).toBe(false);
    expect(reader.endLine()).toEqual([]);
    expect(reader.take(".txt\r\n")).toMatchObject([{ argument: "a.txt" }]);
  });

  it("finds the same commands wherever the network cuts the stream", () => {
    const text = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte)),
      maxLength: 12,
    });
    const line = fc
      .tuple(
        fc.constantFrom("USER ", "retr ", "ABOR", "EPSV", "\xff\xf4\xff\xf2ABOR", ""),
        text,
        fc.constantFrom("\r\n", "\n"),
      )
      .map(([verb, name, end]) => `${verb}${verb.endsWith(" ") ? name.replaceAll(/[\r\n]/g, "") : ""}${end}`)
      .filter((sent) => sent !== "\n");
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (lines, sizes) => {
          const stream = lines.join("");
          const chunks: string[] = [];
          for (let at = 0; at < stream.length; at += chunks.at(-1)?.length ?? 1)
            chunks.push(stream.slice(at, at + (sizes[chunks.length % sizes.length] ?? 1)));
          expect(linesOf(...chunks)).toEqual(linesOf(stream));
          expect(linesOf(stream)).toEqual(lines.map((sent) => sent.replace(/^[\xf0-\xff]+/, "")));
        },
      ),
    );
  });

  it("takes a line of 64 KiB, and refuses a longer one, ended or not", () => {
    expect(linesOf(`${"x".repeat(MAX_LINE_BYTES - 2)}\r\n`)).toHaveLength(1);
    expect(() => linesOf(`${"x".repeat(MAX_LINE_BYTES - 1)}\r\n`)).toThrow(LineTooLongError);
    expect(() => linesOf("x".repeat(MAX_LINE_BYTES), "x")).toThrow(LineTooLongError);
    expect(linesOf(...Array.from("x".repeat(MAX_LINE_BYTES - 2)), "\r\n")).toHaveLength(1);
  });

  it("works in proportion to what came, however small the chunks are", () => {
    const reader = new CommandReader();
    const began = process.cpuUsage();
    for (let line = 0; line < 8; line++) {
      for (let byte = 0; byte < MAX_LINE_BYTES - 2; byte++) reader.take("x");
      expect(reader.take("\r\n")).toHaveLength(1);
    }
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5); // read from the line's start each time, it is a minute
  });
});
