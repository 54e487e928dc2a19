import { connect } from "node:net";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sayFactTime } from "../../../src/core/bridge/mlst-facts.js";
import { FtpTalk, read } from "../../support/clients/ftp-session.js";
import { standOn, type Ground } from "../../support/fixtures/bridge-setup.js";

let ground: Ground;
beforeAll(async () => { ground = await standOn(); });
afterAll(() => ground.clear());

const codeOf = async (line: string): Promise<number> => {
  const talk = await ground.talk();
  const { code } = await talk.say(line);
  talk.close();
  return code;
};

describe("a verb", () => {
  it.each([
    ["XYZZY", 502], ["AUTH TLS", 502], ["retr", 501], ["RETR nowhere", 425], ["", 500], ["\u00e9t\u00e9", 500],
    ["PWD now", 501], ["SIZE", 501], ["STOR ", 501], ["REST x", 501], ["REST -1", 501], ["MFMT yesterday a", 501], ["MFMT 20260101000000", 501], ["SITE CHMOD 9 a", 501], ["SITE CHMOD", 501], ["SITE UMASK 022", 504], ["SITE HELP", 214],
    ["TYPE A", 200], ["TYPE A N", 200], ["TYPE L 8", 200], ["TYPE E", 504], ["TYPE X", 501], ["MODE S", 200], ["MODE B", 504], ["MODE Q", 501], ["STRU F", 200], ["STRU R", 504], ["STRU X", 501],
    ["ALLO 100", 202], ["ALLO many", 501], ["NOOP", 200], ["SYST", 215], ["CLNT lftp", 200], ["OPTS UTF8 ON", 200], ["opts utf8 off", 200], ["OPTS UTF8 perhaps", 501], ["OPTS X", 501], ["OPTS MLST size;modify;", 200],
    ["RNTO b", 503], ["PASS again", 230], ["ABOR", 226], ["STAT", 211], ["HELP", 214], ["HELP RETR", 214], ["HELP XYZZY", 502], ["FEAT", 211], ["REIN", 220], ["QUIT", 221], ["ACCT a", 202],
    ["PORT 127,0,0,2,200,10", 501], ["PORT 127,0,0,1,0,21", 501], ["PORT x", 501], ["EPRT |1|127.0.0.1|50000|", 200], ["EPRT |2|::1|50000|", 522], ["EPSV 2", 522], ["EPSV x", 501], ["EPSV 1", 229], ["PASV", 227], ["EPSV ALL", 200],
    ["SIZE nowhere", 550], ["MDTM nowhere", 550], ["MLST nowhere", 550], ["STAT nowhere", 550], ["CWD nowhere", 550], ["DELE nowhere", 550], ["RMD nowhere", 550], ["RNFR nowhere", 550], ["MKD /", 550], ["CWD a\rb", 553], ["CWD a\0b", 501],
  ])("%j is answered by %i", async (line, code) => expect(await codeOf(line)).toBe(code));

  it("is refused before the login, but for those that need none", async () => {
    const talk = FtpTalk.dial(ground.bridge);
    expect((await talk.hear()).code).toBe(220);
    for (const [line, code] of [["PWD", 530], ["LIST", 530], ["RETR a", 530], ["PASS x", 503], ["FEAT", 211], ["SYST", 215], ["NOOP", 200], ["OPTS UTF8 ON", 200], ["XYZZY", 502]] as const) {
      expect([line, (await talk.say(line)).code]).toEqual([line, code]);
    }
    talk.close();
  });

  it("waits for the one before it, wherever the network cuts the lines", async () => {
    const talk = await ground.talk();
    for (const byte of Buffer.from("PWD\r\nNOOP\r\nSYST\r\n")) talk.socket.write(Buffer.of(byte));
    expect([(await talk.hear()).code, (await talk.hear()).code, (await talk.hear()).code]).toEqual([257, 200, 215]);
    talk.close();
  });

  it("refuses PASV, PORT and EPRT after EPSV ALL", async () => {
    const talk = await ground.talk();
    await talk.say("EPSV ALL");
    expect([(await talk.say("PASV")).code, (await talk.say("PORT 127,0,0,1,200,10")).code, (await talk.say("EPRT |1|127.0.0.1|50000|")).code, (await talk.say("EPSV")).code]).toEqual([503, 503, 503, 229]);
    talk.close();
  });
});

