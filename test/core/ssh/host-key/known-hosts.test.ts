import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostKeyFacts, randomart } from "../../../../src/core/ssh/host-key/fingerprint.js";
import {
  trustLinesFor,
  damagedLines,
  knownKeyTypes,
  formatLine,
  hasHashedNames,
  judgeHostKey,
} from "../../../../src/core/ssh/host-key/known-hosts.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import { measureWork } from "../../../fuzz/measure-work.js";

const FILE = "/home/olive/.ssh/known_hosts";
/** As many fields as a key of that type has behind its name. */
const blob = (type: string, fill: number, fields = type === "ssh-rsa" || type.startsWith("ecdsa") ? 2 : 1): Buffer =>
  Buffer.concat([
    wireString(type),
    ...Array.from({ length: fields }, (_, index) => wireString(Buffer.alloc(32, fill + index))),
  ]);
const ed25519 = blob("ssh-ed25519", 1);
const otherEd25519 = blob("ssh-ed25519", 2);
const rsa = blob("ssh-rsa", 3);
const ecdsa = blob("ecdsa-sha2-nistp256", 4);

const typeOf = (key: Buffer): string => hostKeyFacts(key).keyType;
const line = (names: string, key: Buffer, rest = ""): string =>
  `${names} ${typeOf(key)} ${key.toString("base64")}${rest}`;
const lineOf = (key: Buffer, number: number) => ({ ...hostKeyFacts(key), file: FILE, line: number });
const kept = (key: Buffer, number: number) => ({ ...lineOf(key, number), randomart: randomart(key) });
const judge = (text: string, key = ed25519, host = "www.spinach.com", port = 22) =>
  judgeHostKey(text, FILE, host, port, key);

