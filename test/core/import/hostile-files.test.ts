import { describe, expect, it } from "vitest";
import { readDroppedFiles } from "../../../src/core/import/read-source.js";
import { MAX_FILE_BYTES } from "../../../src/shared/import-export/import-candidate.js";

const names = (count: number, ending = "") =>
  Array.from({ length: count }, (_, index) => `h${index}${ending}`).join(" ");
const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");
const full = (start: string, piece: string) =>
  start + piece.repeat(Math.floor((MAX_FILE_BYTES - start.length) / piece.length));

const read = (text: string) => {
  const bytes = Buffer.from(text);
  return readDroppedFiles([{ name: "a file", size: bytes.length, base64: bytes.toString("base64") }], {
    username: "olive",
  });
};

/** Each took half a minute to hours, or a million notes, before there was a bound; a second is what they take now. */
describe("a file that is made to keep its reader busy", () => {
  it.each([
    {
      of: "patterns whose comparing takes the product of their lengths",
      text: `Host ${names(200, "a".repeat(400))}\n  Port 22\nHost ${Array.from({ length: 100 }, () => `${"*a".repeat(400)}b`).join(" ")}\n  Port 23\n`,
      candidates: 200,
    },
    {
      of: "thousands of keys for a thousand hosts",
      text: `Host ${names(1_000)}\n  Port 22\n${numbered(19_000, (index) => `IdentityFile k${index}\n`)}`,
      candidates: 15,
    },
    {
      of: "a thousand hosts among thousands of blocks",
      text: `Host ${names(1_000)}\n${"Host a* b* c* d* e* f* g* h*x i* j*\n".repeat(3_900)}`,
      candidates: 100,
    },
    {
      of: "ten thousand jump hosts",
      text: `Host ${names(1_000)}\n  ProxyJump ${names(10_000).replaceAll(" ", ",")}\n`,
      candidates: 1_000,
    },
    {
      of: "hosts that lead through each other",
      text: numbered(1_000, (index) => `Host h${index}\n  ProxyJump h${index + 1},h${index + 2}\n`),
      candidates: 100,
    },
    {
      of: "a list of a hundred thousand algorithms for a thousand hosts",
      text: `Host *\n  KexAlgorithms ${"a,".repeat(100_000)}\nHost ${names(1_000)}\n  Port 22\n`,
      candidates: 1_000,
    },
    { of: "settings without end", text: full("Host popeye\n", "Port 22\n"), candidates: 1 },
    {
      of: "nothing but line ends, as one of PuTTY's sessions",
      text: full("HostName=popeye\nProtocol=ssh\n", "\n"),
      candidates: 1,
    },
    {
      of: "lines that mean nothing, as a registry file",
      text: full("Windows Registry Editor Version 5.00\n", "x\n"),
      candidates: 0,
    },
    {
      of: "strings that are never closed, as a registry file",
      text: full("Windows Registry Editor Version 5.00\n", '"a"="\n'),
      candidates: 0,
    },
    {
      of: "bytes without end, as a registry file",
      text: full('Windows Registry Editor Version 5.00\n"a"=hex:01,\\\n', "00,\\\n"),
      candidates: 0,
    },
    {
      of: "bytes without end in one line, as a registry file",
      text: full('Windows Registry Editor Version 5.00\n[HKCU\\a]\n"a"=hex(2):', "41,00,"),
      candidates: 0,
    },
    {
      of: "a string without end, as a registry file",
      text: `${full('Windows Registry Editor Version 5.00\n[HKCU\\a]\n"a"="', "\\\\ab")}"`.slice(0, MAX_FILE_BYTES),
      candidates: 0,
    },
    {
      of: "escapes without end, as one of KiTTY's sessions",
      text: full("HostName\\popeye\\\nProtocol\\ssh\\\nUserName\\", "%20"),
      candidates: 1,
    },
    {
      of: "sections that stand twice, as WinSCP's",
      text: full("[Sessions\\popeye]\nHostName=popeye\n", "[a]\n"),
      candidates: 1,
    },
    {
      of: "a hundred thousand sites of FileZilla's",
      text: `<FileZilla3><Servers>${"<Server><Host>a</Host></Server>".repeat(100_000)}</Servers></FileZilla3>`,
      candidates: 2_000,
    },
    {
      of: "a million profiles that are none",
      text: `{"version":1,"profiles":[${"1,".repeat(1_000_000)}1]}`,
      candidates: 0,
    },
    {
      of: "twenty thousand profiles",
      text: `{"version":1,"profiles":[${Array.from({ length: 20_000 }, (_, index) => `{"id":"p${index}","name":"p","gateway":{"host":"a","username":"b"}}`).join(",")}]}`,
      candidates: 2_000,
    },
  ])("is given up in time, or read: $of", ({ text, candidates }) => {
    const began = process.cpuUsage();
    const reading = read(text);
    const { user, system } = process.cpuUsage(began);
    expect(reading.candidates.length).toBeGreaterThanOrEqual(candidates);
    expect(reading.candidates.length).toBeLessThanOrEqual(2_000);
    expect(reading.notes.length).toBeLessThanOrEqual(2_001);
    // a fraction of a second by itself, and hours where each byte is looked at anew; other tests' threads count as well
    expect((user + system) / 1_000_000).toBeLessThan(100);
  });

  it("is told of as holding more than is taken at once", () => {
    expect(
      read(`<FileZilla3><Servers>${"<Server><Host>a</Host></Server>".repeat(3_000)}</Servers></FileZilla3>`).notes,
    ).toEqual([{ code: "too-many", file: "a file", what: "2000" }]);
  });
});