describe("the login", () => {
  it("says nothing of which was wrong, and shuts after five wrong tries", async () => {
    const other = await standOn();
    const replies: string[] = [];
    for (let tries = 0; tries < 5; tries++) {
      const talk = FtpTalk.dial(other.bridge);
      await talk.hear();
      await talk.say(tries % 2 === 0 ? "USER nobody" : `USER ${other.bridge.username}`);
      replies.push((await talk.say(`PASS ${tries % 2 === 0 ? other.bridge.password : "wrong"}`)).text);
      talk.close();
    }
    expect(new Set(replies.slice(0, 4)).size).toBe(1);
    expect(replies[4]).toMatch(/^421 /);
    await expect(FtpTalk.logIn(other.bridge)).rejects.toThrow("421");
    await other.clear();
  });

  it("lets whoever comes in where the profile says so, and keeps a password otherwise out of every status", async () => {
    const open = await standOn({}, { login: { any: true } });
    const talk = FtpTalk.dial(open.bridge);
    await talk.hear();
    await talk.say("USER scanner");
    expect((await talk.say("PASS")).code).toBe(230);
    talk.close();
    await open.clear();
    expect(JSON.stringify(ground.bridge.status())).not.toContain(ground.bridge.password);
  });

  it("tells why the gateway gives no SFTP", async () => {
    const without = await standOn({ without: true });
    const talk = FtpTalk.dial(without.bridge);
    await talk.hear();
    await talk.say(`USER ${without.bridge.username}`);
    expect((await talk.say(`PASS ${without.bridge.password}`)).text).toMatch(/^421 .*offers no SFTP/);
    expect(await talk.closed).toBe("ended");
    expect(without.bridge.status().forwards[0]?.trouble).toMatchObject({ code: "bridge.no-sftp", cause: "no-subsystem" });
    await without.clear();
  });

  it.each(["0.0.0.0", "192.168.7.7"])("is not offered at %s: that row is refused", async (listen) => {
    await expect(standOn({}, { listen })).rejects.toThrow("bridge.not-loopback");
  });
});

describe("another protocol on the control port", () => {
  it.each([
    ["TLS", "\x16\x03\x01\x00\xee\x01"], ["SSH", "SSH-2.0-OpenSSH_9.2\r\n"], ["a web browser", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ["a web browser", "POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\nUSER olive\r\nPASS x\r\nDELE a\r\n"],
  ])("as %s is cut off at once", async (speaks, said) => {
    const { bridge } = ground;
    const heard = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(bridge.port, bridge.host, () => socket.write(said, "latin1"));
      socket.on("data", (chunk) => { text += chunk.toString(); }).on("error", () => undefined).on("close", () => resolve(text));
    });
    expect(heard.split("\r\n").filter((line) => line !== "" && !line.startsWith("220"))).toEqual([]);
    expect(bridge.status().forwards[0]?.trouble).toEqual({ code: "bridge.not-ftp", speaks });
  });
});

