import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineTooLongError, splitCommands } from "../../../src/core/ftp/command.js";
import { MAX_LINE_BYTES } from "../../../src/core/ftp/reply.js";

const linesOf = (received: string) => splitCommands(received).commands.map(({ raw }) => raw);

describe("takeCommands", () => {
  it.each([
    { said: "a verb alone", sent: "PWD\r\n", verb: "PWD", argument: "" },
    { said: "a verb in small letters", sent: "retr a.txt\r\n", verb: "RETR", argument: "a.txt" },
    { said: "blanks in a file's name", sent: "RETR  a  b \r\n", verb: "RETR", argument: " a  b " },
    { said: "a bare line feed", sent: "STOR a\n", verb: "STOR", argument: "a" },
    { said: "bytes above ASCII", sent: "RETR Sp\xe9\xff.txt\r\n", verb: "RETR", argument: "Sp\xe9\xff.txt" },
    { said: "a carriage return inside", sent: "RETR a\rb\r\n", verb: "RETR", argument: "a\rb" },
    { said: "an empty line", sent: "\r\n", verb: "", argument: "" },
  ])("reads $said, and keeps the line to the byte", ({ sent, verb, argument }) => {
    expect(splitCommands(sent)).toEqual({ commands: [{ verb, argument, raw: sent }], rest: "" });
  });

  it.each([
    { said: "IAC IP IAC DM", before: "\xff\xf4\xff\xf2" },
    { said: "IAC IP IAC, its DM lost as urgent data", before: "\xff\xf4\xff" },
    { said: "IAC IP DM, its second IAC lost (tnftp)", before: "\xff\xf4\xf2" },
    { said: "IAC IAC DM, its IP lost", before: "\xff\xff\xf2" },
    { said: "DM alone", before: "\xf2" },
    { said: "an option that is refused", before: "\xff\xfc\x06" },
  ])("drops $said before ABOR", ({ before }) => {
    expect(linesOf(`${before}ABOR\r\n`)).toEqual(["ABOR\r\n"]);
  });

  it("takes an ABOR whose line feed was lost as urgent data (Python's ftplib), and no second one when it comes after all", () => {
    expect(splitCommands("ABOR\r")).toEqual({ commands: [{ verb: "ABOR", argument: "", raw: "ABOR\r\n" }], rest: "" });
    expect(splitCommands("\nPWD\r\n")).toMatchObject({ commands: [{ verb: "PWD" }] });
    expect(splitCommands("NOOP\r")).toEqual({ commands: [], rest: "NOOP\r" });
  });

  it("finds the same commands wherever the network cuts the stream", () => {
    const line = fc
      .tuple(
        fc.constantFrom("USER", "retr", "ABOR", "EPSV", "\xff\xf4\xff\xf2ABOR", ""),
        fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 12 }),
        fc.constantFrom("\r\n", "\n"),
      )
      .map(([verb, text, end]) => `${verb} ${text.replaceAll("\n", "")}${end}`);
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }).map((lines) => lines.join("")),
        (stream) => {
          const whole = splitCommands(stream);
          for (let cut = 0; cut <= stream.length; cut++) {
            const early = splitCommands(stream.slice(0, cut));
            const late = splitCommands(early.rest + stream.slice(cut));
            expect([...early.commands, ...late.commands]).toEqual(whole.commands);
            expect(late.rest).toBe("");
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes a line of 64 KiB, and refuses a longer one, ended or not", () => {
    expect(linesOf(`${"x".repeat(MAX_LINE_BYTES - 2)}\r\n`)).toHaveLength(1);
    expect(() => splitCommands(`${"x".repeat(MAX_LINE_BYTES - 1)}\r\n`)).toThrow(LineTooLongError);
    expect(() => splitCommands("x".repeat(MAX_LINE_BYTES + 1))).toThrow(LineTooLongError);
  });
});
