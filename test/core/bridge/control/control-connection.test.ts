import { connect } from "node:net";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatFactTime } from "../../../../src/core/bridge/listing/mlst-facts.js";
import { FtpSession, read } from "../../../support/clients/ftp-session.js";
import { standOn, type BridgeSetup } from "../../../support/fixtures/bridge-setup.js";

let setup: BridgeSetup;
beforeAll(async () => {
  setup = await standOn();
});
afterAll(() => setup.clear());

const codeOf = async (line: string): Promise<number> => {
  const ftp = await setup.converse();
  const { code } = await ftp.say(line);
  ftp.close();
  return code;
};

describe("a verb", () => {
  it.each([
    ["XYZZY", 502],
    ["AUTH TLS", 502],
    ["retr", 501],
    ["RETR nowhere", 425],
    ["", 500],
    ["\u00e9t\u00e9", 500],
    ["PWD now", 501],
    ["SIZE", 501],
    ["STOR ", 501],
    ["REST x", 501],
    ["REST -1", 501],
    ["MFMT yesterday a", 501],
    ["MFMT 20260101000000", 501],
    ["SITE CHMOD 9 a", 501],
    ["SITE CHMOD", 501],
    ["SITE UMASK 022", 504],
    ["SITE HELP", 214],
    ["TYPE A", 200],
    ["TYPE A N", 200],
    ["TYPE L 8", 200],
    ["TYPE E", 504],
    ["TYPE X", 501],
    ["MODE S", 200],
    ["MODE B", 504],
    ["MODE Q", 501],
    ["STRU F", 200],
    ["STRU R", 504],
    ["STRU X", 501],
    ["ALLO 100", 200],
    ["ALLO many", 501],
    ["NOOP", 200],
    ["SYST", 215],
    ["CLNT lftp", 200],
    ["OPTS UTF8 ON", 200],
    ["opts utf8 off", 200],
    ["OPTS UTF8 perhaps", 501],
    ["OPTS X", 501],
    ["OPTS MLST size;modify;", 200],
    ["RNTO b", 503],
    ["PASS again", 230],
    ["ABOR", 226],
    ["STAT", 211],
    ["HELP", 214],
    ["HELP RETR", 214],
    ["HELP XYZZY", 502],
    ["FEAT", 211],
    ["REIN", 220],
    ["QUIT", 221],
    ["ACCT a", 202],
    ["PORT 127,0,0,2,200,10", 501],
    ["PORT 127,0,0,1,0,21", 501],
    ["PORT x", 501],
    ["EPRT |1|127.0.0.1|50000|", 200],
    ["EPRT |2|::1|50000|", 522],
    ["EPSV 2", 522],
    ["EPSV x", 501],
    ["EPSV 1", 229],
    ["PASV", 227],
    ["EPSV ALL", 200],
    ["SIZE nowhere", 550],
    ["MDTM nowhere", 550],
    ["MLST nowhere", 550],
    ["STAT nowhere", 550],
    ["CWD nowhere", 550],
    ["DELE nowhere", 550],
    ["RMD nowhere", 550],
    ["RNFR nowhere", 550],
    ["MKD /", 550],
    ["CWD a\rb", 550],
    ["CWD a\r\0b", 550],
    ["CWD .\r", 250],
    ["NOOP\r", 200],
    ["CWD a\0b", 501],
  ])("%j is answered by %i", async (line, code) => expect(await codeOf(line)).toBe(code));

  it("is refused before the login, but for those that need none", async () => {
    const ftp = FtpSession.dial(setup.bridge);
    expect((await ftp.hear()).code).toBe(220);
    for (const [line, code] of [
      ["PWD", 530],
      ["LIST", 530],
      ["RETR a", 530],
      ["PASS x", 503],
      ["FEAT", 211],
      ["SYST", 215],
      ["NOOP", 200],
      ["OPTS UTF8 ON", 200],
      ["XYZZY", 502],
    ] as const) {
      expect([line, (await ftp.say(line)).code]).toEqual([line, code]);
    }
    ftp.close();
  });

  it("waits for the one before it, wherever the network cuts the lines", async () => {
    const ftp = await setup.converse();
    for (const byte of Buffer.from("PWD\r\nNOOP\r\nSYST\r\n")) ftp.socket.write(Buffer.of(byte));
    expect([(await ftp.hear()).code, (await ftp.hear()).code, (await ftp.hear()).code]).toEqual([257, 200, 215]);
    ftp.close();
  });

  it("refuses PASV, PORT and EPRT after EPSV ALL", async () => {
    const ftp = await setup.converse();
    await ftp.say("EPSV ALL");
    expect([
      (await ftp.say("PASV")).code,
      (await ftp.say("PORT 127,0,0,1,200,10")).code,
      (await ftp.say("EPRT |1|127.0.0.1|50000|")).code,
      (await ftp.say("EPSV")).code,
    ]).toEqual([503, 503, 503, 229]);
    ftp.close();
  });
});

