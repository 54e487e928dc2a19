import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FtpClientSite } from "../../../src/core/export/ftp-client-sites.js";
import { writeSiteRegistry } from "../../../src/core/export/write-site-registry.js";
import { failureOf } from "../../../src/shared/status/failure.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

const SITE: FtpClientSite = {
  name: "Popeye two",
  endpoint: { host: "127.0.0.1", port: 2121 },
  username: "olive",
  allowsTls: false,
};
const KEY = "HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2";
const HEAD = "Windows Registry Editor Version 5.00\r\n\r\n";
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");

/** A stand-in for Windows' `reg.exe`, as a shell script: it exports a file that the test wrote, and keeps what it is told to import. */
describe.skipIf(process.platform === "win32")("a site in WinSCP's registry, through a stand-in for reg.exe", () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
    writeFileSync(
      folder.file("reg.exe"),
      `#!/bin/sh\ncase "$1" in\n export) cp "${folder.file("registry.reg")}" "$3";;\n import) cp "$2" "${folder.file("imported.reg")}" && [ ! -e "${folder.file("denied")}" ];;\nesac\n`,
      { mode: 0o755 },
    );
  });
  afterEach(() => folder.remove());
  const write = (keys: string | undefined, site = SITE) => {
    if (keys !== undefined) writeFileSync(folder.file("registry.reg"), utf16(`${HEAD}[${KEY}]\r\n\r\n${keys}`));
    return writeSiteRegistry(site, folder.file("kept"), new Date("2026-11-29T19:30:05Z"), folder.file("reg.exe"));
  };
  const imported = (): string => new TextDecoder("utf-16le").decode(readFileSync(folder.file("imported.reg")));
  const VALUES =
    '"HostName"="127.0.0.1"\r\n"PortNumber"=dword:00000849\r\n"UserName"="olive"\r\n"FSProtocol"=dword:00000005\r\n"Ftps"=dword:00000000\r\n"FtpPasvMode"=dword:00000001\r\n';

  it("is brought in whole, with WinSCP's key as it was kept in a file", async () => {
    const others = `[${KEY}\\Sessions\\alt]\r\n"HostName"="ftp.example.org"\r\n"Password"="A35C"\r\n\r\n`;
    const backup = folder.file("kept/winscp.culvert-2026-11-29T19-30-05.reg");
    expect(await write(others)).toMatchObject({ outcome: "added", name: "Popeye two", backup });
    expect(imported()).toBe(`${HEAD}[${KEY}\\Sessions\\Popeye%20two]\r\n${VALUES}\r\n`);
    expect(new TextDecoder("utf-16le").decode(readFileSync(backup))).toContain(others);
  });

  it("is brought up to date under the name that it has, and left alone where it is the same", async () => {
    const known = `[${KEY}\\Sessions\\POPEYE%20two]\r\n${VALUES}\r\n`;
    expect(await write(known)).toEqual({
      program: "winscp",
      file: "HKCU\\Software\\Martin Prikryl\\WinSCP 2",
      name: "Popeye two",
      outcome: "same",
    });
    expect([existsSync(folder.file("imported.reg")), existsSync(folder.file("kept"))]).toEqual([false, false]);
    expect(await write(known, { ...SITE, endpoint: { host: "127.0.0.1", port: 2200 } })).toMatchObject({
      outcome: "updated",
    });
    expect(imported()).toContain(
      `[${KEY}\\Sessions\\POPEYE%20two]\r\n"HostName"="127.0.0.1"\r\n"PortNumber"=dword:00000898`,
    );
  });

  it("gets a name of its own where the user's site of that name leads elsewhere", async () => {
    expect(await write(`[${KEY}\\Sessions\\Popeye%20two]\r\n"HostName"="ftp.example.org"\r\n`)).toMatchObject({
      outcome: "added",
      name: "Popeye two (Culvert)",
    });
  });

  it("tells that WinSCP is not there, and that it cannot be written", async () => {
    const failureOfWriting = (keys?: string) =>
      write(keys).then(
        () => undefined,
        (thrown: unknown) => failureOf(thrown),
      );
    expect(await failureOfWriting()).toEqual({ code: "export.program-missing", program: "winscp" });
    writeFileSync(folder.file("denied"), "");
    expect(await failureOfWriting("")).toMatchObject({ code: "export.unwritable" });
    mkdirSync(folder.file("kept"), { recursive: true });
    expect(readdirSync(folder.file("kept"))).toHaveLength(1);
  });
});
