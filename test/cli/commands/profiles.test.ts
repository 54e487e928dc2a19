import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addCommand } from "../../../src/cli/commands/add.js";
import { editCommand, addAssignment } from "../../../src/cli/commands/edit.js";
import { logCommand, parseLines } from "../../../src/cli/commands/log.js";
import { removeCommand } from "../../../src/cli/commands/remove.js";
import { renameCommand } from "../../../src/cli/commands/rename.js";
import { looksLikeDestination } from "../../../src/cli/profile-from-destination.js";
import { UsageError } from "../../../src/cli/usage-error.js";
import { dataFolder } from "../../../src/core/store/data-folder.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

let folder: TempFolder;
let file: string;
let out: string;
let said: string;
beforeEach(() => {
  folder = tempFolder();
  file = folder.file("profiles.json");
  out = said = "";
  vi.stubEnv("XDG_CONFIG_HOME", folder.path);
  vi.stubEnv("HOME", folder.path);
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => (out += String(chunk)) !== "");
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => (said += String(chunk)) !== "");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  folder.remove();
});

const stored = (): readonly Profile[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { profiles: Profile[] }).profiles : [];
const add = (written: string, options: object = {}) => addCommand(written.split(" "), { profiles: file, ...options });
const set = (...texts: readonly string[]) => ({
  profiles: file,
  set: texts.reduce<ReturnType<typeof addAssignment>>((before, text) => addAssignment(text, before), []),
});

describe("culvert add", () => {
  it("makes a relay to the named FTP server, called by that, on the default port", async () => {
    expect(await add("olive@www.spinach.com:2222", { ftp: { host: "popeye", port: 21 } })).toBe(0);
    expect(stored()).toMatchObject([
      {
        id: "popeye",
        name: "popeye",
        gateway: { host: "www.spinach.com", port: 2222, username: "olive" },
        ftp: { mode: "relay", target: { host: "popeye", port: 21 }, listen: { host: "127.0.0.1", port: 2121 } },
      },
    ]);
    expect(out).toBe("popeye: added. Open it by: culvert up popeye\n");
  });

  it("takes the gateway for the FTP server where none is named, and a port that no other profile has", async () => {
    await add("olive@one");
    await add("olive@one");
    expect(stored().map(({ id, ftp }) => [id, ftp?.listen.port, ftp])).toMatchObject([
      ["one", 2121, { target: { host: "localhost", port: 21 } }],
      ["one-2", 2122, { mode: "relay" }],
    ]);
  });

  it("makes a range, a bridge, and what is said of name, key, jump hosts and listening", async () => {
    await add("olive@one", { range: "2534-2536", name: "The Range", listen: { port: 2200 } });
    await add("olive@two", { bridge: true, key: "~/.ssh/id_olive", via: [{ host: "jump", username: "j" }] });
    const [range, bridge] = stored();
    expect(range).toMatchObject({
      id: "the-range",
      ftp: { mode: "range", passive: "2534-2536", listen: { port: 2200 } },
    });
    expect(bridge).toMatchObject({ gateway: { via: [{ host: "jump", username: "j" }] }, ftp: { mode: "bridge" } });
    expect(bridge?.gateway.auth[0]).toEqual({ method: "key", file: "~/.ssh/id_olive" });
    expect(bridge?.gateway.auth.length).toBeGreaterThan(2);
  });

  it("takes an ssh command as it is", async () => {
    await add("ssh -p 2222 -L 2121:popeye:21 -L 5432:db:5432 -J jump olive@host");
    expect(stored()).toMatchObject([
      {
        name: "popeye",
        gateway: { host: "host", port: 2222, username: "olive", via: [{ host: "jump" }] },
        ftp: { mode: "relay", target: { host: "popeye", port: 21 } },
        forwards: [{ kind: "local", listen: { port: 5432 } }],
      },
    ]);
    expect(said).toMatch(/^culvert: jump: the user is taken to be /m);
  });

  it("says what it has not taken over, and keeps no password", async () => {
    await add("sftp://olive:s3cret@host/pub");
    expect(said).toContain("The password is not kept");
    expect(readFileSync(file, "utf8")).not.toContain("s3cret");
    expect(stored()).toMatchObject([{ ftp: { mode: "bridge" } }]);
  });

  it("takes a name of ~/.ssh/config for what stands there", async () => {
    mkdirSync(folder.file(".ssh"));
    writeFileSync(
      join(folder.file(".ssh"), "config"),
      "Host spinach\n  HostName www.spinach.com\n  Port 2222\n  User olive\n  ProxyJump j@jump\n",
    );
    await add("spinach", { ftp: { host: "popeye", port: 21 } });
    expect(stored()).toMatchObject([
      {
        name: "spinach",
        gateway: { host: "www.spinach.com", port: 2222, username: "olive", via: [{ host: "jump", username: "j" }] },
        ftp: { target: { host: "popeye" } },
      },
    ]);
  });

  it.each(["10.0.0.300", "ftp://popeye", "ssh -p", "http://www.spinach.com"])(
    "refuses “%s” and stores nothing",
    async (text) => {
      await expect(add(text)).rejects.toThrow(UsageError);
      expect(stored()).toEqual([]);
    },
  );

  it("says in the field's own words what makes no profile", async () => {
    await expect(add("olive@one", { range: "5-3" })).rejects.toMatchObject({
      failure: {
        code: "profile.invalid",
        refused: [{ issues: [{ field: "ftp.passive", problem: "range-reversed" }] }],
      },
    });
    expect(stored()).toEqual([]);
  });

  it("prints the whole profile by --json", async () => {
    await add("olive@one", { json: true });
    expect(JSON.parse(out)).toEqual(stored()[0]);
  });
});