describe("the login", () => {
  it("says nothing of which was wrong, hangs up after five wrong tries, and lets the owner in all the same", async () => {
    const other = await standOn();
    const ftp = FtpSession.dial(other.bridge);
    await ftp.hear();
    const replies: string[] = [];
    for (let tries = 0; tries < 5; tries++) {
      await ftp.say(tries % 2 === 0 ? "USER nobody" : `USER ${other.bridge.username}`);
      replies.push((await ftp.say(`PASS ${tries % 2 === 0 ? other.bridge.password : "wrong"}`)).text);
    }
    expect(new Set(replies.slice(0, 4)).size).toBe(1);
    expect(replies[4]).toMatch(/^421 /);
    expect(await ftp.closed).toBe("ended");
    const owner = await FtpSession.logIn(other.bridge);
    owner.close();
    await other.clear();
  });

  it("lets whoever comes in where the profile says so, and keeps a password otherwise out of every status", async () => {
    const open = await standOn({}, { login: { any: true } });
    const ftp = FtpSession.dial(open.bridge);
    await ftp.hear();
    await ftp.say("USER scanner");
    expect((await ftp.say("PASS")).code).toBe(230);
    ftp.close();
    await open.clear();
    expect(JSON.stringify(setup.bridge.status())).not.toContain(setup.bridge.password);
  });

  it("tells why the gateway gives no SFTP", async () => {
    const without = await standOn({ without: true });
    const ftp = FtpSession.dial(without.bridge);
    await ftp.hear();
    await ftp.say(`USER ${without.bridge.username}`);
    expect((await ftp.say(`PASS ${without.bridge.password}`)).text).toMatch(/^421 .*offers no SFTP/);
    expect(await ftp.closed).toBe("ended");
    expect(without.bridge.status().forwards[0]?.trouble).toMatchObject({
      code: "bridge.no-sftp",
      cause: "no-subsystem",
    });
    await without.clear();
  });

  it.each(["0.0.0.0", "192.168.7.7"])("is not offered at %s where nobody is named who may connect", async (listen) => {
    await expect(standOn({}, { listen })).rejects.toThrow("allow-missing");
  });
});

describe("another protocol on the control port", () => {
  it.each([
    ["TLS", "\x16\x03\x01\x00\xee\x01"],
    ["SSH", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["SSH", "SSH-"],
    ["a web browser", "USER / HTTP/1.1\r\nHost: evil.test\r\n\r\nUSER olive\r\nPASS x\r\nDELE a\r\n"],
    ["another protocol", "\0\x03\0\x50\x21\x12\xa4\x42\r\nUSER olive\r\n"],
    ["a web browser", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ["a web browser", "POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\nUSER olive\r\nPASS x\r\nDELE a\r\n"],
  ])("as %s is cut off at once", async (speaks, said) => {
    const { bridge } = setup;
    const heard = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(bridge.port, bridge.host, () => socket.write(said, "latin1"));
      socket
        .on("data", (chunk) => {
          text += chunk.toString();
        })
        .on("error", () => undefined)
        .on("close", () => resolve(text));
    });
    expect(heard.split("\r\n").filter((line) => line !== "" && !line.startsWith("220"))).toEqual([]);
    expect(bridge.status().forwards[0]?.trouble).toEqual({ code: "bridge.not-ftp", speaks });
  });
});