describe("verdictOn", () => {
  it.each([
    { written: "the bare name", text: line("www.spinach.com", ed25519) },
    { written: "a name in capitals", text: line("WWW.Spinach.COM", ed25519) },
    { written: "a list of names", text: line("spinach,10.0.0.1,www.spinach.com", ed25519) },
    { written: "a star", text: line("*.spinach.com", ed25519) },
    { written: "stars and question marks", text: line("w?w.*ach.*", ed25519) },
    { written: "a negation that does not fit", text: line("*.spinach.com,!ftp.spinach.com", ed25519) },
    {
      written: "the name with a comment behind the key",
      text: line("www.spinach.com", ed25519, " olive@laptop two words"),
    },
    {
      written: "tabs and many blanks between",
      text: ` \t${line("www.spinach.com", ed25519).replaceAll(" ", "\t  ")}  `,
    },
    { written: "line ends of Windows", text: `# mine\r\n${line("www.spinach.com", ed25519)}\r\n` },
    { written: "a byte order mark", text: `\uFEFF${line("www.spinach.com", ed25519)}` },
    {
      written: "an older key of another type before it",
      text: `${line("www.spinach.com", rsa)}\n${line("www.spinach.com", ed25519)}`,
    },
    {
      written: "another key of the same type before it",
      text: `${line("www.spinach.com", otherEd25519)}\n${line("www.spinach.com", ed25519)}`,
    },
    {
      written: "blank, damaged and foreign lines around it",
      text: `\n\n#\n@\nrubbish\nwww.spinach.com\nwww.spinach.com ssh-ed25519\nwww.spinach.com ssh-rsa ${ed25519.toString("base64")}\nwww.spinach.com 1024 35 12345\nwww.spinach.com ssh-ed25519 AA\u0000A=\n@new www.spinach.com ssh-ed25519 AAAA\n${line("www.spinach.com", ed25519)}\n|1|x|y ssh-rsa A`,
    },
  ])("knows a host by $written", ({ text }) => {
    expect(judge(text)).toEqual({ kind: "known" });
  });

  it.each([
    { written: "an empty file", text: "" },
    { written: "another host", text: line("ftp.spinach.com", ed25519) },
    { written: "a longer name", text: line("www.spinach.com.evil.net", ed25519) },
    { written: "a part of the name", text: line("spinach.com", ed25519) },
    { written: "a pattern with a negation that fits", text: line("*.spinach.com,!www.*", ed25519) },
    { written: "a negation before the pattern", text: line("!www.spinach.com,*", ed25519) },
    { written: "a negation alone", text: line("!ftp.spinach.com", ed25519) },
    { written: "the name with the port that SSH has anyway", text: line("[www.spinach.com]:22", ed25519) },
    { written: "another port", text: line("[www.spinach.com]:2222", ed25519) },
    {
      written: "the name in a comment",
      text: `#${line("www.spinach.com", ed25519)}\n# ${line("www.spinach.com", ed25519)}`,
    },
    { written: "a certificate authority with that key", text: `@cert-authority ${line("*.spinach.com", ed25519)}` },
    { written: "a key that is revoked for another host", text: `@revoked ${line("ftp.spinach.com", ed25519)}` },
    { written: "another key that is revoked", text: `@revoked ${line("www.spinach.com", otherEd25519)}` },
    {
      written: "a hashed name inside a list",
      text: formatLine("www.spinach.com", 22, ed25519, { hashed: true }).replace(" ", ",ftp.spinach.com "),
    },
    { written: "a salt that is none", text: line("|1||", ed25519) },
  ])("does not know a host by $written", ({ text }) => {
    expect(judge(text)).toEqual({ kind: "unknown" });
  });

  it("calls a key changed, with the line that has the other one", () => {
    expect(judge(`# mine\n${line("www.spinach.com", otherEd25519)}\n`)).toEqual({
      kind: "changed",
      kept: [kept(otherEd25519, 2)],
    });
  });

  it("calls a key of a type never seen changed too, since anyone could offer one", () => {
    expect(judge(`${line("www.spinach.com", rsa)}\n`)).toEqual({ kind: "changed", kept: [kept(rsa, 1)] });
  });

  it("names every kept key of a changed host, those of the offered type first", () => {
    const text = [
      line("www.spinach.com", rsa),
      line("*", ecdsa),
      line("ftp.spinach.com", ed25519),
      line("www.spinach.com", otherEd25519),
    ].join("\n");
    expect(judge(text)).toEqual({ kind: "changed", kept: [kept(otherEd25519, 4), kept(rsa, 1), kept(ecdsa, 2)] });
  });

  it.each([
    {
      where: "after the line that knows it",
      text: `${line("www.spinach.com", ed25519)}\n@revoked ${line("*", ed25519)}`,
      at: 2,
    },
    {
      where: "before the line that knows it",
      text: `@revoked\t${line("www.spinach.com", ed25519)}\n${line("www.spinach.com", ed25519)}`,
      at: 1,
    },
    {
      where: "where other keys are kept",
      text: `${line("www.spinach.com", rsa)}\n@revoked ${line("*", ed25519)}`,
      at: 2,
    },
  ])("lets @revoked win $where", ({ text, at }) => {
    expect(judge(text)).toEqual({ kind: "revoked", kept: kept(ed25519, at) });
  });

  it("knows a port other than 22 by the name in brackets, and not by the bare one", () => {
    const text = line("[www.spinach.com]:2222", ed25519);
    expect(judge(text, ed25519, "www.spinach.com", 2222)).toEqual({ kind: "known" });
    expect(judge(line("www.spinach.com", ed25519), ed25519, "www.spinach.com", 2222)).toEqual({ kind: "unknown" });
  });

  it("knows addresses of both kinds", () => {
    expect(judge(line("::1", ed25519), ed25519, "::1")).toEqual({ kind: "known" });
    expect(judge(line("[::1]:2222", ed25519), ed25519, "::1", 2222)).toEqual({ kind: "known" });
    expect(judge(line("127.0.0.?", ed25519), ed25519, "127.0.0.1")).toEqual({ kind: "known" });
  });

  it("is looked through a few times at most: a line of a megabyte, hostile patterns, a long file", () => {
    const stars = line(`${"*a".repeat(500_000)}b`, ed25519);
    const names = line(`${"host,".repeat(200_000)}www.spinach.com`, ed25519);
    const blanks = " ".repeat(1_000_000);
    const hosts = Array.from({ length: 10_000 }, (_, index) =>
      formatLine(`host${index}`, 22, rsa, { hashed: true }),
    ).join("");
    const file = [stars, blanks, `@${blanks}`, `www.spinach.com${blanks}`, "!".repeat(1_000_000), hosts, names].join(
      "\n",
    );
    const work = measureWork(() => {
      expect(judge(file, ed25519, "a".repeat(255))).toEqual({ kind: "unknown" });
      expect(judge(names)).toEqual({ kind: "known" });
    });
    expect(work).toBeLessThan(20 * file.length);
  });

  it("never throws, whatever the file holds", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "\n",
        " ",
        ",",
        "*",
        "!",
        "@revoked ",
        "|1|",
        "www.spinach.com",
        "ssh-ed25519",
        ed25519.toString("base64"),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        fc.uint8Array(),
        (text, key) => {
          expect(["known", "unknown", "changed", "revoked"]).toContain(judge(text, Buffer.from(key)).kind);
          expect(() => [
            knownKeyTypes(text, "www.spinach.com", 22),
            trustLinesFor([{ text, file: FILE }], { host: "www.spinach.com", port: 22 }),
            hasHashedNames(text),
          ]).not.toThrow();
        },
      ),
    );
  });
});

