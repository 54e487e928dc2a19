import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BridgePasswords } from "../../src/cli/bridge-passwords.js";
import { BridgeLoginAnnouncements } from "../../src/cli/terminal/announcements.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const kept = () => folder.file("kept");
const open = (set?: string) => new BridgePasswords(() => set ?? "", kept());
const modeOf = (file: string): number => statSync(file).mode & 0o777;
const status = {
  profile: "popeye",
  name: "Popeye",
  state: { kind: "open", since: 0 },
  forwards: [{ listen: "127.0.0.1:2121" }],
} as unknown as TunnelStatus;

/** What is told of a bridge's login, by whoever starts now. */
async function announced(passwords: BridgePasswords, isTerminal: boolean): Promise<{ line: string; password: string }> {
  const password = await passwords.get("popeye");
  const login = { username: "olive", password };
  const lines = new BridgeLoginAnnouncements({ bridgeLogin: () => login }, passwords, isTerminal).next([status]);
  return { line: lines.join("\n"), password };
}

describe("the password of a bridge on the command line", () => {
  it("is the same at every start, and in a file for its user alone", async () => {
    const first = await open().get("popeye");
    if (process.platform !== "win32")
      expect([modeOf(kept()), modeOf(folder.file("kept/popeye"))]).toEqual([0o700, 0o600]);
    expect(await open().get("popeye")).toBe(first);
    expect(await open().get("bluto")).not.toBe(first);
    expect(readFileSync(folder.file("kept/popeye"), "utf8")).toBe(`${first}\n`);
    expect(readdirSync(kept()).sort()).toEqual(["bluto", "popeye"]);
  });

  it("is taken from a file that others could read, which then is for its user alone", async () => {
    const first = await open().get("popeye");
    chmodSync(folder.file("kept/popeye"), 0o644);
    expect(await open().get("popeye")).toBe(first);
    if (process.platform !== "win32") expect(modeOf(folder.file("kept/popeye"))).toBe(0o600);
  });

  it("is made anew where a full disk has left an empty file", async () => {
    await open().get("popeye");
    writeFileSync(folder.file("kept/popeye"), "");
    const made = await open().get("popeye");
    expect(made).toMatch(/^[\w-]{20}$/);
    expect(await open().get("popeye")).toBe(made);
  });

  it("is told on a terminal, and elsewhere only where it stands, since a journal keeps what is said", async () => {
    const { line, password } = await announced(open(), true);
    expect(line).toContain(password);
    const toJournal = await announced(open(), false);
    expect(toJournal.password).toBe(password);
    expect(toJournal.line).not.toContain(password);
    expect(toJournal.line).toContain(folder.file("kept/popeye"));
  });

  it("is told nowhere where it was set beforehand, and not written", async () => {
    for (const isTerminal of [true, false]) {
      const { line, password } = await announced(open("sp1nach-9471"), isTerminal);
      expect([password, line.includes(password), line.includes("CULVERT_BRIDGE_PASSWORD")]).toEqual([
        "sp1nach-9471",
        false,
        true,
      ]);
    }
    expect(() => readdirSync(kept())).toThrow();
  });

  it("is not told to a journal either where its file cannot be written, but what to do is", async () => {
    writeFileSync(kept(), "a file where the folder should be");
    const { line, password } = await announced(open(), false);
    expect(line).not.toContain(password);
    expect(line).toMatch(/could not be written to .*popeye.*CULVERT_BRIDGE_PASSWORD/);
  });
});