describe("a file", () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) & 255));

  it("is shown while it passes as the client named it, fetched or stored", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("seen"), Buffer.alloc(20 << 20)); // more than waits anywhere
    for (const verb of ["RETR", "STOR"]) {
      const data = await talk.data();
      expect((await talk.say(`${verb} seen`)).code).toBe(150);
      expect(ground.bridge.status().forwards[0]?.transfers).toMatchObject([{ verb, path: "seen" }]);
      data.resume().end();
      expect((await talk.hear()).code).toBe(226);
    }
  });

  it("is stored and fetched to the byte, and from a place in it", async () => {
    const talk = await ground.talk();
    expect((await talk.store("STOR a b.bin", bytes)).replies).toEqual([150, 226]);
    expect(readFileSync(ground.folder.file("a b.bin")).equals(bytes)).toBe(true);
    expect((await talk.say("SIZE a b.bin")).text).toBe("213 300000\r\n");
    await talk.say("REST 299990");
    const rest = await talk.fetch("RETR a b.bin");
    expect([rest.replies, rest.bytes.equals(bytes.subarray(299_990)), rest.broken]).toEqual([[150, 226], true, false]);
    const whole = await talk.fetch("RETR a b.bin");
    expect(whole.bytes.equals(bytes)).toBe(true);
    talk.close();
  });

  it("goes on at REST, is added to by APPE, and gets a name by STOU", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("grow"), "0123456789");
    await talk.say("REST 5");
    expect((await talk.store("STOR grow", Buffer.from("abc"))).replies).toEqual([150, 226]);
    expect(readFileSync(ground.folder.file("grow"), "utf8")).toBe("01234abc89");
    await talk.store("APPE grow", Buffer.from("XY"));
    expect(readFileSync(ground.folder.file("grow"), "utf8")).toBe("01234abc89XY");
    const stored = await talk.store("STOU", Buffer.from("unique"));
    const name = /as (\S+)\.\r\n$/.exec(stored.last.text)?.[1] ?? "";
    expect(readFileSync(name, "utf8")).toBe("unique");
    talk.close();
  });

  it("is neither sent nor stored from behind its end", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("short"), "12345");
    for (const line of ["RETR short", "STOR short"]) {
      await talk.say("REST 6");
      expect((line.startsWith("RETR") ? await talk.fetch(line) : await talk.store(line, Buffer.from("x"))).replies).toEqual([554]);
    }
    expect(readFileSync(ground.folder.file("short"), "utf8")).toBe("12345");
    talk.close();
  });

  it("has its line ends translated in ASCII type, both ways, and then no size", async () => {
    const talk = await ground.talk();
    await talk.say("TYPE A");
    await talk.store("STOR lines", Buffer.from("one\r\ntwo\r\n"));
    expect(readFileSync(ground.folder.file("lines"), "utf8")).toBe("one\ntwo\n");
    expect((await talk.fetch("RETR lines")).bytes.toString()).toBe("one\r\ntwo\r\n");
    expect((await talk.say("SIZE lines")).code).toBe(550);
    await talk.say("REST 3");
    expect((await talk.fetch("RETR lines")).replies).toEqual([504]);
    talk.close();
  });

  it("is not emptied for a client that never makes the data connection", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("keep"), "precious");
    expect((await talk.say("STOR keep")).code).toBe(425);
    expect(readFileSync(ground.folder.file("keep"), "utf8")).toBe("precious");
    talk.close();
  });

  it("is renamed over another, deleted, given a mode and a time", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("from"), "from");
    writeFileSync(ground.folder.file("to"), "to");
    expect((await talk.say("RNFR from")).code).toBe(350);
    expect((await talk.say("RNTO to")).code).toBe(250);
    expect([(await talk.say("SITE CHMOD 640 to")).code, (await talk.say("MFMT 20200102030405 to")).text]).toEqual([200, "213 Modify=20200102030405; to\r\n"]);
    expect([statSync(ground.folder.file("to")).mode & 0o777, (await talk.say("MDTM to")).text]).toEqual([0o640, "213 20200102030405\r\n"]);
    expect([(await talk.say("RNFR to")).code, (await talk.say("NOOP")).code, (await talk.say("RNTO x")).code]).toEqual([350, 200, 503]);
    expect([(await talk.say("DELE to")).code, existsSync(ground.folder.file("to"))]).toEqual([250, false]);
    talk.close();
  });

  it("is broken off by ABOR: 426 for the transfer, 226 for ABOR, and the talk goes on", async () => {
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("long"), Buffer.alloc(40 << 20));
    const socket = await talk.data();
    socket.pause();
    expect((await talk.say("RETR long")).code).toBe(150);
    expect((await talk.say("STAT")).code).toBe(213);
    talk.socket.write(Buffer.from([0xff, 0xf4, 0xff, 0xf2]));
    expect((await talk.say("ABOR")).code).toBe(426);
    expect((await talk.hear()).code).toBe(226);
    socket.destroy();
    expect((await talk.say("PWD")).code).toBe(257);
    await expect.poll(() => ground.gateway.handles()).toBe(0);
    talk.close();
  });
});

