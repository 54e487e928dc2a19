import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  imageTranslation,
  localAsciiTranslation,
  networkAsciiTranslation,
  type ByteTranslation,
} from "../../../../src/core/bridge/data/ascii-translation.js";

const through = (translation: ByteTranslation, ...chunks: Buffer[]): string =>
  Buffer.concat([...chunks.map((chunk) => translation.translate(chunk)), translation.end()]).toString("latin1");
const text = fc
  .array(fc.constantFrom("a", "\r", "\n", "\r\n", "é", "\0"), { maxLength: 40 })
  .map((signs) => Buffer.from(signs.join(""), "latin1"));

describe("ASCII type", () => {
  it.each([
    { file: "one\ntwo\n", line: "one\r\ntwo\r\n" },
    { file: "no end", line: "no end" },
    { file: "\n\n", line: "\r\n\r\n" },
    { file: "dos\r\n", line: "dos\r\n" },
    { file: "mac\rmac", line: "mac\rmac" },
  ])("sends $file as $line", ({ file, line }) => {
    expect(through(networkAsciiTranslation(), Buffer.from(file))).toBe(line);
  });

  it.each([
    { line: "one\r\ntwo\r\n", file: "one\ntwo\n" },
    { line: "unix\n", file: "unix\n" },
    { line: "cr\rcr", file: "cr\rcr" },
    { line: "last\r", file: "last\r" },
    { line: "\r\r\n", file: "\r\n" },
  ])("stores $line as $file", ({ line, file }) => {
    expect(through(localAsciiTranslation(), Buffer.from(line))).toBe(file);
  });

  it.each([
    ["to the network", networkAsciiTranslation],
    ["to the file", localAsciiTranslation],
    ["as an image", imageTranslation],
  ] as const)("%s gives the same wherever the stream is cut", (_way, make) => {
    fc.assert(
      fc.property(text, fc.nat(), (bytes, at) => {
        const cut = bytes.length === 0 ? 0 : at % bytes.length;
        expect(through(make(), bytes.subarray(0, cut), bytes.subarray(cut))).toBe(through(make(), bytes));
      }),
    );
  });

  it("brings a text of LF back as it was", () => {
    fc.assert(
      fc.property(
        text.filter((bytes) => !bytes.includes(13)),
        (bytes) => {
          expect(
            through(localAsciiTranslation(), Buffer.from(through(networkAsciiTranslation(), bytes), "latin1")),
          ).toBe(bytes.toString("latin1"));
        },
      ),
    );
  });
});
