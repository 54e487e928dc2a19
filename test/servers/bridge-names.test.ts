import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectData, dataFrom, RawFtp } from "../support/clients/raw-ftp.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";

/** `größe`, `テスト`, `отчёт`, `报告`, and `последняя` with its two 0xFF, as bytes in latin1. */
const NAMES = [
  { encoding: "latin1", name: 'gr\xf6\xdfe "1".txt' },
  { encoding: "Shift-JIS", name: "\x83e\x83X\x83g.txt" },
  { encoding: "CP866", name: "\xae\xe2\xe7\xf1\xe2.txt" },
  { encoding: "GBK", name: "\xb1\xa8\xb8\xe6.txt" },
  { encoding: "windows-1251", name: "\xef\xee\xf1\xeb\xe5\xe4\xed\xff\xff.txt" },
  { encoding: "latin1, with bytes that are blanks to JavaScript", name: "\xa0a\x85\xa0b\xa0" },
  { encoding: "UTF-8", name: Buffer.from("größe ü.txt").toString("latin1") },
];

describeWith(["sshd", "ssh-keygen"], "a name in the bridge, whatever its encoding", () => {
  const folder = tempFolder();
  let sshd: Sshd;
  let bridge: Bridge;
  beforeAll(async () => {
    sshd = await startSshd();
    bridge = await openBridge(sshd);
  });
  afterAll(async () => {
    await bridge.close();
    await sshd.close();
    folder.remove();
  });

  const at = (path: string): Buffer => Buffer.from(`${folder.path}/${path}`, "latin1");

  it.each(NAMES.flatMap((each) => ["", "OPTS UTF8 ON"].map((option) => ({ ...each, option }))))(
    "in $encoding is listed, fetched, stored, renamed and removed by its bytes, after '$option'",
    async ({ name, option }) => {
      mkdirSync(at("d"), { recursive: true });
      writeFileSync(at(`d/${name}`), "spinach");
      const ftp = await RawFtp.connect(bridge.port);
      const code = async (line: string) => Number((await ftp.say(line)).slice(0, 3));
      if (option !== "") expect(await code(option)).toBe(200);
      expect(await code(`USER ${bridge.username}`)).toBe(331);
      expect(await code(`PASS ${bridge.password}`)).toBe(230);
      expect(await code(`CWD ${folder.path}/d`)).toBe(250);
      expect(await code("TYPE I")).toBe(200);

      expect((await ftp.fetch("NLST")).data).toBe(`${name}\r\n`);
      expect((await ftp.fetch(`NLST ${name.slice(0, 2)}*`)).data).toBe(`${name}\r\n`);
      expect((await ftp.fetch("LIST")).data.endsWith(` ${name}\r\n`)).toBe(true);
      expect((await ftp.fetch("MLSD")).data.endsWith(`; ${name}\r\n`)).toBe(true);
      expect(await ftp.say(`MLST ${name}`)).toContain(`/d/${name}\r\n`);
      expect(await ftp.say(`STAT ${name}`)).toContain(` ${name}\r\n`);
      expect(await ftp.say(`SIZE ${name}`)).toBe("213 7\r\n");
      expect(await code(`MDTM ${name}`)).toBe(213);
      expect(await code(`SITE CHMOD 600 ${name}`)).toBe(200);
      expect(await ftp.fetch(`RETR ${name}`)).toMatchObject({
        data: "spinach",
        replies: [expect.stringMatching(/^150 /), expect.stringMatching(/^226 /)],
      });

      const data = connectData((await ftp.passive()).port, "127.0.0.1");
      expect(await code(`STOR new-${name}`)).toBe(150);
      data.end("new");
      await dataFrom(data);
      expect(Number((await ftp.hear()).slice(0, 3))).toBe(226);
      expect(readFileSync(at(`d/new-${name}`), "utf8")).toBe("new");

      expect([await code(`RNFR ${name}`), await code(`RNTO old-${name}`)]).toEqual([350, 250]);
      expect([existsSync(at(`d/${name}`)), existsSync(at(`d/old-${name}`))]).toEqual([false, true]);
      expect([await code(`DELE old-${name}`), await code(`DELE new-${name}`)]).toEqual([250, 250]);
      expect(await ftp.say(`MKD ${name}`)).toContain(`/d/${name.replaceAll('"', '""')}" `);
      expect(await code(`CWD ${name}`)).toBe(250);
      expect(await ftp.say("PWD")).toContain(`/d/${name.replaceAll('"', '""')}" `);
      expect([await code("CDUP"), await code(`RMD ${name}`), existsSync(at(`d/${name}`))]).toEqual([250, 250, false]);
      ftp.close();
    },
  );

  /** What a client sees of a file that is there under this name. */
  async function inFolder(name: string) {
    mkdirSync(at("odd"), { recursive: true });
    const path = at(`odd/${name}`);
    writeFileSync(path, "spinach");
    const ftp = await RawFtp.connect(bridge.port);
    for (const line of [`USER ${bridge.username}`, `PASS ${bridge.password}`, `CWD ${folder.path}/odd`, "TYPE I"])
      expect((await ftp.say(line)).charAt(0)).toMatch(/[23]/);
    return { ftp, path, code: async (line: string) => Number((await ftp.say(line)).slice(0, 3)) };
  }

  it.each([
    ["inside", "a\rb", "a\r\0b"],
    ["inside, sent as it is", "a\rb", "a\rb"],
    ["at its end", "Icon\r", "Icon\r\0"],
    ["before a blank, twice", "\r\r x", "\r\0\r\0 x"],
  ])(
    "with a CR %s is fetched, renamed and removed by CR NUL, and breaks no line of a listing",
    async (_, name, sent) => {
      const { ftp, path, code } = await inFolder(name);
      expect(await ftp.say(`SIZE ${sent}`)).toBe("213 7\r\n");
      expect((await ftp.fetch(`RETR ${sent}`)).data).toBe("spinach");
      for (const verb of ["LIST", "NLST", "MLSD"]) {
        const { data, replies } = await ftp.fetch(verb);
        expect([verb, data, replies[1]]).toEqual([
          verb,
          "",
          expect.stringContaining("1 with a line break in the name"),
        ]);
      }
      expect((await ftp.say("STAT .")).split("\r\n")).toHaveLength(3);
      expect([await code(`RNFR ${sent}`), await code(`RNTO z-${sent}`)]).toEqual([350, 250]);
      expect([existsSync(path), existsSync(at(`odd/z-${name}`))]).toEqual([false, true]);
      expect(await code(`DELE z-${sent}`)).toBe(250);
      expect(await ftp.say(`MKD ${sent}`)).toContain(`/odd/${name.replaceAll("\r", "\r\0")}" is made.\r\n`);
      expect(await code(`CWD ${sent}`)).toBe(250);
      expect(await ftp.say("PWD")).toContain(`/odd/${name.replaceAll("\r", "\r\0")}" is`);
      expect([await code("CDUP"), await code(`RMD ${sent}`), existsSync(path)]).toEqual([250, 250, false]);
      ftp.close();
    },
  );

  it("ends before the CRs of a line that ends in CR CR LF, as with ProFTPD and vsftpd", async () => {
    const { ftp, path, code } = await inFolder("plain");
    expect([await ftp.say("SIZE plain\r"), await code("DELE plain\r\r")]).toEqual(["213 7\r\n", 250]);
    expect(existsSync(path)).toBe(false);
    ftp.close();
  });

  it.each(["c\nd", "\n", "x\r\ny", "type=dir; \n type=file; z"])(
    "with a line feed (%j) is in no listing, which goes on behind it",
    async (name) => {
      const { ftp, path } = await inFolder(name);
      writeFileSync(at("odd/~last"), "");
      symlinkSync("nowhere\n226 over\r\n", at("odd/link"));
      for (const verb of ["LIST", "NLST", "MLSD"]) {
        const lines = (await ftp.fetch(verb)).data.split("\r\n");
        expect(lines.map((line) => line.replace(/^(?:.* )?(~last|link)( -> .*)?$/s, "$1$2")).sort()).toEqual(
          ["", verb === "LIST" ? "link -> nowhere?226 over??" : "link", "~last"].sort(),
        );
      }
      expect((await ftp.say("STAT .")).split("\r\n")).toHaveLength(5);
      for (const each of [path, at("odd/~last"), at("odd/link")]) unlinkSync(each);
      ftp.close();
    },
  );

  it("with NUL is refused, and with Telnet's IAC is taken as its bytes, once or doubled", async () => {
    const { ftp, path, code } = await inFolder("f\xff");
    const doubled = at("odd/g\xff\xff");
    writeFileSync(doubled, "spinach");
    expect([await code("SIZE f\0"), await code("MKD a\0b"), await code("STOR f\xff\0")]).toEqual([501, 501, 501]);
    expect([await code("SIZE f\xff"), await code("SIZE g\xff\xff"), await code("SIZE f\xff\xff")]).toEqual([
      213, 213, 550,
    ]);
    expect((await ftp.fetch("NLST")).data.split("\r\n").sort()).toEqual(["", "f\xff", "g\xff\xff"]);
    for (const each of [path, doubled]) unlinkSync(each);
    ftp.close();
  });
});