describe("a folder", () => {
  it("is made, entered, listed in three ways, and removed", async () => {
    const talk = await ground.talk();
    expect((await talk.say('MKD été "x"')).text).toContain('été ""x"""');
    expect((await talk.say('CWD été "x"')).code).toBe(250);
    await talk.store("STOR a ü.txt", Buffer.from("12345"));
    mkdirSync(ground.folder.file('été "x"/sub'));
    symlinkSync("a ü.txt", ground.folder.file('été "x"/link'));
    symlinkSync("sub", ground.folder.file('été "x"/to-sub'));
    symlinkSync("nowhere", ground.folder.file('été "x"/dead'));
    writeFileSync(ground.folder.file('été "x"/.hidden'), "");
    writeFileSync(ground.folder.file('été "x"/new\nline'), "");

    const names = async (line: string) => (await talk.fetch(line)).bytes.toString().split("\r\n").filter((text) => text !== "").sort();
    expect(await names("NLST")).toEqual([".hidden", "a ü.txt", "dead", "link", "sub", "to-sub"]);
    expect(await names("NLST -la *.txt")).toEqual(["a ü.txt"]);
    expect((await names("LIST -a")).map((text) => text.replace(/^(.).{9} .* \d\d:\d\d /, "$1 ")).sort()).toEqual(["- .hidden", "- a ü.txt", "d sub", "l dead -> nowhere", "l link -> a ü.txt", "l to-sub -> sub"]);
    expect(await names("MLSD")).toEqual(expect.arrayContaining([expect.stringMatching(/^type=file;size=5;modify=\d{14};unique=[\w-]{22};UNIX\.mode=0644;.* a ü\.txt$/), expect.stringMatching(/^type=dir;.* sub$/), expect.stringMatching(/^type=file;size=5;.* link$/), expect.stringMatching(/^type=dir;.* to-sub$/), expect.stringMatching(/^type=OS\.unix=symlink;.* dead$/)]));
    expect((await talk.say("MLST to-sub")).text).toMatch(/\r\n type=dir;/);
    expect((await talk.say("MLST dead")).text).toMatch(/\r\n type=OS\.unix=symlink;/);
    expect((await talk.fetch("LIST")).last.text).toMatch(/^226 .*1 with a line break/);
    expect((await talk.fetch("MLSD a ü.txt")).replies).toEqual([501]);
    expect((await talk.fetch("LIST nowhere")).replies).toEqual([550]);
    expect(await names("NLST a ü.txt")).toEqual(["a ü.txt"]);
    expect((await talk.say("MLST a ü.txt")).text).toMatch(/^250-.*\r\n type=file;size=5;.* \/.*a ü\.txt\r\n250 /);
    expect((await talk.say("STAT .")).text).toMatch(/^213-.*\r\n(?: .*\r\n){6}213 /);
    expect([(await talk.say("CDUP")).code, (await talk.say('RMD été "x"')).code]).toEqual([250, 550]);
    expect([(await talk.say("XMKD d")).code, (await talk.say("XCWD d")).code, (await talk.say("XPWD")).code, (await talk.say("XCUP")).code, (await talk.say("XRMD d")).code]).toEqual([257, 250, 257, 250, 250]);
    talk.close();
  });

  it("keeps its times to the second in MLSD", async () => {
    const talk = await ground.talk();
    mkdirSync(ground.folder.file("times"));
    writeFileSync(ground.folder.file("times/a"), "");
    await talk.say("MFMT 19991231235959 times/a");
    expect((await talk.fetch("MLSD times")).bytes.toString()).toContain("modify=19991231235959;");
    expect(sayFactTime(statSync(ground.folder.file("times/a")).mtimeMs)).toBe("19991231235959");
    talk.close();
  });
});

describe("a data connection", () => {
  it("is made by PORT and EPRT too", async () => {
    const { createServer } = await import("node:net");
    const talk = await ground.talk();
    writeFileSync(ground.folder.file("called"), "back");
    for (const verb of ["PORT", "EPRT"] as const) {
      const came = new Promise<Buffer>((resolve) => {
        const server = createServer((socket) => { void read(socket).then(({ bytes }) => resolve(bytes)); server.close(); });
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as { port: number };
          talk.socket.write(verb === "PORT" ? `PORT 127,0,0,1,${port >> 8},${port & 255}\r\n` : `EPRT |1|127.0.0.1|${port}|\r\n`);
        });
      });
      expect((await talk.hear()).code).toBe(200);
      expect([(await talk.say("RETR called")).code, (await talk.hear()).code]).toEqual([150, 226]);
      expect((await came).toString()).toBe("back");
    }
    talk.close();
  });

  it("that nobody makes is refused by 425, and PORT to nobody too", async () => {
    const talk = await ground.talk();
    await talk.say("PORT 127,0,0,1,255,255");
    writeFileSync(ground.folder.file("some"), "some");
    expect((await talk.say("RETR some")).code).toBe(425);
    talk.close();
  });

  it("comes on IPv6 where the client does", async () => {
    const six = await standOn({}, { listen: "::1" });
    const talk = await six.talk();
    expect([(await talk.say("PASV")).code, (await talk.say("EPSV 1")).code, (await talk.say("EPSV 2")).code]).toEqual([425, 522, 229]);
    expect((await talk.fetch("LIST")).replies).toEqual([150, 226]);
    talk.close();
    await six.clear();
  });
});
