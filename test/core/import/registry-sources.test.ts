import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRegistrySource } from "../../../src/core/import/registry-sources.js";
import { run } from "../../support/child.js";
import { CULVERT, nodeOptionsOf } from "../../support/culvert-process.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

const PUTTY =
  '[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\Popeye%20two]\r\n"HostName"="www.spinach.com"\r\n"UserName"="olivé"\r\n"Protocol"="ssh"\r\n';
const KITTY = PUTTY.replace("SimonTatham\\PuTTY", "9bis.com\\KiTTY").replace("Popeye%20two", "Popeye%20three");
const WINSCP =
  '[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\Web]\r\n"HostName"="ftp.spinach.com"\r\n"FSProtocol"=dword:00000005\r\n';

/** A stand-in for Windows' `reg.exe`, as a shell script: it notes how it was called, and writes UTF-16 as the real one does. */
describe.skipIf(process.platform === "win32")("the Windows registry, read through a stand-in for reg.exe", () => {
  let folder: TempFolder;
  let program: string;
  beforeAll(() => {
    folder = tempFolder();
    mkdirSync(folder.file("System32"));
    program = folder.file("System32/reg.exe");
    for (const [name, keys] of [
      ["putty", PUTTY],
      ["kitty", KITTY],
      ["winscp", WINSCP],
    ] as const)
      writeFileSync(
        folder.file(`${name}.reg`),
        Buffer.from(`\ufeffWindows Registry Editor Version 5.00\r\n\r\n${keys}`, "utf16le"),
      );
    const script = `#!/bin/sh\nprintf '%s|' "$@" > "${folder.file("called")}"\ncase "$2" in\n *SimonTatham*) cp "${folder.file("putty.reg")}" "$3";;\n *9bis.com*) cp "${folder.file("kitty.reg")}" "$3";;\n *Prikryl*) cp "${folder.file("winscp.reg")}" "$3";;\n *) exit 1;;\nesac\n`;
    writeFileSync(program, script, { mode: 0o755 });
  });
  afterAll(() => folder.remove());

  it("gives PuTTY's sessions, and the key in place of a file", async () => {
    expect(await readRegistrySource("registry:putty", program)).toMatchObject({
      candidates: [
        {
          source: "putty",
          file: "HKCU\\Software\\SimonTatham\\PuTTY\\Sessions",
          line: 3,
          draft: { name: "Popeye two", gateway: { host: "www.spinach.com", username: "olivé" } },
        },
      ],
      notes: [],
    });
    expect(readFileSync(folder.file("called"), "utf8")).toMatch(
      /^export\|HKCU\\Software\\SimonTatham\\PuTTY\\Sessions\|.*sessions\.reg\|\/y\|$/,
    );
  });

  it("gives KiTTY's sessions", async () => {
    expect(await readRegistrySource("registry:kitty", program)).toMatchObject({
      candidates: [
        {
          source: "kitty",
          file: "HKCU\\Software\\9bis.com\\KiTTY\\Sessions",
          draft: { name: "Popeye three", gateway: { host: "www.spinach.com", username: "olivé" } },
        },
      ],
      notes: [],
    });
  });

  it("gives WinSCP's sites", async () => {
    expect(await readRegistrySource("registry:winscp", program)).toMatchObject({
      candidates: [
        { source: "winscp", draft: { name: "Web", ftp: { mode: "relay", target: { host: "ftp.spinach.com" } } } },
      ],
      notes: [],
    });
  });

  it("says that there is nothing where the key is not there, and names the program that does not run", async () => {
    expect(await readRegistrySource("registry:putty", "/bin/false")).toMatchObject({
      candidates: [],
      notes: [{ code: "nothing-found", file: "HKCU\\Software\\SimonTatham\\PuTTY\\Sessions" }],
    });
    expect(await readRegistrySource("registry:putty", folder.file("no-such-program"))).toMatchObject({
      candidates: [],
      notes: [{ code: "registry-missing", what: `${folder.file("no-such-program")}: ENOENT` }],
    });
  });

  it("is read by way of the folder for temporary files, and says so where that cannot be written to", async () => {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = folder.file("no-such-folder");
    try {
      expect(await readRegistrySource("registry:putty", program)).toMatchObject({
        candidates: [],
        notes: [{ code: "registry-missing", what: `${folder.file("no-such-folder")}: ENOENT` }],
      });
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });

  it("is what `culvert import registry:putty registry:kitty registry:winscp` takes over, by Windows' own program and none on the PATH", async () => {
    const options = [
      ...nodeOptionsOf(CULVERT),
      CULVERT,
      "import",
      "registry:putty",
      "registry:kitty",
      "registry:winscp",
      "--gateway",
      "olive@gate.example",
      "--profiles",
      folder.file("profiles.json"),
    ];
    expect(
      await run(process.execPath, options, {
        env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C", SystemRoot: folder.path },
      }),
    ).toMatchObject({ code: 0 });
    const { profiles } = JSON.parse(readFileSync(folder.file("profiles.json"), "utf8")) as {
      profiles: { id: string }[];
    };
    expect(profiles.map(({ id }) => id)).toEqual(["popeye-two", "popeye-three", "web"]);
  });
});
