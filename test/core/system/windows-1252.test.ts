import { describe, expect, it } from "vitest";
import { readSettingsText } from "../../../src/core/import/read-source.js";
import { decodeText } from "../../../src/core/import/formats/decode-text.js";
import { decodeWindows1252 } from "../../../src/core/system/windows-1252.js";

describe("Windows-1252", () => {
  it("has its own characters where Latin-1 has control characters", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = decodeWindows1252(bytes);
    expect(text).toHaveLength(256);
    expect(text.slice(0x80, 0xa0)).toBe("€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ");
    expect([text.slice(0, 0x80), text.slice(0xa0)]).toEqual([
      Buffer.from(bytes.subarray(0, 0x80)).toString("latin1"),
      Buffer.from(bytes.subarray(0xa0)).toString("latin1"),
    ]);
  });

  it("is what a file that is not UTF-8 is read as", () => {
    expect(decodeText(Buffer.from("Host a # \x80 5 \x96 Zo\xeb\x92s\n", "latin1"))).toMatchObject({
      text: "Host a # € 5 – Zoë’s\n",
      guessed: { encoding: "Windows-1252" },
    });
  });

  it.each([
    ["windows-1251", Buffer.from([0xc6, 0xe0]), "Жа"],
    ["ISO-8859-1", Buffer.from([0x80, 0xfc]), "€ü"],
    ["no-such-page", Buffer.from([0x80, 0xfc]), "€ü"],
    ["UTF-8", Buffer.from([0x80, 0xfc]), "€ü"],
  ])("gives way to what an XML file says of itself: %s", (encoding, name, read) => {
    const [before, after] = [`<?xml version="1.0" encoding="${encoding}"?><a>`, "</a>"];
    const decoded = decodeText(Buffer.concat([Buffer.from(before), name, Buffer.from(after)]));
    expect(decoded).toEqual({
      text: `${before}${read}${after}`,
      ...(["no-such-page", "UTF-8"].includes(encoding)
        ? { guessed: { encoding: "Windows-1252", at: { line: 1 } } }
        : {}),
    });
  });

  it("is what the strings in bytes of an old .reg file and the names of an old session are read as", () => {
    const key = String.raw`HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions\50%80`;
    const text = `REGEDIT4\r\n\r\n[${key}]\r\n"HostName"="a"\r\n"Protocol"="ssh"\r\n"UserName"=hex(2):5a,6f,eb,92,73,00\r\n`;
    const [candidate] = readSettingsText(text, "f", { username: "o" }).candidates;
    expect(candidate?.draft).toMatchObject({ name: "50€", gateway: { username: "Zoë’s" } });
  });
});
