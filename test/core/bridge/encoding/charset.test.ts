import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charsetOf } from "../../../../src/core/bridge/encoding/charset.js";
import { charsetTable } from "../../../../src/core/bridge/encoding/charset-table.js";

const utf8 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const latin1 = charsetOf("latin1");
const shiftJis = charsetOf("shift-jis");

describe("names of a device", () => {
  it("are left as they are where the profile says nothing", () => {
    for (const bytes of ["scan.pdf", "\xe9", utf8("é"), "%u5199;"]) {
      expect(charsetOf().decode(bytes)).toBe(bytes);
      expect(charsetOf().encode(bytes)).toBe(bytes);
    }
  });

  it.each([
    [latin1, "Gr\xf6\xdfe 5 \x80 \x96 \x99.pdf", "Größe 5 € – ™.pdf"],
    [shiftJis, "\x8e\xca\x90^ \xb1\xb2\\1~.jpg", "写真 ｱｲ\\1~.jpg"],
    [shiftJis, "\x83\\\x95\x5c\x8f\xbc", "ソ表松"], // with a backslash's byte as the second
    [shiftJis, "\x87\x40\xfb\xfc", "①髙"], // what Windows adds
    [shiftJis, "\x81\x60", "～"],
  ])("in $0.name are UTF-8 at the gateway, and the same to the device", (charset, bytes, text) => {
    expect(charset.decode(bytes)).toBe(utf8(text));
    expect(charset.encode(utf8(text))).toBe(bytes);
  });

  it.each([
    [latin1, "写.jpg", "%u5199;.jpg"],
    [latin1, "😀", "%u1F600;"],
    [shiftJis, "é¥", "%u00E9;%u00A5;"],
    [latin1, "50%u5199;", "50%u0025;u5199;"],
    [latin1, "50% off %u12; %xZZ;", "50% off %u12; %xZZ;"],
  ])("in $0.name are placeholders for what the charset lacks of $1", (charset, text, written) => {
    expect(charset.encode(utf8(text))).toBe(written);
    expect(charset.decode(written)).toBe(utf8(text));
  });

  it("are placeholders for what the gateway has in no UTF-8", () => {
    expect(latin1.encode("caf\xe9")).toBe("caf%xE9;");
    expect(latin1.decode("caf%xE9;")).toBe("caf\xe9");
    expect(shiftJis.decode("caf%xE9;")).toBe("caf\xe9");
  });

  it("are nothing where their bytes are none of the charset", () => {
    for (const bytes of ["\x81", "a\x8e", "\x81\x20", "\xfd", "\xa0"]) expect(shiftJis.decode(bytes)).toBeUndefined();
  });

  it("leave passwords alone that look like placeholders", () => {
    expect(latin1.decodeText("%u5199;\xe9")).toBe(`%u5199;${utf8("é")}`);
  });

  it.each([latin1, shiftJis])("in $name are each found again as they were listed, and no two look alike", (charset) => {
    const fragment = fc.oneof(
      fc.constantFrom("%", "%u", "%x", "u5199;", "xE9;", "%u0025;", "%u5199;", "%u0041;", "%xE9;", ";", "é", "写", "ｱ"),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    const name = fc.oneof(
      fc.array(fragment, { maxLength: 8 }).map((parts) => utf8(parts.join(""))),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    );
    fc.assert(
      fc.property(name, (bytes) => {
        const encoded = charset.encode(bytes);
        expect(charset.decode(encoded)).toBe(bytes);
        expect(/[\0-\x1f]/.test(encoded)).toBe(/[\0-\x1f]/.test(bytes)); // no line break comes of it
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([latin1, shiftJis])("in $name bring no /, no .. and no line end that was not written as such", (charset) => {
    const hex = fc.integer({ min: 0, max: 0x10ffff }).map((code) => code.toString(16).toUpperCase().padStart(4, "0"));
    const low = fc.integer({ min: 0, max: 0x7f }).map((code) => code.toString(16).toUpperCase().padStart(4, "0"));
    const fragment = fc.oneof(
      hex.map((code) => `%u${code};`),
      low.map((code) => `%u${code};`),
      low.map((code) => `%x${code.slice(2)};`),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    );
    const steering = (text: string): string => text.replace(/[^/.\0-\x1f]/g, "");
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 6 }), (fragments) => {
        const bytes = fragments.join("");
        expect(steering(charset.decode(bytes) ?? bytes)).toBe(steering(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it("have each character of the charset, and all of them back", () => {
    for (const [name, count] of [
      ["latin1", 128],
      ["shift-jis", 9_000],
    ] as const) {
      const { characters, bytes } = charsetTable(name);
      expect(characters.size).toBeGreaterThanOrEqual(count);
      for (const [character, code] of bytes) expect(characters.get(code)).toBe(character);
    }
  });
});
