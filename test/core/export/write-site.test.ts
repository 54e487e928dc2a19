import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { copyFileSync, chmodSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunning, namesOfTasklist } from "../../../src/core/export/is-program-running.js";
import { siteLocation, type SiteLocation } from "../../../src/core/export/site-locations.js";
import { writeSite } from "../../../src/core/export/write-site.js";
import { readFilezilla } from "../../../src/core/import/filezilla.js";
import { readWinscpIni } from "../../../src/core/import/winscp.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import { failureOf } from "../../../src/shared/status/failure.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { waitFor } from "../../support/wait-for.js";

const NOW = new Date("2026-11-29T19:30:05.123Z");
const relay = (changes: object = {}, listen: object = {}) =>
  profileSchema.parse({
    id: "popeye",
    name: "Popeye & Söhne",
    gateway: { host: "www.spinach.com", username: "olive" },
    ftp: { mode: "relay", target: { host: "popeye" }, listen: { port: 2121, ...listen } },
    ...changes,
  });

/** As FileZilla 3.63 on Linux writes it: tabs, folders, a stored password, settings that Culvert does not know. */
const SITE_MANAGER = `<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3 version="3.63.0" platform="*nix">
	<Servers>
		<Folder expanded="1">Kunden &amp; Freunde
			<Server>
				<Host>ftp.example.org</Host>
				<Port>21</Port>
				<Protocol>0</Protocol>
				<Type>0</Type>
				<User>bluto</User>
				<Pass encoding="base64">c3AxbmFjaA==</Pass>
				<Logontype>1</Logontype>
				<EncodingType>Auto</EncodingType>
				<BypassProxy>0</BypassProxy>
				<Name>Alt</Name>
				<SyncBrowsing>0</SyncBrowsing>
				<DirectoryComparison>0</DirectoryComparison>
			</Server>
		</Folder>
	</Servers>
</FileZilla3>
`;
const WINSCP_INI =
  "[Configuration\\Interface]\r\nRandomSeedFile=%APPDATA%\\winscp.rnd\r\n[Sessions\\alt]\r\nHostName=ftp.example.org\r\nUserName=bluto\r\nFSProtocol=5\r\n[SshHostKeys]\r\n";

