import { describe, expect, it } from "vitest";
import { decodeFile } from "../../../../src/core/import/read-text-file.js";
import { readDroppedFiles } from "../../../../src/core/import/read-source.js";
import { parseRegFile } from "../../../../src/core/import/formats/reg-file.js";

const VERSION_5 = "Windows Registry Editor Version 5.00";
const KEY = "[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\popeye]";

/** The values of the one key, as `name=text`, and the codes and lines of the notes. */
function parsed(lines: readonly string[], head = VERSION_5) {
  const { sections, notes } = parseRegFile([head, "", KEY, ...lines, ""].join("\r\n"), "some.reg");
  return {
    values: sections.flatMap(({ values }) => [...values].map(([name, { text }]) => `${name}=${text}`)),
    notes: notes.map(({ code, line }) => `${code} ${line ?? ""}`),
  };
}

const pairs = (bytes: Uint8Array): readonly string[] => [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
/** As regedit writes them: 25 bytes a line, each line but the last with `\` behind it. */
function inBytes(name: string, type: string, bytes: Uint8Array): readonly string[] {
  const all = pairs(bytes);
  const rows = Array.from({ length: Math.ceil(all.length / 25) }, (_, row) => all.slice(row * 25, row * 25 + 25));
  return rows.map(
    (row, index) =>
      `${index === 0 ? `"${name}"=${type}:` : "  "}${row.join(",")}${index === rows.length - 1 ? "" : ",\\"}`,
  );
}
const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");

describe("a registry file's values in bytes", () => {
  it.each([
    ["REG_SZ, without the NUL that should end it", "hex(1)", utf16("www.spinach.com"), "www.spinach.com"],
    ["REG_SZ with one, and with what stands behind it", "hex(1)", utf16("popeye\0and more\0"), "popeye"],
    ["REG_EXPAND_SZ", "hex(2)", utf16("C:\\Keys\\olivé 菠菜.ppk\0"), "C:\\Keys\\olivé 菠菜.ppk"],
    ["REG_EXPAND_SZ in the home folder", "hex(2)", utf16("%USERPROFILE%\\olive.ppk\0"), "~\\olive.ppk"],
    ["a type with zeros before it", "HEX(00000002)", utf16("popeye\0"), "popeye"],
    ["an odd number of bytes", "hex(1)", Buffer.concat([utf16("popeye"), Buffer.of(0)]), "popeye\ufffd"],
    ["REG_DWORD", "hex(4)", Buffer.of(0x98, 8, 0, 0), "2200"],
    ["REG_DWORD_BIG_ENDIAN", "hex(5)", Buffer.of(0, 0, 8, 0x98), "2200"],
  ])("are read: %s", (_, type, bytes, text) => {
    expect(parsed([...inBytes("Value", type, bytes), '"After"="it"'])).toEqual({
      values: [`value=${text}`, "after=it"],
      notes: [],
    });
  });

  it("are a page's characters in a file of REGEDIT4", () => {
    expect(parsed(inBytes("UserName", "hex(2)", Buffer.from("oliv\xe9\0", "latin1")), "REGEDIT4")).toEqual({
      values: ["username=olivé"],
      notes: [],
    });
  });

  it("of other types are passed over whole, and keep the lines of what follows", () => {
    const lines = [...inBytes("Font", "hex", Buffer.alloc(80, 1)), ...inBytes("Many", "hex(7)", utf16("a\0b\0\0"))];
    expect(parsed([...lines, "nonsense"])).toEqual({ values: [], notes: [`line-malformed ${4 + lines.length}`] });
  });

  it("end where a key or a value begins, wherever they were cut", () => {
    expect(parsed(['"Font"=hex:01,\\', '"HostName"="popeye"', '"Other"=hex:02,\\', KEY, '"UserName"="olive"'])).toEqual(
      {
        values: ["hostname=popeye", "username=olive"],
        notes: ["section-twice 7"],
      },
    );
    expect(parsed(['"Font"=hex:01,0g', '"Type"=hex(:01', '"Number"=dword:123456789']).notes).toEqual([
      "line-malformed 4",
      "line-malformed 5",
      "line-malformed 6",
    ]);
  });
});

describe("a registry file's other lines", () => {
  it("may be a key's default value, of every kind: no program of this field keeps a setting there", () => {
    const kinds = ['@="popeye"', "@=dword:00000001", "@=hex(2):43,00,\\", "  3a,00,00,00", "@=-", '@=""'];
    expect(parsed([...kinds, '"HostName"="popeye"', "@=popeye"])).toEqual({
      values: ["hostname=popeye"],
      notes: ["line-malformed 11"],
    });
  });

  it("may be strings with line ends in them, which regedit writes as they are", () => {
    expect(
      parsed(['"Script"="cd web', 'put \\"a\\"', "", 'bye"', '"HostName"="C:\\\\"', '"Never"="closed', "nonsense"]),
    ).toEqual({
      values: ['script=cd web\nput "a"\n\nbye', "hostname=C:\\"],
      notes: ["line-malformed 9", "line-malformed 10"],
    });
  });

  it("are the same with blanks around the sign, as people write them", () => {
    expect(parsed(['  "HostName" = "popeye"', '"PortNumber"= dword:16'])).toEqual({
      values: ["hostname=popeye", "portnumber=22"],
      notes: [],
    });
  });
});

describe("a registry file in each of the encodings that Windows writes", () => {
  const text = (head: string) => [head, "", KEY, '"HostName"="www.spinach.com"', '"UserName"="olivé"', ""].join("\r\n");
  const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

  it.each([
    ["UTF-16 with a mark, as regedit and reg.exe write it", utf16(`\ufeff${text(VERSION_5)}`), []],
    ["UTF-16 without a mark", utf16(text(VERSION_5)), ["encoding-guessed"]],
    ["UTF-16 of the other order", swapped(utf16(`\ufeff${text(VERSION_5)}`)), []],
    ["UTF-8", Buffer.from(text(VERSION_5)), []],
    ["the old kind, in a page of western Europe", Buffer.from(text("REGEDIT4"), "latin1"), ["encoding-guessed"]],
  ])("is %s", (_, bytes, notes) => {
    const dropped = readDroppedFiles([{ name: "a.reg", size: bytes.length, base64: bytes.toString("base64") }]);
    expect(dropped.notes.map(({ code }) => code)).toEqual(notes);
    expect(dropped.candidates).toMatchObject([
      { source: "putty", line: 3, draft: { name: "popeye", gateway: { host: "www.spinach.com", username: "olivé" } } },
    ]);
    expect(decodeFile("a.reg", bytes)).toMatchObject({ file: "a.reg" });
  });
});
