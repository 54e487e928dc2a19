import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readProfileFile } from "../../src/core/store/read-profile-file.js";
import { profileFilePath } from "../../src/core/store/profile-store.js";
import type { ProfileDocument } from "../../src/shared/profile/profile-schema.js";
import { bundle } from "../support/bundle.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { waitFor } from "../support/wait-for.js";
import { startWindows, windowsPath, type WindowsMachine, type WindowsProcess } from "../support/windows-machine.js";

const LIMIT = 120_000;
const PUTTY = "HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions";
const WINSCP = "HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions";
/** The recipe's first half in PuTTY, and a site of WinSCP's with a name that only the registry spells so. */
const REGISTRY = `\ufeffWindows Registry Editor Version 5.00

[${PUTTY}\\Popeye%20f%FCr%20zwei]
"HostName"="www.spinach.com"
"PortNumber"=dword:00000016
"Protocol"="ssh"
"UserName"="olivé"
"PortForwardings"="L2121=popeye:21,L2534=popeye:2534,L2535=popeye:2535"

[${WINSCP}\\B%C3%BCro/Web]
"HostName"="ftp.spinach.com"
"FSProtocol"=dword:00000005
`.replaceAll("\n", "\r\n");

/** Starts a program and closes what it prints unread, once so many bytes are waiting: then a pipe of Windows is full, and the program's next write waits. */
const READER = `
import { spawn } from "node:child_process";
const [wanted, ...words] = process.argv.slice(2);
const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
const look = setInterval(() => {
  if (child.stdout.readableLength < Number(wanted)) return;
  clearInterval(look);
  setTimeout(() => child.stdout.destroy(), 300);
}, 10);
child.once("close", (code) => process.exit(code));
`;

describeWith(
  ["wine", "wineserver", "node.exe"],
  "what the built command line reads and writes in Windows' own node.exe",
  () => {
    const folder = tempFolder();
    let windows: WindowsMachine;
    let saver: string;
    beforeAll(async () => {
      saver = await bundle("fixtures/profile-saver", folder.path);
      windows = startWindows();
    }, LIMIT);
    afterAll(async () => {
      await windows.close();
      folder.remove();
    });

    const culvert = (...words: readonly string[]): WindowsProcess =>
      windows.node([...nodeOptionsOf(CULVERT), windowsPath(CULVERT), ...words]);

    it(
      "takes PuTTY's sessions and WinSCP's sites over from the registry, into the user's own folder of programs' data",
      async () => {
        writeFileSync(folder.file("sessions.reg"), Buffer.from(REGISTRY, "utf16le"));
        await windows.tool(["reg", "import", windowsPath(folder.file("sessions.reg"))]);
        const { code, stderr } = await culvert(
          "import",
          "registry:putty",
          "registry:winscp",
          "--gateway",
          "olive@gate.example",
        ).ended;
        expect(code, stderr).toBe(0);
        const { profiles } = JSON.parse(
          readFileSync(join(windows.home, "AppData/Roaming/Culvert/profiles.json"), "utf8"),
        ) as ProfileDocument;
        expect(profiles).toMatchObject([
          {
            name: "Popeye für zwei",
            gateway: { host: "www.spinach.com", username: "olivé" },
            ftp: { mode: "range", listen: { port: 2121 }, target: { host: "popeye", port: 21 }, passive: "2534-2535" },
          },
          {
            name: "Büro / Web",
            gateway: { host: "gate.example", username: "olive" },
            ftp: { mode: "relay", target: { host: "ftp.spinach.com", port: 21 } },
          },
        ]);
      },
      LIMIT,
    );

    it(
      "reads a file of the user's by `~`, and an OpenSSH configuration whose lines end as Windows' do",
      async () => {
        const config = join(windows.home, ".ssh/config für Popeye");
        mkdirSync(dirname(config), { recursive: true });
        writeFileSync(
          config,
          "Host popeye\r\n  HostName www.spinach.com\r\n  User olive\r\n  IdentityFile ~/.ssh/Schlüssel\r\n  LocalForward 2121 127.0.0.1:21\r\n",
        );
        const { code, stderr } = await culvert(
          "import",
          "~\\.ssh\\config für Popeye",
          "--profiles",
          windowsPath(folder.file("neu für Popeye.json")),
        ).ended;
        expect(code, stderr).toBe(0);
        const { profiles } = JSON.parse(readFileSync(folder.file("neu für Popeye.json"), "utf8")) as ProfileDocument;
        expect(profiles).toMatchObject([
          { gateway: { host: "www.spinach.com", username: "olive" }, ftp: { mode: "relay", listen: { port: 2121 } } },
        ]);
        expect(profiles[0]?.gateway.auth).toContainEqual({ method: "key", file: "~/.ssh/Schlüssel" });
      },
      LIMIT,
    );

    const save = (where: string, id: string, saves: number): WindowsProcess =>
      windows.node([windowsPath(saver), windowsPath(where), id, String(saves)]);
    const numberOf = (where: string, id: string): number => {
      const text = readProfileFile(profileFilePath(where));
      if (text.kind === "damaged")
        throw new Error(`damaged: ${readFileSync(profileFilePath(where), "utf8").slice(0, 200)}`);
      return Number(text.reading.profiles.find((one) => one.id === id)?.name.replace("save ", "") ?? 0);
    };
    const notified = (process: WindowsProcess): number => Number(process.stdout().split("\n").at(-2) ?? 0);

    it(
      "loses nobody's change where two processes save at once",
      async () => {
        const where = folder.file("beide");
        const endings = await Promise.all(["olive", "bluto"].map((id) => save(where, id, 15).ended));
        expect(endings).toMatchObject([
          { code: 0, stderr: "" },
          { code: 0, stderr: "" },
        ]);
        expect([numberOf(where, "olive"), numberOf(where, "bluto")]).toEqual([15, 15]);
        expect(readdirSync(where)).toEqual(["profiles.json"]);
      },
      LIMIT,
    );

    it(
      "keeps the old document or the new one where a process is killed while it saves, and is written to again",
      async () => {
        const where = folder.file("beendet");
        for (let kill = 0; kill < 2; kill++) {
          const killed = save(where, "popeye", 2_000);
          await waitFor("a save", () => (notified(killed) > 0 ? true : undefined), LIMIT);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
          killed.kill("SIGKILL");
          await killed.ended;
          expect([notified(killed), notified(killed) + 1]).toContain(numberOf(where, "popeye"));
        }
        expect(await save(where, "popeye", 1).ended).toMatchObject({ code: 0 });
        expect(readdirSync(where)).toEqual(["profiles.json"]); // neither locks nor half-written files
      },
      LIMIT,
    );

    it.each([
      ["has gone", 0],
      ["goes while much of it is still to be written", 1],
    ])(
      "ends nothing badly where its reader %s",
      async (_, wanted) => {
        const profiles = Array.from({ length: 2_000 }, (_, index) => ({
          id: `popeye${index}`,
          name: "Popeye".repeat(20),
          gateway: { host: "www.spinach.com", username: "olive" },
        }));
        writeFileSync(folder.file("viele.json"), JSON.stringify({ version: 1, profiles }));
        writeFileSync(folder.file("reader.mjs"), READER);
        const words = [
          ...nodeOptionsOf(CULVERT),
          windowsPath(CULVERT),
          "list",
          "--json",
          "--profiles",
          windowsPath(folder.file("viele.json")),
        ];
        const { code, stderr } = await windows.node([windowsPath(folder.file("reader.mjs")), String(wanted), ...words])
          .ended;
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      },
      LIMIT,
    );
  },
);
