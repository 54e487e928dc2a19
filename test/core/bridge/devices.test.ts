import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { numbered } from "../../../src/core/sftp/numbered-path.js";
import { BYTES, DEVICE_DIALOGUES, playDevice } from "../../support/clients/device-dialogues.js";
import { FtpSession } from "../../support/clients/ftp-session.js";
import { standOn, type BridgeSetup } from "../../support/fixtures/bridge-setup.js";
import { cheapHash } from "../../support/fixtures/cheap-hash.js";
import { tempFolder } from "../../support/fixtures/temp-folder.js";
import type { SftpGatewayOptions } from "../../support/gateways/sftp-gateway.js";
import { waitFor } from "../../support/wait-for.js";

let setup: BridgeSetup | undefined;
afterEach(() => setup?.clear());
const start = async (ftp: object = {}, gateway: SftpGatewayOptions = {}): Promise<BridgeSetup> =>
  (setup = await standOn(gateway, { ftp: { ...ftp } }));
const contents = (file: string): string => readFileSync(file, "utf8");

describe("a name that is stored and is there already", () => {
  it.each([
    { existing: undefined, replies: [150, 226], files: { "scan.pdf": "new" } },
    { existing: "replace", replies: [150, 226], files: { "scan.pdf": "new" } },
    { existing: "refuse", replies: [550], files: { "scan.pdf": "old" } },
    { existing: "number", replies: [150, 226], files: { "scan-2.pdf": "new", "scan.pdf": "old" } },
  ])("with $existing gives $files, hidden until it is whole or not", async ({ existing, replies, files }) => {
    for (const wholeOnly of [false, true]) {
      const { folder, converse, clear } = await standOn(
        {},
        { ftp: { wholeOnly, ...(existing === undefined ? {} : { existing }) } },
      );
      writeFileSync(folder.file("scan.pdf"), "old");
      const heard = await (await converse()).store("STOR scan.pdf", Buffer.from("new"));
      expect(heard.replies).toEqual(replies);
      if (existing === "number") expect(heard.last.text).toContain("scan-2.pdf");
      const found = Object.fromEntries(readdirSync(folder.path).map((name) => [name, contents(folder.file(name))]));
      expect(found).toEqual(files);
      await clear();
    }
  });

  it("is numbered on, before its extension", async () => {
    const { folder, converse } = await start({ existing: "number" });
    for (const name of ["scan.pdf", "scan-2.pdf"]) writeFileSync(folder.file(name), "old");
    await (await converse()).store("STOR scan.pdf", Buffer.from("new"));
    expect(contents(folder.file("scan-3.pdf"))).toBe("new");
    expect(numbered("/a/.profile", 2)).toBe("/a/.profile-2");
    expect(numbered("/a.b/scan", 7)).toBe("/a.b/scan-7");
  });

  it("is given once to two devices that store at the same time", async () => {
    const { folder, converse } = await start({ existing: "number" });
    const [one, two] = [await converse(), await converse()];
    await Promise.all([one.store("STOR a", Buffer.from("1")), two.store("STOR a", Buffer.from("2"))]);
    expect([contents(folder.file("a")), contents(folder.file("a-2"))].sort()).toEqual(["1", "2"]);
  });
});

describe("a file that must not be seen before it is whole", () => {
  it("lies under a hidden name meanwhile, and one connection alone stores it", async () => {
    const { folder, converse } = await start({ wholeOnly: true });
    const [ftp, other] = [await converse(), await converse()];
    const data = await ftp.data();
    expect((await ftp.say("STOR scan.pdf")).code).toBe(150);
    data.write("half");
    expect(readdirSync(folder.path)).toEqual([".scan.pdf.culvert-part"]);
    expect((await other.store("STOR scan.pdf", Buffer.from("x"))).replies).toEqual([450]);
    data.resume().end(" and half");
    expect((await ftp.hear()).code).toBe(226);
    expect(readdirSync(folder.path)).toEqual(["scan.pdf"]);
    expect(contents(folder.file("scan.pdf"))).toBe("half and half");
    expect((await other.store("STOR scan.pdf", Buffer.from("x"))).replies).toEqual([150, 226]);
  });

  it("is removed where it is cut off, and leaves what had its name", async () => {
    const { bridge, folder, converse } = await start({ wholeOnly: true });
    writeFileSync(folder.file("scan.pdf"), "old");
    const ftp = await converse();
    const data = await ftp.data();
    await ftp.say("STOR scan.pdf");
    data.write("half");
    await waitFor("the bytes", () => bridge.status().forwards[0]?.transfers?.[0]?.bytes === 4 || undefined);
    data.resetAndDestroy();
    expect((await ftp.hear()).code).toBe(426);
    await waitFor("the hidden file's end", () => !existsSync(folder.file(".scan.pdf.culvert-part")) || undefined);
    expect(readdirSync(folder.path)).toEqual(["scan.pdf"]);
    expect(contents(folder.file("scan.pdf"))).toBe("old");
  });

  it("goes over what a lost link has left, and over a name that the server renames nothing to", async () => {
    let refusals = 0;
    const { folder, converse } = await start(
      { wholeOnly: true },
      { answers: (request) => (request === "RENAME" && refusals++ === 0 ? 4 : undefined) },
    );
    writeFileSync(folder.file(".scan.pdf.culvert-part"), "left by another time, and longer");
    writeFileSync(folder.file("scan.pdf"), "old");
    expect((await (await converse()).store("STOR scan.pdf", Buffer.from("new"))).replies).toEqual([150, 226]);
    expect(readdirSync(folder.path)).toEqual(["scan.pdf"]);
    expect(contents(folder.file("scan.pdf"))).toBe("new");
  });
});