describe("a file", () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) & 255));

  it("is shown while it passes as the client named it, fetched or stored", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("seen"), Buffer.alloc(20 << 20)); // more than waits anywhere
    for (const verb of ["RETR", "STOR"]) {
      const data = await ftp.data();
      expect((await ftp.say(`${verb} seen`)).code).toBe(150);
      expect(setup.bridge.status().forwards[0]?.transfers).toMatchObject([{ verb, path: "seen" }]);
      data.resume().end();
      expect((await ftp.hear()).code).toBe(226);
    }
  });

  it("is stored and fetched to the byte, and from a place in it", async () => {
    const ftp = await setup.converse();
    expect((await ftp.store("STOR a b.bin", bytes)).replies).toEqual([150, 226]);
    expect(readFileSync(setup.folder.file("a b.bin")).equals(bytes)).toBe(true);
    expect((await ftp.say("SIZE a b.bin")).text).toBe("213 300000\r\n");
    await ftp.say("REST 299990");
    const rest = await ftp.fetch("RETR a b.bin");
    expect([rest.replies, rest.bytes.equals(bytes.subarray(299_990)), rest.broken]).toEqual([[150, 226], true, false]);
    const whole = await ftp.fetch("RETR a b.bin");
    expect(whole.bytes.equals(bytes)).toBe(true);
    ftp.close();
  });

  it("goes on at REST, is added to by APPE, and gets a name by STOU", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("grow"), "0123456789");
    await ftp.say("REST 5");
    expect((await ftp.store("STOR grow", Buffer.from("abc"))).replies).toEqual([150, 226]);
    expect(readFileSync(setup.folder.file("grow"), "utf8")).toBe("01234abc89");
    await ftp.store("APPE grow", Buffer.from("XY"));
    expect(readFileSync(setup.folder.file("grow"), "utf8")).toBe("01234abc89XY");
    const stored = await ftp.store("STOU", Buffer.from("unique"));
    const name = /as (\S+)\.\r\n$/.exec(stored.last.text)?.[1] ?? "";
    expect(readFileSync(name, "utf8")).toBe("unique");
    ftp.close();
  });

  it("is neither sent nor stored from behind its end", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("short"), "12345");
    for (const line of ["RETR short", "STOR short"]) {
      await ftp.say("REST 6");
      expect(
        (line.startsWith("RETR") ? await ftp.fetch(line) : await ftp.store(line, Buffer.from("x"))).replies,
      ).toEqual([554]);
    }
    expect(readFileSync(setup.folder.file("short"), "utf8")).toBe("12345");
    ftp.close();
  });

  it("has its line ends translated in ASCII type, both ways, and then no size", async () => {
    const ftp = await setup.converse();
    await ftp.say("TYPE A");
    await ftp.store("STOR lines", Buffer.from("one\r\ntwo\r\n"));
    expect(readFileSync(setup.folder.file("lines"), "utf8")).toBe("one\ntwo\n");
    expect((await ftp.fetch("RETR lines")).bytes.toString()).toBe("one\r\ntwo\r\n");
    expect((await ftp.say("SIZE lines")).code).toBe(550);
    await ftp.say("REST 3");
    expect((await ftp.fetch("RETR lines")).replies).toEqual([504]);
    ftp.close();
  });

  it("is not emptied for a client that never makes the data connection", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("keep"), "precious");
    expect((await ftp.say("STOR keep")).code).toBe(425);
    expect(readFileSync(setup.folder.file("keep"), "utf8")).toBe("precious");
    ftp.close();
  });

  it("is renamed over another, deleted, given a mode and a time", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("from"), "from");
    writeFileSync(setup.folder.file("to"), "to");
    expect((await ftp.say("RNFR from")).code).toBe(350);
    expect((await ftp.say("RNTO to")).code).toBe(250);
    expect([(await ftp.say("SITE CHMOD 640 to")).code, (await ftp.say("MFMT 20200102030405 to")).text]).toEqual([
      200,
      "213 Modify=20200102030405; to\r\n",
    ]);
    expect([statSync(setup.folder.file("to")).mode & 0o777, (await ftp.say("MDTM to")).text]).toEqual([
      0o640,
      "213 20200102030405\r\n",
    ]);
    expect([(await ftp.say("RNFR to")).code, (await ftp.say("NOOP")).code, (await ftp.say("RNTO x")).code]).toEqual([
      350, 200, 503,
    ]);
    expect([(await ftp.say("DELE to")).code, existsSync(setup.folder.file("to"))]).toEqual([250, false]);
    ftp.close();
  });

  it("is broken off by ABOR: 426 for the transfer, 226 for ABOR, and the talk goes on", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("long"), Buffer.alloc(40 << 20));
    const socket = await ftp.data();
    socket.pause();
    expect((await ftp.say("RETR long")).code).toBe(150);
    expect((await ftp.say("STAT")).code).toBe(213);
    ftp.socket.write(Buffer.from([0xff, 0xf4, 0xff, 0xf2]));
    expect((await ftp.say("ABOR")).code).toBe(426);
    expect((await ftp.hear()).code).toBe(226);
    socket.destroy();
    expect((await ftp.say("PWD")).code).toBe(257);
    await expect.poll(() => setup.gateway.handles()).toBe(0);
    ftp.close();
  });
});