describe("lineFor", () => {
  it.each([
    { host: "www.spinach.com", port: 22, starts: "www.spinach.com ssh-ed25519 AAAA" },
    { host: "WWW.Spinach.com", port: 2222, starts: "[www.spinach.com]:2222 ssh-ed25519 AAAA" },
    { host: "::1", port: 22, starts: "::1 ssh-ed25519 AAAA" },
  ])("writes $host and port $port as OpenSSH does", ({ host, port, starts }) => {
    expect(formatLine(host, port, ed25519, { hashed: false })).toMatch(
      new RegExp(`^${starts.replaceAll(/[[\].]/g, "\\$&")}[A-Za-z0-9+/=]+\n$`),
    );
  });

  it("is known when it is read again, for that host and port alone, hashed or not", () => {
    const host = fc.stringMatching(/^[A-Za-z0-9._:%-]{1,40}$/);
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (name, port, hashed) => {
        const text = `${line("elsewhere.example.com", rsa)}\n${formatLine(name, port, ed25519, { hashed })}`;
        expect(judge(text, ed25519, name, port)).toEqual({ kind: "known" });
        expect(judge(text, ed25519, `x${name}`, port)).toEqual({ kind: "unknown" });
        expect(judge(text, ed25519, name, port === 1 ? 2 : port - 1)).toEqual({ kind: "unknown" });
      }),
    );
  });

  it("salts each hashed name anew and shows nothing of it", () => {
    const lines = [1, 2].map(() => formatLine("www.spinach.com", 22, ed25519, { hashed: true }));
    expect(lines[0]).not.toBe(lines[1]);
    expect(lines.join("")).not.toContain("spinach");
  });

  it.each(["*", "!www.spinach.com", "a,b", "a b", "a\nb", "# a", "@revoked", "|1|", "w?w"])(
    "hashes the name %j, which would mean something else",
    (host) => {
      const written = formatLine(host, 22, ed25519, { hashed: false });
      expect(written).toMatch(/^\|1\|\S+ ssh-ed25519 \S+\n$/);
      expect(judge(written)).toEqual({ kind: "unknown" });
      expect(judge(written, ed25519, host)).toEqual({ kind: "known" });
    },
  );
});

describe("usesHashing", () => {
  it.each([
    { of: "an empty file", text: "", hashes: false },
    { of: "plain names", text: `${line("a", rsa)}\n`, hashes: false },
    { of: "a hashed name", text: `${line("a", rsa)}\n${formatLine("b", 22, rsa, { hashed: true })}`, hashes: true },
    {
      of: "a hashed name behind a marker",
      text: `@revoked ${formatLine("b", 22, rsa, { hashed: true })}`,
      hashes: true,
    },
    { of: "a comment", text: "# |1|a|b ssh-rsa AAAA\n", hashes: false },
  ])("says $hashes of $of", ({ text, hashes }) => {
    expect(hasHashedNames(text)).toBe(hashes);
  });
});

