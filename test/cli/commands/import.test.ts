import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { importProfiles } from "../../../src/cli/commands/import.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

const HOSTILE = {
  version: 1,
  profiles: [
    {
      id: "evil",
      name: "evil\u202e",
      openAtStart: true,
      gateway: { host: "h", username: "u" },
      ftp: { mode: "relay", target: { host: "t" }, listen: { host: "0.0.0.0", port: 2121 } },
      forwards: [
        {
          kind: "remote",
          name: "give away",
          listen: { host: "0.0.0.0", port: 7000 },
          target: { socket: "/var/run/docker.sock" },
        },
      ],
    },
  ],
};

let folder: TempFolder;
let file: string;
let store: string;
beforeEach(() => {
  folder = tempFolder();
  file = folder.file("all.json");
  store = folder.file("profiles.json");
  writeFileSync(file, JSON.stringify(HOSTILE));
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

/** What `culvert import` of the document prints on standard output. */
async function printed(options: { readonly dryRun?: true; readonly json?: true }): Promise<string> {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => (text += String(chunk)) !== "");
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  expect(await importProfiles([file], { profiles: store, onConflict: "keep-both", ...options })).toBe(0);
  vi.restoreAllMocks();
  return text;
}

describe("culvert import of a document that somebody else wrote", () => {
  it("shows what would listen where, where it leads and whether it opens by itself, and stores nothing before", async () => {
    const text = await printed({ dryRun: true });
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        "evil: would be added",
        "  listens on 127.0.0.1:2121 and leads to t:21",
        "  listens on 127.0.0.1:7000 of the gateway and leads to /var/run/docker.sock of this computer (switched off)",
        "  does not open by itself",
      ]),
    );
    expect(text).toContain("It was to listen on 0.0.0.0:2121");
    expect(text).toContain("It was to open whenever Culvert starts");
    expect(existsSync(store)).toBe(false);
  });

  it("says the same as JSON", async () => {
    const [candidate] = (await printed({ dryRun: true, json: true }))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { listeners: object[]; openAtStart: boolean; notes: { code: string }[] });
    expect(candidate).toMatchObject({
      listeners: [
        { kind: "relay", listen: "127.0.0.1:2121", target: "t:21", enabled: true },
        { kind: "remote", listen: "127.0.0.1:7000", target: "/var/run/docker.sock", enabled: false },
      ],
      openAtStart: false,
    });
    expect(candidate?.notes.map(({ code }) => code).sort()).toEqual([
      "listen-narrowed",
      "listen-narrowed",
      "name-cleaned",
      "remote-off",
      "start-off",
    ]);
  });

  it("stores it with no more reach than it showed", async () => {
    await printed({});
    const { profiles } = JSON.parse(readFileSync(store, "utf8")) as { profiles: Profile[] };
    expect(profiles).toMatchObject([
      {
        name: "evil",
        openAtStart: false,
        ftp: { listen: { host: "127.0.0.1", port: 2121 } },
        forwards: [{ enabled: false, listen: { host: "127.0.0.1", port: 7000 } }],
      },
    ]);
  });
});

describe("culvert import into a document with a profile that is broken", () => {
  const whole = { id: "popeye", name: "Popeye", gateway: { host: "www.spinach.com", username: "olive" } };
  const broken = { id: "evil", name: "Brutus", gateway: { host: "two words" }, note: ["kept", { as: "it is" }] };
  const stored = (): { profiles: readonly Partial<Profile>[] } =>
    JSON.parse(readFileSync(store, "utf8")) as { profiles: Partial<Profile>[] };
  const storeDocument = (...profiles: readonly unknown[]): void =>
    writeFileSync(store, JSON.stringify({ version: 1, profiles }));

  it("adds what is whole and leaves the broken entry where and as it is", async () => {
    storeDocument(whole, broken, { ...whole, id: "olive" }, 7);
    await printed({});
    const { profiles } = stored();
    expect(profiles.map((one) => (typeof one === "number" ? one : one.id))).toEqual([
      "popeye",
      "evil",
      "olive",
      7,
      "evil-2", // the broken one may be mended, and then needs its id
    ]);
    expect(profiles[1]).toEqual(broken);
    expect(readdirSync(folder.path).filter((name) => name.includes("damaged"))).toEqual([]);
  });

  it("names the fields that are wrong on standard error, and goes on", async () => {
    storeDocument(broken);
    let errors = "";
    vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    vi.spyOn(process.stderr, "write").mockImplementation((chunk) => (errors += String(chunk)) !== "");
    expect(await importProfiles([file], { profiles: store, onConflict: "replace" })).toBe(0);
    expect(errors).toContain("gateway.host");
    expect(stored().profiles[0]).toEqual(broken);
  });

  it("changes nothing where the document itself cannot be understood", async () => {
    writeFileSync(store, `{"version": 1, "profiles": {"popeye": true}}`);
    await expect(importProfiles([file], { profiles: store, onConflict: "keep-both" })).rejects.toMatchObject({
      failure: { code: "profile.invalid" },
    });
    expect(readFileSync(store, "utf8")).toBe(`{"version": 1, "profiles": {"popeye": true}}`);
  });
});
