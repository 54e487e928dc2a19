import { expect, it } from "vitest";
import { parseCommand } from "../../../../src/core/ftp/command.js";
import { decodeCommand, encodePath } from "../../../../src/core/bridge/encoding/telnet-text.js";

it.each([
  ["RETR a\r\0b\r\n", "RETR", "a\rb"],
  ["RETR Icon\r\0\r\n", "RETR", "Icon\r"],
  ["RETR a\rb\r\n", "RETR", "a\rb"],
  ["RETR a\r\0\r\0b\n", "RETR", "a\r\rb"],
  ["NOOP\r\r\n", "NOOP", ""],
  ["RETR a\r\r\r\n", "RETR", "a"],
  ["RETR a\0b\r\n", "RETR", "a\0b"],
  ["RETR a\xff\xffb\r\n", "RETR", "a\xff\xffb"],
  ["RETR  a \r\n", "RETR", " a "],
])("The line %j is the verb %s with the argument %j", (line, verb, argument) => {
  expect(decodeCommand(parseCommand(line))).toMatchObject({ verb, argument });
});

it("A path in a reply comes back the same as a client's argument", () => {
  for (const path of ["/a\rb", "/\r", "/a", "/\r\r"])
    expect(decodeCommand(parseCommand(`CWD ${encodePath(path)}\r\n`)).argument).toBe(path);
});