describe("a site that is written into a program's own file", () => {
  let folder: TempFolder;
  let running: boolean;
  beforeEach(() => {
    folder = tempFolder();
    running = false;
  });
  afterEach(() => folder.remove());
  const write = (program: "filezilla" | "winscp", file: string, profile = relay()) =>
    writeSite(profile, program, folder.path, {
      isRunning: () => Promise.resolve(running),
      location: (): SiteLocation => ({ kind: "file", file: folder.file(file) }),
      now: () => NOW,
    });
  const text = (file: string, encoding: "utf8" | "latin1" = "utf8"): string =>
    readFileSync(folder.file(file), encoding);
  const failureAt = (writing: Promise<unknown>) =>
    writing.then(
      () => undefined,
      (thrown: unknown) => failureOf(thrown),
    );

  it("comes last in FileZilla's, and all that stood there stays byte for byte, with a copy beside it", async () => {
    writeFileSync(folder.file("sitemanager.xml"), SITE_MANAGER, { mode: 0o600 });
    const written = await write("filezilla", "sitemanager.xml");
    const backup = folder.file("sitemanager.xml.culvert-2026-11-29T19-30-05");
    expect(written).toEqual({
      program: "filezilla",
      file: folder.file("sitemanager.xml"),
      name: "Popeye & Söhne",
      outcome: "added",
      backup,
    });
    expect(readFileSync(backup, "utf8")).toBe(SITE_MANAGER);
    expect(text("sitemanager.xml")).toBe(
      SITE_MANAGER.replace(
        "\t</Servers>",
        [
          "\t\t<Server>",
          "\t\t\t<Host>127.0.0.1</Host>",
          "\t\t\t<Port>2121</Port>",
          "\t\t\t<Protocol>6</Protocol>",
          "\t\t\t<Type>0</Type>",
          "\t\t\t<Logontype>2</Logontype>",
          "\t\t\t<PasvMode>MODE_PASSIVE</PasvMode>",
          "\t\t\t<BypassProxy>1</BypassProxy>",
          "\t\t\t<Name>Popeye &amp; Söhne</Name>",
          "\t\t</Server>",
          "\t</Servers>",
        ].join("\n"),
      ),
    );
    expect(statSync(folder.file("sitemanager.xml")).mode & 0o777).toBe(0o600);
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(readFilezilla(text("sitemanager.xml"), "").candidates.map(({ draft }) => draft.name)).toEqual([
      "Kunden & Freunde / Alt",
      "Popeye & Söhne",
    ]);
    expect(readdirSync(folder.path).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  it("is brought up to date where it stands already, wherever the user has put it, and never stands there twice", async () => {
    await write("filezilla", "sitemanager.xml");
    expect(readdirSync(folder.path)).toEqual(["sitemanager.xml"]); // nothing was there to be kept
    const moved = text("sitemanager.xml")
      .replace("\t\t<Server>", "\t\t<Folder>Mine\n\t\t<Server>")
      .replace("\t\t</Server>", '\t\t\t<Pass encoding="base64">c2VjcmV0</Pass>\n\t\t</Server>\n\t\t</Folder>')
      .replace("<Logontype>2<", "<Logontype>1<");
    writeFileSync(folder.file("sitemanager.xml"), moved);
    expect(await write("filezilla", "sitemanager.xml")).toMatchObject({ outcome: "same" });
    expect(text("sitemanager.xml")).toBe(moved);
    const bridge = relay({ ftp: { mode: "bridge", listen: { port: 2200 } } });
    expect(await write("filezilla", "sitemanager.xml", bridge)).toMatchObject({ outcome: "updated" });
    expect(text("sitemanager.xml")).toBe(
      moved.replace("<Port>2121<", "<Port>2200<").replace("<Server>", "<Server><User>olive</User>"),
    );
  });

  it("leaves a site of its name alone that leads to another host", async () => {
    writeFileSync(folder.file("sitemanager.xml"), SITE_MANAGER);
    const alt = relay({ name: "Alt" });
    for (const outcome of ["added", "same"])
      expect(await write("filezilla", "sitemanager.xml", alt)).toMatchObject({ outcome, name: "Alt (Culvert)" });
    writeFileSync(folder.file("WinSCP.ini"), WINSCP_INI);
    for (const outcome of ["added", "same"])
      expect(await write("winscp", "WinSCP.ini", alt)).toMatchObject({ outcome, name: "Alt (Culvert)" });
    expect(text("WinSCP.ini")).toContain(WINSCP_INI);
  });

  it.each([
    ["no list of sites", '<?xml version="1.0"?>\n<FileZilla3 version="3.63.0">\n</FileZilla3>\n'],
    ["an empty list in one tag", "<FileZilla3><Servers/></FileZilla3>"],
    ["a byte order mark", `\uFEFF${SITE_MANAGER}`],
    ["line ends of Windows", SITE_MANAGER.replaceAll("\n", "\r\n")],
    ["nothing in it", ""],
  ])("is taken by a file of FileZilla's with %s", async (_, before) => {
    writeFileSync(folder.file("sitemanager.xml"), before);
    expect(await write("filezilla", "sitemanager.xml")).toMatchObject({ outcome: "added" });
    const after = text("sitemanager.xml");
    expect(readFilezilla(after.replace(/^\uFEFF/, ""), "").candidates.at(-1)?.draft).toMatchObject({
      name: "Popeye & Söhne",
      ftp: { target: { host: "127.0.0.1", port: 2121 } },
    });
    expect([after.startsWith("\uFEFF"), /[^\r]\n/.test(after)]).toEqual([
      before.startsWith("\uFEFF"),
      !before.includes("\r\n"),
    ]);
  });

  it.each([
    ["is cut off", SITE_MANAGER.slice(0, 300), 11],
    ["has a document type", `<!DOCTYPE x [<!ENTITY y "z">]>\n${SITE_MANAGER}`, 1],
    ["is another program's", "<Sites></Sites>", 1],
  ])("is refused by name by a file that %s, which stays as it is", async (_, before, line) => {
    writeFileSync(folder.file("sitemanager.xml"), before);
    expect(await failureAt(write("filezilla", "sitemanager.xml"))).toEqual({
      code: "export.sites-unreadable",
      program: "filezilla",
      file: folder.file("sitemanager.xml"),
      line,
    });
    expect([text("sitemanager.xml"), readdirSync(folder.path)]).toEqual([before, ["sitemanager.xml"]]);
  });

  it.each([
    ["filezilla", "sitemanager.xml", Buffer.from("<FileZilla3><Servers>\xe9</Servers></FileZilla3>", "latin1")],
    ["winscp", "WinSCP.ini", Buffer.from("\ufeff[Sessions\\x]\r\n", "utf16le")],
    ["winscp", "WinSCP.ini", Buffer.from("just words")],
  ] as const)("is refused by a file of %s in another encoding or form", async (program, file, before) => {
    writeFileSync(folder.file(file), before);
    expect(await failureAt(write(program, file))).toMatchObject({ code: "export.sites-unreadable", program });
    expect(readFileSync(folder.file(file)).equals(before)).toBe(true);
  });

  it("waits for the program to be closed", async () => {
    writeFileSync(folder.file("sitemanager.xml"), SITE_MANAGER);
    running = true;
    expect(await failureAt(write("filezilla", "sitemanager.xml"))).toEqual({
      code: "export.program-running",
      program: "filezilla",
    });
    expect(text("sitemanager.xml")).toBe(SITE_MANAGER);
  });

  it("goes through a link, which stays one", async () => {
    mkdirSync(folder.file("dotfiles"));
    writeFileSync(folder.file("dotfiles/sites.xml"), SITE_MANAGER);
    symlinkSync(folder.file("dotfiles/sites.xml"), folder.file("sitemanager.xml"));
    await write("filezilla", "sitemanager.xml");
    expect(lstatSync(folder.file("sitemanager.xml")).isSymbolicLink()).toBe(true);
    expect(text("dotfiles/sites.xml")).toContain("Popeye &amp; Söhne");
  });

  it("is a section of WinSCP's, beside bytes of any encoding, and is brought up to date there", async () => {
    const before = `${WINSCP_INI}[Sessions\\caf\xe9]\r\nHostName=x\r\n`;
    writeFileSync(folder.file("WinSCP.ini"), before, "latin1");
    expect(await write("winscp", "WinSCP.ini")).toMatchObject({ outcome: "added" });
    const section = "[Sessions\\%EF%BB%BFPopeye%20%26%20S%C3%B6hne]\r\nHostName=127.0.0.1\r\nPortNumber=2121\r\n";
    const added = `${section}FSProtocol=5\r\nFtps=0\r\nFtpPasvMode=1\r\n`;
    expect(text("WinSCP.ini", "latin1")).toBe(before + added);
    const kept = `${before}${section}Password=A35C\r\nFSProtocol=5\r\nFtpPasvMode=1\r\n[SshHostKeys2]\r\n`;
    writeFileSync(folder.file("WinSCP.ini"), kept, "latin1");
    expect(await write("winscp", "WinSCP.ini", relay({}, { port: 2200 }))).toMatchObject({ outcome: "updated" });
    expect(text("WinSCP.ini", "latin1")).toBe(
      kept.replace("2121", "2200").replace("%B6hne]\r\n", "%B6hne]\r\nFtps=0\r\n"),
    );
    expect(readWinscpIni(text("WinSCP.ini"), "").candidates).toHaveLength(3);
    const unchanged = readdirSync(folder.path);
    expect(await write("winscp", "WinSCP.ini", relay({}, { port: 2200 }))).toMatchObject({ outcome: "same" });
    expect(readdirSync(folder.path)).toEqual(unchanged);
  });

  it("is nothing for a profile without FTP", async () => {
    const plain = profileSchema.parse({ id: "plain", name: "Plain", gateway: { host: "h", username: "olive" } });
    expect(await write("filezilla", "sitemanager.xml", plain)).toBeUndefined();
    expect(existsSync(folder.file("sitemanager.xml"))).toBe(false);
  });

  it("tells where it cannot be written, and leaves nothing behind", async () => {
    expect(await failureAt(write("filezilla", "gone/sitemanager.xml"))).toMatchObject({ code: "export.unwritable" });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("where a program keeps its sites", () => {
  const location = (program: "filezilla" | "winscp", there: readonly string[], platform: NodeJS.Platform, env = {}) =>
    siteLocation(program, {
      platform,
      home: platform === "win32" ? "C:\\Users\\olive" : "/home/olive",
      env,
      isThere: (path) => there.includes(path),
    });

  it("is its own file, or the folder of a FileZilla that has no site yet", () => {
    const file = "/home/olive/.config/filezilla/sitemanager.xml";
    expect(location("filezilla", ["/home/olive/.config/filezilla"], "linux")).toEqual({ kind: "file", file });
    expect(location("filezilla", ["/xdg/filezilla"], "linux", { XDG_CONFIG_HOME: "/xdg" })).toMatchObject({
      file: "/xdg/filezilla/sitemanager.xml",
    });
    const old = "/home/olive/.filezilla/sitemanager.xml";
    expect(location("filezilla", ["/home/olive/.config/filezilla", old], "linux")).toMatchObject({ file: old });
    expect(location("filezilla", [], "linux")).toBeUndefined();
    const roaming = "D:\\Roaming\\FileZilla";
    expect(location("filezilla", [roaming], "win32", { APPDATA: "D:\\Roaming" })).toMatchObject({
      file: `${roaming}\\sitemanager.xml`,
    });
  });

  it("is WinSCP.ini where it is there, else Windows' registry, and nothing elsewhere", () => {
    const file = "C:\\Users\\olive\\AppData\\Roaming\\WinSCP.ini";
    expect(location("winscp", [file], "win32")).toEqual({ kind: "file", file });
    expect(location("winscp", [], "win32")).toEqual({ kind: "registry" });
    expect(location("winscp", [], "linux")).toBeUndefined();
  });
});

describe("whether a program runs", () => {
  it.skipIf(process.platform !== "linux")("is seen by its process, as long as that lives", async () => {
    const folder = tempFolder();
    const file = folder.file("filezilla");
    copyFileSync("/bin/sleep", file);
    chmodSync(file, 0o755);
    expect(await isRunning("filezilla")).toBe(false);
    const child = spawn(file, ["600"], { stdio: "ignore" });
    try {
      await waitFor("the process", async () => ((await isRunning("filezilla")) ? true : undefined));
    } finally {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill();
      await ended;
      folder.remove();
    }
    expect(await isRunning("filezilla")).toBe(false);
  });

  it("is read from Windows' list of tasks", () => {
    expect(
      namesOfTasklist('"System","4","Services","0","144 K"\r\n"WinSCP.exe","4711","Console","1","31,234 K"\r\n'),
    ).toEqual(["System", "WinSCP.exe", ""]);
  });
});