describe("what devices say", () => {
  it("makes folders on the fly, and again", async () => {
    const { folder, converse } = await start();
    const ftp = await converse();
    expect((await ftp.say("MKD 2026")).code).toBe(257);
    expect((await ftp.say("MKD 2026")).text).toMatch(/^550 .* is there already/);
    expect((await ftp.say("MKD no/such/day")).text).toMatch(/^550 No such/);
    expect((await ftp.say("CWD 2026")).code).toBe(250);
    expect((await ftp.say("MKD 11")).code).toBe(257);
    expect((await ftp.say(`CWD ${folder.path}/2026/11`)).code).toBe(250);
    expect((await ftp.say("CWD ../11/../../2026/11")).code).toBe(250);
    expect((await ftp.store("STOR a", Buffer.from("1"))).replies).toEqual([150, 226]);
    expect(contents(folder.file("2026/11/a"))).toBe("1");
  });

  it.each([
    ["ALLO 4096", 200],
    ["ALLO 4096 R 80", 200],
    ["SITE IDLE 3600", 504],
    ["SITE \x01\x7f", 504],
    ["SITE", 501],
    ["STRU F", 200],
    ["MODE S", 200],
    ["XCWD .", 250],
  ])("%j is answered by %i, and the next store works", async (line, code) => {
    const { converse } = await start();
    const ftp = await converse();
    expect((await ftp.say(line)).code).toBe(code);
    expect((await ftp.store("STOR after", Buffer.from("1"))).replies).toEqual([150, 226]);
  });

  it("changes to no folder, where it was left blank: to the login folder", async () => {
    const { converse, folder } = await start();
    const ftp = await converse();
    const home = (await ftp.say("CWD ~")).text;
    await ftp.say(`CWD ${folder.path}`);
    for (const line of ["CWD", "CWD ", "XCWD "]) expect((await ftp.say(line)).text).toBe(home);
    expect((await ftp.say("CWD   ")).code).toBe(501);
  });

  it.each(DEVICE_DIALOGUES)("of a drop box, as $device", async (dialogue) => {
    const box = tempFolder();
    const user = { name: "scanner", password: cheapHash("spinach"), folder: box.path, rights: "upload-only" };
    const { bridge } = await start({ users: [user] });
    const server = { ...bridge, username: "scanner", password: "spinach" };
    expect(await playDevice(server, undefined, dialogue)).toBeUndefined();
    for (const file of dialogue.files) expect(readFileSync(box.file(file))).toEqual(BYTES);
    box.remove();
  });

  it("sends its whole session in one piece and ends its side, as by nc", async () => {
    const { bridge, folder } = await start();
    const ftp = FtpSession.dial(bridge);
    const session = [`USER ${bridge.username}`, `PASS ${bridge.password}`, `mkd ${folder.path}/2026Y11M29D14H`, "quit"];
    ftp.socket.end(session.map((line) => `${line}\r\n`).join(""));
    const codes = [];
    for (let heard = await ftp.hear(); heard.code !== 0; heard = await ftp.hear()) codes.push(heard.code);
    expect(codes).toEqual([220, 331, 230, 257, 221]);
    expect(existsSync(folder.file("2026Y11M29D14H"))).toBe(true);
  });

  it("asks for a list as of Unix, and stores without TYPE", async () => {
    const { folder, bridge } = await start();
    mkdirSync(folder.file("sub"));
    const ftp = FtpSession.dial(bridge);
    await ftp.hear();
    await ftp.say(`USER ${bridge.username}`);
    await ftp.say(`PASS ${bridge.password}`);
    await ftp.say(`CWD ${folder.path}`);
    expect((await ftp.fetch("NLST -la")).bytes.toString()).toBe("sub\r\n");
    expect((await ftp.store("STOR text", Buffer.from("a\r\nb\r\n"))).replies).toEqual([150, 226]);
    expect(contents(folder.file("text"))).toBe("a\nb\n"); // ASCII is the default (RFC 959, section 5.1)
    ftp.close();
  });

  it("asks for a port before it has logged in, is told to log in, and goes on", async () => {
    const { folder, bridge } = await start();
    const ftp = FtpSession.dial(bridge);
    await ftp.hear();
    expect((await ftp.say("PASV")).code).toBe(530);
    await ftp.say(`USER ${bridge.username}`);
    expect((await ftp.say(`PASS ${bridge.password}`)).code).toBe(230);
    expect((await ftp.store(`STOR ${folder.path}/a`, Buffer.from("1"))).replies).toEqual([150, 226]);
    ftp.close();
  });

  it.each([false, true])(
    "closes its control connection right behind the last byte: the file is whole (hidden: %s)",
    async (wholeOnly) => {
      const { folder, converse } = await start({ wholeOnly });
      const ftp = await converse();
      const bytes = Buffer.alloc(3 << 20, 7);
      const data = await ftp.data();
      await ftp.say("STOR scan.pdf");
      data.resume().end(bytes);
      await new Promise((resolve) => data.once("finish", resolve));
      ftp.socket.destroy();
      await waitFor("the whole file", () =>
        existsSync(folder.file("scan.pdf")) && readFileSync(folder.file("scan.pdf")).equals(bytes) ? true : undefined,
      );
      await waitFor("nothing hidden", () => (readdirSync(folder.path).length === 1 ? true : undefined));
    },
  );
});
