import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../support/child.js";
import { CULVERT, nodeOptionsOf } from "../../support/culvert-process.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

describe("culvert export --into", () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
    const gateway = { host: "www.spinach.com", username: "olive" };
    const ftp = { mode: "relay", target: { host: "popeye" }, listen: { port: 2121 } };
    const profiles = [
      { id: "popeye", name: "Popeye", gateway, ftp },
      {
        id: "plain",
        name: "Plain",
        gateway,
        forwards: [{ kind: "local", name: "Mail", listen: { port: 1430 }, target: { host: "popeye", port: 143 } }],
      },
    ];
    writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles }));
    mkdirSync(folder.file("config/filezilla"), { recursive: true });
  });
  afterEach(() => folder.remove());
  const culvert = (...args: string[]) =>
    run(
      process.execPath,
      [...nodeOptionsOf(CULVERT), CULVERT, "export", ...args, "--profiles", folder.file("profiles.json")],
      {
        env: {
          PATH: process.env["PATH"],
          HOME: folder.path,
          USERPROFILE: folder.path,
          APPDATA: folder.file("config"),
          XDG_CONFIG_HOME: folder.file("config"),
          LANG: "C",
        },
      },
    );

  it("writes the site into FileZilla's own file, once, and tells what it did", async () => {
    const file = folder.file("config/filezilla/sitemanager.xml");
    expect(await culvert("popeye", "--into", "filezilla")).toMatchObject({
      code: 0,
      stdout: "FileZilla has the site “Popeye” now.\n",
      stderr: "",
    });
    const text = readFileSync(file, "utf8");
    expect(text).toContain("<Port>2121</Port>");
    const again = await culvert("popeye", "--into", "filezilla", "--json");
    expect([again.code, JSON.parse(again.stdout)]).toEqual([
      0,
      { profile: "popeye", program: "filezilla", file, name: "Popeye", outcome: "same" },
    ]);
    writeFileSync(file, text.replace("2121", "2100"));
    const updated = await culvert("popeye", "--into", "filezilla");
    expect(updated).toMatchObject({ code: 0, stdout: "The site “Popeye” of FileZilla was brought up to date.\n" });
    const [backup = ""] = readdirSync(folder.file("config/filezilla")).filter((name) => name.includes(".culvert-"));
    expect(updated.stderr).toContain(backup);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("names what stands in the way: no such program, no FTP, a damaged file, two orders at once, none", async () => {
    expect(await culvert("popeye", "--into", "winscp")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("WinSCP has no settings on this computer.") as string,
    });
    expect(await culvert("plain", "--into", "filezilla")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("carries no FTP") as string,
    });
    writeFileSync(folder.file("config/filezilla/sitemanager.xml"), "<FileZilla3><Servers>");
    expect(await culvert("popeye", "--into", "filezilla")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("sitemanager.xml is not as FileZilla writes it (line 1), and was left") as string,
    });
    for (const words of [["--into", "filezilla", "--as", "filezilla"], [], ["--into", "nonsense"]])
      expect(await culvert("popeye", ...words)).toMatchObject({ code: 2, stdout: "" });
  });
});
