import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { FtpSession } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";

/** What a device stores, in its charset, and the name that lies at the gateway. */
const NAMES = {
  latin1: { bytes: "Gr\xf6\xdfe \x80.pdf", text: "Größe €.pdf", folder: "Ordner \xfc", folderText: "Ordner ü" },
  "shift-jis": { bytes: "\x8e\xca\x90^\x83\\.jpg", text: "写真ソ.jpg", folder: "\x95\x5c", folderText: "表" },
} as const;

describeWith(["sshd"], "names in another charset than UTF-8, on OpenSSH", () => {
  let sshd: Sshd;
  let folder: TempFolder;
  let bridge: Bridge | undefined;
  const talks: FtpSession[] = [];
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.close());
  afterEach(async () => {
    for (const ftp of talks.splice(0)) ftp.close();
    await bridge?.close();
    folder.remove();
  });

  async function converse(charset?: string): Promise<FtpSession> {
    bridge = await openBridge(sshd, { ftp: charset === undefined ? {} : { charset } });
    return talkTo();
  }
  async function talkTo(): Promise<FtpSession> {
    if (bridge === undefined) throw new Error("no bridge");
    const ftp = await FtpSession.logIn(bridge);
    talks.push(ftp);
    ftp.encoding = "latin1";
    expect((await ftp.say(`CWD ${folder.path}`)).code).toBe(250);
    return ftp;
  }

  it.each(["latin1", "shift-jis"] as const)(
    "is stored, listed, renamed, fetched and removed in %s, and is UTF-8 on disk",
    async (charset) => {
      folder = tempFolder();
      const { bytes, text, folder: made, folderText } = NAMES[charset];
      const ftp = await converse(charset);
      expect((await ftp.say("FEAT")).text).not.toMatch(/^ UTF8/m);
      expect((await ftp.say(`MKD ${made}`)).text).toContain(made);
      expect((await ftp.say(`CWD ${made}`)).code).toBe(250);
      expect((await ftp.say("PWD")).text).toContain(`/${made}"`);
      expect((await ftp.store(`STOR ${bytes}`, Buffer.from("scan"))).replies).toEqual([150, 226]);
      expect(readdirSync(folder.path)).toEqual([folderText]);
      expect(readdirSync(folder.file(folderText))).toEqual([text]);
      for (const verb of ["LIST", "NLST", "MLSD"])
        expect((await ftp.fetch(verb)).bytes.toString("latin1"), verb).toContain(`${bytes}\r\n`);
      expect((await ftp.say(`MLST ${bytes}`)).text).toContain(bytes);
      expect((await ftp.say(`SIZE ${bytes}`)).text).toBe("213 4\r\n");
      expect((await ftp.fetch(`RETR ${bytes}`)).bytes.toString()).toBe("scan");
      expect((await ftp.say(`RNFR ${bytes}`)).code).toBe(350);
      expect((await ftp.say(`RNTO 2${bytes}`)).code).toBe(250);
      expect(readdirSync(folder.file(folderText))).toEqual([`2${text}`]);
      expect((await ftp.say(`DELE 2${bytes}`)).code).toBe(250);
      expect(readdirSync(folder.file(folderText))).toEqual([]);
      expect(bridge?.status().forwards[0]?.history?.find(({ verb }) => verb === "STOR")?.path).toBe(text);
      expect(bridge?.status().forwards[0]).not.toHaveProperty("foreignName");
    },
  );

  it("lists what the charset lacks under names of their own, and fetches it by them from another connection", async () => {
    folder = tempFolder();
    const names = ["写.jpg", "%u5199;.jpg", "é.jpg", "e\u0301.jpg"];
    for (const name of names) writeFileSync(folder.file(name), name);
    writeFileSync(Buffer.concat([Buffer.from(folder.file("raw-")), Buffer.from([0xe9])]), "raw");
    const one = await converse("latin1");
    const encoded = (await one.fetch("NLST")).bytes.toString("latin1").trim().split("\r\n");
    expect(encoded.toSorted()).toEqual(
      ["%u5199;.jpg", "%u0025;u5199;.jpg", "\xe9.jpg", "e%u0301;.jpg", "raw-%xE9;"].toSorted(),
    );
    const other = await talkTo();
    const fetched: string[] = [];
    for (const name of encoded) fetched.push((await other.fetch(`RETR ${name}`)).bytes.toString("utf8"));
    expect(fetched.toSorted()).toEqual([...names, "raw"].toSorted());
  });

  it("goes back to UTF-8 for the client alone that asks for it, until it begins anew", async () => {
    folder = tempFolder();
    writeFileSync(folder.file("Größe"), "1");
    const ftp = await converse("latin1");
    const other = await talkTo();
    expect((await ftp.say("OPTS UTF8 ON")).code).toBe(200);
    expect((await ftp.say("FEAT")).text).toMatch(/^ UTF8\r$/m);
    expect((await ftp.fetch("NLST")).bytes.toString("utf8")).toBe("Größe\r\n");
    expect((await other.fetch("NLST")).bytes.toString("latin1")).toBe("Gr\xf6\xdfe\r\n");
    expect((await ftp.say("OPTS UTF8 OFF")).code).toBe(200);
    expect((await ftp.fetch("NLST")).bytes.toString("latin1")).toBe("Gr\xf6\xdfe\r\n");
    await ftp.say("OPTS UTF8 ON");
    expect((await ftp.say("REIN")).code).toBe(220);
    expect((await ftp.say("FEAT")).text).not.toMatch(/^ UTF8/m);
  });

  it("refuses a name that is none of the charset, and stores none under another", async () => {
    folder = tempFolder();
    const ftp = await converse("shift-jis");
    expect((await ftp.store("STOR a\x81", Buffer.from("1"))).replies).toEqual([553]);
    expect(readdirSync(folder.path)).toEqual([]);
    expect((await ftp.store("STOR after", Buffer.from("1"))).replies).toEqual([150, 226]);
  });

  it("tells once which device writes no UTF-8 where the profile names no charset, and takes the bytes as ever", async () => {
    folder = tempFolder();
    mkdirSync(folder.file("in"));
    const ftp = await converse();
    expect((await ftp.store("STOR in/caf\xc3\xa9", Buffer.from("1"))).replies).toEqual([150, 226]);
    expect(bridge?.status().forwards[0]).not.toHaveProperty("foreignName");
    expect((await ftp.store("STOR in/caf\xe9", Buffer.from("2"))).replies).toEqual([150, 226]);
    const row = bridge?.status().forwards[0];
    expect(row?.foreignName).toEqual({ client: "127.0.0.1", name: "in/café" });
    expect(row?.history?.map(({ isForeign }) => isForeign)).toEqual([true, undefined]);
    expect(readFileSync(Buffer.concat([Buffer.from(folder.file("in/caf")), Buffer.from([0xe9])]), "utf8")).toBe("2");
  });
});
