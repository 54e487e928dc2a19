import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Conf from "conf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProfileStore, profileFilePath, profileStoreOptions } from "../../../src/core/store/profile-store.js";
import { profileSchema, type Profile, type ProfileDocument } from "../../../src/shared/profile/profile-schema.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "culvert-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const openStore = (): Promise<ProfileStore> =>
  ProfileStore.open(profileFilePath(folder), () => new Conf<ProfileDocument>({ cwd: folder, configName: "profiles" }));
const written = (): unknown => JSON.parse(readFileSync(profileFilePath(folder), "utf8"));
const write = (text: string): void => writeFileSync(profileFilePath(folder), text);
const keptAside = (): string[] => readdirSync(folder).filter((name) => name.includes(".damaged-"));

const draft = (id: string) => ({ id, name: id, gateway: { host: "www.spinach.com", username: "olive" } });
const popeye: Profile = profileSchema.parse(draft("popeye"));
const bluto: Profile = profileSchema.parse(draft("bluto"));

describe("the profile store", () => {
  it("is empty on a fresh machine, and writes nothing by being opened", async () => {
    expect((await openStore()).profiles()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("holds exactly the document of the design", async () => {
    await (await openStore()).save(popeye);
    expect(written()).toEqual({ version: 1, profiles: [popeye] });
    expect((await openStore()).profiles()).toEqual([popeye]);
  });

  it("saves a changed profile in its place, a new one at the end, and takes one out", async () => {
    const store = await openStore();
    await store.save(popeye);
    await store.save(bluto);
    await store.save({ ...popeye, name: "Popeye's web site" });
    expect(store.profiles().map(({ name }) => name)).toEqual(["Popeye's web site", "bluto"]);
    await store.remove("popeye");
    await store.remove("wimpy");
    expect(written()).toEqual({ version: 1, profiles: [bluto] });
  });

  it("saves what was edited in the place of what it was made of, and of nothing else", async () => {
    const store = await openStore();
    await store.save(popeye);
    const mine = { ...popeye, name: "Mine" };
    expect(await store.saveEdited(mine, popeye)).toEqual({ saved: true });
    const other = await openStore();
    const theirs = { ...mine, name: "Theirs" };
    await other.save(theirs);
    expect(await store.saveEdited({ ...mine, openAtStart: true }, mine)).toEqual({ saved: false, now: theirs });
    expect([store.profiles(), written()]).toEqual([[theirs], { version: 1, profiles: [theirs] }]);
    await other.remove("popeye");
    expect(await store.saveEdited(mine, theirs), "it was removed").toEqual({ saved: false });
    expect(written()).toEqual({ version: 1, profiles: [] });
  });

  it.skipIf(process.platform === "win32")(
    "writes for its user alone, also over a file that others could read",
    async () => {
      writeFileSync(profileFilePath(folder), JSON.stringify({ version: 1, profiles: [] }), { mode: 0o644 });
      const { cwd, name, ...options } = profileStoreOptions(folder);
      const store = await ProfileStore.open(
        profileFilePath(folder),
        () => new Conf<ProfileDocument>({ ...options, cwd, configName: name }),
      );
      await store.save(popeye);
      expect(statSync(profileFilePath(folder)).mode & 0o777).toBe(0o600);
    },
  );

  it("tells of each change", async () => {
    const store = await openStore();
    let notified = 0;
    const end = store.onChange(() => notified++);
    await store.save(popeye);
    await store.remove("popeye");
    end();
    await store.save(popeye);
    expect(notified).toBe(2);
  });

  it("keeps what somebody else wrote meanwhile", async () => {
    const store = await openStore();
    await store.save(popeye);
    await (await openStore()).save(bluto);
    await store.save({ ...popeye, openAtStart: true });
    expect(store.profiles().map(({ id }) => id)).toEqual(["popeye", "bluto"]);
  });
});

it("A store takes over what another process has written, and tells of it once", async () => {
  const [store, other] = [await openStore(), await openStore()];
  let notified = 0;
  store.onChange(() => {
    notified++;
  });
  await other.save(popeye);
  store.reload();
  store.reload();
  expect([store.profiles(), notified]).toEqual([[popeye], 1]);
});

describe("a damaged profile file", () => {
  it.each([
    ["not JSON", '{ "version": 1, "profiles": [ {'],
    ["empty", ""],
    ["of another shape", "[]"],
    ["of a version that is none", '{"version": 0, "profiles": []}'],
  ])("that is %s is kept aside byte for byte and reported", async (_, text) => {
    write(text);
    const store = await openStore();
    const [copy] = keptAside();
    expect(copy).toMatch(/^profiles\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json$/);
    expect(readFileSync(join(folder, copy ?? ""), "utf8")).toBe(text);
    expect(store.trouble).toMatchObject({ code: "store.damaged", keptAs: join(folder, copy ?? "") });
    expect(store.profiles()).toEqual([]);
    expect(written()).toEqual({ version: 1, profiles: [] });
  });

  it("goes on with the profiles that are whole, and names the others with their fields", async () => {
    write(
      JSON.stringify({
        version: 1,
        profiles: [
          draft("popeye"),
          { ...draft("bluto"), gateway: { host: "two words", username: "olive" } },
          draft("popeye"),
        ],
      }),
    );
    const store = await openStore();
    expect(store.profiles()).toEqual([popeye]);
    expect(store.trouble).toMatchObject({
      code: "store.damaged",
      refused: [
        { profile: "bluto", issues: [{ field: "gateway.host", problem: "host-malformed" }] },
        { profile: "popeye", issues: [{ field: "id", problem: "id-taken" }] },
      ],
    });
    expect((await openStore()).trouble).toBeUndefined();
  });

  it("never overwrites an earlier copy", async () => {
    for (let time = 0; time < 3; time++) {
      write(`damage ${time}`);
      await openStore();
    }
    expect(keptAside()).toHaveLength(3);
  });

  it("is rescued as well when the damage came while the store was open", async () => {
    const store = await openStore();
    await store.save(popeye);
    write("damage");
    await store.save(bluto);
    expect(keptAside()).toHaveLength(1);
    expect(store.trouble).toMatchObject({ code: "store.damaged" });
    expect(written()).toEqual({ version: 1, profiles: [popeye, bluto] });
  });

  it("is left for the next change where somebody is still writing it", async () => {
    const store = await openStore();
    await store.save(popeye);
    write("half a docu");
    store.reload();
    expect([store.profiles(), store.trouble, keptAside()]).toEqual([[popeye], undefined, []]);
  });

  it("that cannot be read at all is reported, and no change is written over it", async () => {
    const unreadable = await ProfileStore.open(
      folder,
      () => new Conf<ProfileDocument>({ cwd: folder, configName: "profiles" }),
    ); // a folder is not a file
    expect(unreadable.trouble).toMatchObject({ code: "store.unreadable", file: folder });
    await expect(unreadable.save(popeye)).rejects.toThrow("store.unreadable");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a profile file that a newer Culvert wrote", () => {
  const NEWER = `{"version": 2, "profiles": [${JSON.stringify({ ...draft("popeye"), invented: true })}], "more": 1}`;
  const failure = () => ({ code: "store.newer", file: profileFilePath(folder), version: 2 });

  it("stays as it is, byte for byte, and is told of", async () => {
    write(NEWER);
    const store = await openStore();
    expect([store.profiles(), store.trouble]).toEqual([[], failure()]);
    await expect(store.save(popeye)).rejects.toMatchObject({ failure: failure() });
    await expect(store.remove("popeye")).rejects.toMatchObject({ failure: failure() });
    expect([readFileSync(profileFilePath(folder), "utf8"), readdirSync(folder)]).toEqual([NEWER, ["profiles.json"]]);
  });

  it("is as safe where it came while the store was open, and is written to once it is an older one again", async () => {
    const store = await openStore();
    await store.save(popeye);
    write(NEWER);
    store.reload();
    await expect(store.save(bluto)).rejects.toMatchObject({ failure: failure() });
    expect(readFileSync(profileFilePath(folder), "utf8")).toBe(NEWER);
    write(JSON.stringify({ version: 1, profiles: [] }));
    await store.save(bluto);
    expect(written()).toEqual({ version: 1, profiles: [bluto] });
  });
});