describe("a folder", () => {
  it("is made, entered, listed in three ways, and removed", async () => {
    const ftp = await setup.converse();
    expect((await ftp.say('MKD été "x"')).text).toContain('été ""x"""');
    expect((await ftp.say('CWD été "x"')).code).toBe(250);
    await ftp.store("STOR a ü.txt", Buffer.from("12345"));
    mkdirSync(setup.folder.file('été "x"/sub'));
    symlinkSync("a ü.txt", setup.folder.file('été "x"/link'));
    symlinkSync("sub", setup.folder.file('été "x"/to-sub'));
    symlinkSync("nowhere", setup.folder.file('été "x"/dead'));
    writeFileSync(setup.folder.file('été "x"/.hidden'), "");
    writeFileSync(setup.folder.file('été "x"/new\nline'), "");

    const names = async (line: string) =>
      (await ftp.fetch(line)).bytes
        .toString()
        .split("\r\n")
        .filter((text) => text !== "")
        .sort();
    expect(await names("NLST")).toEqual([".hidden", "a ü.txt", "dead", "link", "sub", "to-sub"]);
    expect(await names("NLST -la *.txt")).toEqual(["a ü.txt"]);
    expect((await names("LIST -a")).map((text) => text.replace(/^(.).{9} .* \d\d:\d\d /, "$1 ")).sort()).toEqual([
      "- .hidden",
      "- a ü.txt",
      "d sub",
      "l dead -> nowhere",
      "l link -> a ü.txt",
      "l to-sub -> sub",
    ]);
    expect(await names("MLSD")).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^type=file;size=5;modify=\d{14};unique=[\w-]{22};UNIX\.mode=0644;.* a ü\.txt$/),
        expect.stringMatching(/^type=dir;.* sub$/),
        expect.stringMatching(/^type=file;size=5;.* link$/),
        expect.stringMatching(/^type=dir;.* to-sub$/),
        expect.stringMatching(/^type=OS\.unix=symlink;.* dead$/),
      ]),
    );
    expect((await ftp.say("MLST to-sub")).text).toMatch(/\r\n type=dir;/);
    expect((await ftp.say("MLST dead")).text).toMatch(/\r\n type=OS\.unix=symlink;/);
    expect((await ftp.fetch("LIST")).last.text).toMatch(/^226 .*1 with a line break/);
    expect((await ftp.fetch("MLSD a ü.txt")).replies).toEqual([501]);
    expect((await ftp.fetch("LIST nowhere")).replies).toEqual([550]);
    expect(await names("NLST a ü.txt")).toEqual(["a ü.txt"]);
    expect((await ftp.say("MLST a ü.txt")).text).toMatch(/^250-.*\r\n type=file;size=5;.* \/.*a ü\.txt\r\n250 /);
    expect((await ftp.say("STAT .")).text).toMatch(/^213-.*\r\n(?: .*\r\n){6}213 /);
    expect([(await ftp.say("CDUP")).code, (await ftp.say('RMD été "x"')).code]).toEqual([250, 550]);
    expect([
      (await ftp.say("XMKD d")).code,
      (await ftp.say("XCWD d")).code,
      (await ftp.say("XPWD")).code,
      (await ftp.say("XCUP")).code,
      (await ftp.say("XRMD d")).code,
    ]).toEqual([257, 250, 257, 250, 250]);
    ftp.close();
  });

  it("keeps its times to the second in MLSD", async () => {
    const ftp = await setup.converse();
    mkdirSync(setup.folder.file("times"));
    writeFileSync(setup.folder.file("times/a"), "");
    await ftp.say("MFMT 19991231235959 times/a");
    expect((await ftp.fetch("MLSD times")).bytes.toString()).toContain("modify=19991231235959;");
    expect(formatFactTime(statSync(setup.folder.file("times/a")).mtimeMs)).toBe("19991231235959");
    ftp.close();
  });
});

describe("a data connection", () => {
  it("is made by PORT and EPRT too", async () => {
    const { createServer } = await import("node:net");
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("called"), "back");
    for (const verb of ["PORT", "EPRT"] as const) {
      const came = new Promise<Buffer>((resolve) => {
        const server = createServer((socket) => {
          void read(socket).then(({ bytes }) => resolve(bytes));
          server.close();
        });
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as { port: number };
          ftp.socket.write(
            verb === "PORT" ? `PORT 127,0,0,1,${port >> 8},${port & 255}\r\n` : `EPRT |1|127.0.0.1|${port}|\r\n`,
          );
        });
      });
      expect((await ftp.hear()).code).toBe(200);
      expect([(await ftp.say("RETR called")).code, (await ftp.hear()).code]).toEqual([150, 226]);
      expect((await came).toString()).toBe("back");
    }
    ftp.close();
  });

  it("that nobody makes is refused by 425, and PORT to nobody too", async () => {
    const ftp = await setup.converse();
    await ftp.say("PORT 127,0,0,1,255,255");
    writeFileSync(setup.folder.file("some"), "some");
    expect((await ftp.say("RETR some")).code).toBe(425);
    ftp.close();
  });

  it("comes on IPv6 where the client does", async () => {
    const six = await standOn({}, { listen: "::1" });
    const ftp = await six.converse();
    expect([(await ftp.say("PASV")).code, (await ftp.say("EPSV 1")).code, (await ftp.say("EPSV 2")).code]).toEqual([
      425, 522, 229,
    ]);
    expect((await ftp.fetch("LIST")).replies).toEqual([150, 226]);
    ftp.close();
    await six.clear();
  });
});
