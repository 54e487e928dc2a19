import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { readPuttyRegistry } from "../../../../src/core/import/putty/putty-session.js";
import { readDroppedFiles, readSource } from "../../../../src/core/import/read-source.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";

/** As KiTTY writes a session into a file (`savemode=dir`): the last setting first, each value escaped and between two `\`. */
const SESSION = [
  "SshNoShell\\1\\",
  "PortForwardings\\L2121=popeye%3A21,4D1080=\\",
  "PublicKeyFile\\C:%5CKeys%5Colive%20one.ppk\\",
  "UserName\\oliv%E9\\",
  "Password\\nRx9kQ==\\",
  "ProxyMethod\\0\\",
  "ProxyPort\\80\\",
  "RemoteCommand\\\\",
  "Folder\\Default\\",
  "PortNumber\\2200\\",
  "Protocol\\ssh\\",
  "HostName\\www.spinach.com\\",
  "Present\\1\\",
  "",
].join("\r\n");

const GATEWAY = { host: "www.spinach.com", port: 2200, username: "olivé" };
const RELAY = { mode: "relay", target: { host: "popeye", port: 21 }, listen: { host: "127.0.0.1", port: 2121 } };

describe("KiTTY's sessions in files", () => {
  let folder: TempFolder | undefined;
  afterEach(() => folder?.remove());

  const write = (path: string, text = SESSION): void => {
    folder ??= tempFolder();
    const file = folder.file(path);
    mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    writeFileSync(file, text, "latin1");
  };

  it("are read one by one, escapes undone, and the password that KiTTY keeps is not taken", () => {
    const bytes = Buffer.from(SESSION, "latin1");
    const dropped = readDroppedFiles([{ name: "Popeye%20two", size: bytes.length, base64: bytes.toString("base64") }]);
    expect(dropped).toMatchObject({
      candidates: [
        {
          source: "kitty",
          draft: {
            name: "Popeye two",
            gateway: {
              ...GATEWAY,
              auth: [
                { method: "agent" },
                { method: "key", file: "C:\\Keys\\olive one.ppk" },
                { method: "keyboard-interactive" },
                { method: "password" },
              ],
            },
            ftp: RELAY,
            forwards: [{ kind: "dynamic", listen: { port: 1080 } }],
          },
          notes: [{ code: "relay-made" }, { code: "password-lost" }],
        },
      ],
      notes: [],
    });
    expect(JSON.stringify(dropped)).not.toContain("nRx9kQ");
  });

  it("are found below KiTTY's own folder and below Sessions itself, sorted into folders as KiTTY shows them", async () => {
    write("KiTTY/kitty.ini", "[KiTTY]\r\nsavemode=dir\r\n");
    write("KiTTY/Sessions/Default%20Settings");
    write("KiTTY/Sessions/plain");
    write("KiTTY/Sessions/with%2Eending.ktx");
    write("KiTTY/Sessions/Customers/Web%20hosts/plain");
    write("KiTTY/SshHostKeys/rsa2@22%3Apopeye", "0x10001,0xabc");
    for (const path of ["KiTTY", "KiTTY/Sessions"]) {
      const { candidates, notes } = await readSource(folder?.file(path) ?? "");
      expect(notes).toEqual([]);
      expect(
        candidates.map(({ draft, notes: own }) => [draft.name, own.some(({ code }) => code === "folder-in-name")]),
      ).toEqual([
        ["plain", false],
        ["with.ending", false],
        ["Customers / Web hosts / plain", true],
      ]);
    }
  });

  it("name the line that cannot be read, and a session that goes elsewhere", async () => {
    write("Sessions/cut", SESSION.replace("ProxyPort\\80\\", "ProxyPort"));
    write("Sessions/serial", SESSION.replace("Protocol\\ssh\\", "Protocol\\serial\\"));
    const { candidates, notes } = await readSource(folder?.file("Sessions") ?? "");
    expect(candidates.map(({ draft }) => draft.name)).toEqual(["cut"]);
    expect(notes).toMatchObject([
      { code: "line-malformed", line: 7 },
      { code: "protocol-unknown", what: "serial: serial" },
    ]);
  });

  it("what it does around a session is told as lost", async () => {
    write("Sessions/knocks", `PortKnocking\\2001:tcp, 2002:tcp\\\r\nAutocommand\\sudo%20-s\\\r\n${SESSION}`);
    const { candidates } = await readSource(folder?.file("Sessions/knocks") ?? "");
    expect(candidates[0]?.notes).toMatchObject([
      { code: "relay-made" },
      { code: "setting-lost", what: "PortKnocking", line: 1 },
      { code: "setting-lost", what: "Autocommand", line: 2 },
      { code: "password-lost" },
    ]);
  });
});

describe("KiTTY's sessions in the registry", () => {
  const reg = (...lines: readonly string[]) => ["Windows Registry Editor Version 5.00", "", ...lines, ""].join("\r\n");
  const kitty = "HKEY_CURRENT_USER\\Software\\9bis.com\\KiTTY";
  const file = reg(
    `[${kitty}\\Folders]`,
    '"Customers"=""',
    `[${kitty}\\Sessions\\Popeye%20two]`,
    '"HostName"="www.spinach.com"',
    '"UserName"="olive"',
    '"Folder"="Customers"',
    `[${kitty}\\Sessions\\Popeye%20two\\Commands]`,
    '"list"="ls"',
    "[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\bluto]",
    '"HostName"="bluto"',
  );

  it("are told from PuTTY's in one file, with the folder they are in, and without the keys below them", () => {
    const bytes = Buffer.from(file);
    const dropped = readDroppedFiles([{ name: "both.reg", size: bytes.length, base64: bytes.toString("base64") }], {
      username: "olive",
    });
    expect(dropped.candidates.map(({ source, draft }) => [source, draft.name, draft.gateway?.host])).toEqual([
      ["putty", "bluto", "bluto"],
      ["kitty", "Customers / Popeye two", "www.spinach.com"],
    ]);
    expect(dropped.notes).toEqual([]);
    expect(readPuttyRegistry(file, "f").candidates).toHaveLength(1);
  });
});