it.each([
  [["olive@host"], true],
  [["ssh://host"], true],
  [["ssh", "-p", "22", "host"], true],
  [["ssh host"], true],
  [["plink.exe", "host"], true],
  [["popeye"], false],
  [["ssh"], false],
  [["popeye", "olive"], false],
] as const)("%j are meant as a server's address: %s", (written, isOne) => {
  expect(looksLikeDestination(written)).toBe(isOne);
});

describe("a stored profile", () => {
  beforeEach(async () => {
    await add("olive@one", { name: "Popeye" });
    out = "";
  });

  it("is edited by the paths of its fields", async () => {
    expect(await editCommand("POPEYE", set("ftp.listen.port=2200", "gateway.username=brutus"))).toBe(0);
    expect(stored()).toMatchObject([{ ftp: { listen: { port: 2200 } }, gateway: { username: "brutus" } }]);
    expect(out).toBe("Popeye: changed.\n");
  });

  it("stays as it is where a field would be wrong, where it has another id, and where nothing changes", async () => {
    const before = stored();
    await expect(editCommand("popeye", set("ftp.listen.port=0"))).rejects.toMatchObject({
      failure: { code: "profile.invalid" },
    });
    await expect(editCommand("popeye", set("id=other"))).rejects.toThrow(UsageError);
    await editCommand("popeye", set("name=Popeye"));
    expect(out).toBe("Popeye: nothing to change.\n");
    expect(stored()).toEqual(before);
  });

  it("gets a key that is tried first", async () => {
    await editCommand("popeye", { profiles: file, key: "~/k" });
    await editCommand("popeye", { profiles: file, key: "~/k" });
    expect(stored()[0]?.gateway.auth.filter((auth) => auth.method === "key" && auth.file === "~/k")).toHaveLength(1);
    expect(stored()[0]?.gateway.auth[0]).toEqual({ method: "key", file: "~/k" });
  });

  it("is renamed, with its id kept, and not to another's name", async () => {
    await add("olive@two", { name: "Olive" });
    expect(await renameCommand("popeye", "Sailor", { profiles: file })).toBe(0);
    expect(stored().map(({ id, name }) => [id, name])).toEqual([
      ["popeye", "Sailor"],
      ["olive", "Olive"],
    ]);
    await expect(renameCommand("Sailor", "olive", { profiles: file })).rejects.toThrow(UsageError);
    await expect(renameCommand("Sailor", "", { profiles: file })).rejects.toMatchObject({
      failure: { code: "profile.invalid" },
    });
  });

  it("is removed with --yes, and not without where nobody can be asked", async () => {
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    await expect(removeCommand("popeye", { profiles: file })).rejects.toThrow(UsageError);
    process.stdin.isTTY = isTTY;
    expect(stored()).toHaveLength(1);
    expect(await removeCommand("Popeye", { profiles: file, yes: true })).toBe(0);
    expect(stored()).toEqual([]);
  });

  it("is suggested for a typo, by every command", async () => {
    for (const command of [
      editCommand("popye", set("name=x")),
      renameCommand("popye", "x", { profiles: file }),
      removeCommand("popye", { profiles: file, yes: true }),
    ])
      await expect(command).rejects.toMatchObject({
        failure: { code: "profile.not-found", asked: "popye", known: ["popeye"], suggestion: "popeye" },
      });
  });
});

describe("culvert log", () => {
  it("says where the log will be where there is none", async () => {
    expect(await logCommand({ lines: 100 })).toBe(0);
    expect(said).toContain(join(dataFolder(), "logs", "culvert.log"));
    expect(out).toBe("");
  });

  it("prints its path and its last lines, with those of the one before where it is short, and nothing that steers", async () => {
    const logs = join(dataFolder(), "logs");
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, "culvert.old.log"), "1\n2\n3\n");
    writeFileSync(join(logs, "culvert.log"), "4\n5 \x1b[31mred\n");
    await logCommand({ lines: 3 });
    expect(out).toBe("3\n4\n5 [31mred\n");
    expect(said).toBe(`${join(logs, "culvert.log")}\n`);
  });

  it("takes a whole number of lines", () => {
    expect(parseLines("7")).toBe(7);
    for (const text of ["0", "-1", "many", "1000000"]) expect(() => parseLines(text)).toThrow("from 1 to");
  });
});