describe("a line that was cut", () => {
  const types = [
    blob("ssh-ed25519", 1),
    Buffer.concat([wireString("ssh-rsa"), wireString(Buffer.of(1, 0, 1)), wireString(Buffer.alloc(257, 7))]),
    blob("ssh-dss", 9, 4),
    blob("ecdsa-sha2-nistp256", 4),
    blob("sk-ssh-ed25519@openssh.com", 5, 2),
    blob("sk-ecdsa-sha2-nistp256@openssh.com", 5, 3),
    blob("ssh-to-come", 5, 3),
  ];

  it.each(types.map((key) => [typeOf(key), key] as const))(
    "anywhere in its %s key is not taken for a key, and told of",
    (type, key) => {
      const whole = line("www.spinach.com", key);
      expect(judge(whole, key)).toEqual({ kind: "known" });
      expect(damagedLines(whole, "www.spinach.com", 22)).toEqual([]);
      // of a type that is not known, a cut between two fields cannot be seen
      const cuts = Array.from({ length: whole.length - "www.spinach.com".length }, (_, cut) => whole.length - 1 - cut);
      const seen = cuts.filter((length) => judge(whole.slice(0, length)).kind === "changed");
      expect(seen.length).toBeLessThanOrEqual(type === "ssh-to-come" ? 6 : 0);
      if (type === "ssh-to-come") return;
      expect(
        cuts
          .filter((length) => whole.slice(0, length).trimEnd() !== whole)
          .every((length) => damagedLines(`# mine\n${whole.slice(0, length)}`, "www.spinach.com", 22)[0] === 2),
      ).toBe(true);
    },
  );

  it.each([
    ["glued to the next program's", `www.spinach.com ssh-ed25519 AAAAC3NzaC1${line("www.spinach.com", ed25519)}`, [1]],
    ["for another host", `ftp.spinach.com ssh-ed25519 AAAA\n`, []],
    ["in a comment", `# www.spinach.com ssh-ed25519 AAAA\n`, []],
    ["and is SSH 1's, with three numbers", "www.spinach.com 1024 35 12345\n", []],
    ["behind a hashed name", formatLine("www.spinach.com", 22, ed25519, { hashed: true }).slice(0, -20), [1]],
  ])("%s is told of where it names the host", (_, text, lines) => {
    expect(damagedLines(text, "www.spinach.com", 22)).toEqual(lines);
    expect(judge(text)).toEqual({ kind: "unknown" });
  });
});

describe("knownKeyTypes", () => {
  it("lists each type of a host's keys once, in the file's order, without the revoked and the authorities", () => {
    const text = [
      line("www.spinach.com", rsa),
      line("ftp.spinach.com", blob("ssh-dss", 9, 4)),
      line("*.spinach.com", ed25519),
      line("www.spinach.com", otherEd25519),
      line("www.spinach.com", ecdsa),
      `@revoked ${line("*", ecdsa)}`,
      `@cert-authority ${line("*", blob("ecdsa-sha2-nistp521", 8))}`,
    ].join("\n");
    expect(knownKeyTypes(text, "www.spinach.com", 22)).toEqual(["ssh-rsa", "ssh-ed25519"]);
    expect(knownKeyTypes(text, "www.popeye.com", 22)).toEqual([]);
  });
});

describe("trustLinesFor", () => {
  it("finds the lines that vouch for a host's certificates, at another port too", () => {
    const text = `@cert-authority ${line("*.spinach.com", rsa)}\n@cert-authority ${line("*.olive.com", ed25519)}\n${line("www.spinach.com", ecdsa)}`;
    for (const port of [22, 2222])
      expect(trustLinesFor([{ text, file: FILE }], { host: "www.spinach.com", port })).toEqual([
        { marker: "@cert-authority", key: rsa, kept: lineOf(rsa, 1) },
      ]);
  });
});
