import { writeFileSync } from "node:fs";
import Conf from "conf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { profileFilePath, ProfileStore } from "../../../src/core/store/profile-store.js";
import { ImportSession } from "../../../src/main/ipc/import-session.js";
import type { ProfileDocument } from "../../../src/shared/profile/profile-schema.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

const SITE = (name: string) =>
  `<FileZilla3><Servers><Server><Host>h</Host><Protocol>1</Protocol><User>o</User><Name>${name}</Name></Server></Servers></FileZilla3>`;
const dropped = (name: string, text: string) => ({
  name,
  size: text.length,
  base64: Buffer.from(text).toString("base64"),
});

describe("importing through the window", () => {
  let folder: TempFolder;
  let store: ProfileStore;
  let chosen: string | undefined;
  let asked: number;
  let importing: ImportSession;
  const nameOf = async (path: string | undefined) =>
    (await importing.preview(path))?.items.map(({ candidate }) => candidate.draft.name);
  beforeEach(async () => {
    folder = tempFolder();
    for (const name of ["known", "secret", "chosen"]) writeFileSync(folder.file(name), SITE(name));
    store = await ProfileStore.open(
      profileFilePath(folder.path),
      () => new Conf<ProfileDocument>({ cwd: folder.path, configName: "profiles" }),
    );
    [chosen, asked] = [folder.file("chosen"), 0];
    importing = new ImportSession(
      store,
      () => {
        asked++;
        return Promise.resolve(chosen);
      },
      () => [{ source: "filezilla", path: folder.file("known") }],
    );
  });
  afterEach(() => folder.remove());

  it("reads a known place at once, and asks for a file where none is named", async () => {
    expect(importing.locations()).toEqual([{ source: "filezilla", path: folder.file("known") }]);
    expect(await nameOf(folder.file("known"))).toEqual(["known"]);
    expect(asked).toBe(0);
    expect(await nameOf(undefined)).toEqual(["chosen"]);
    expect(asked).toBe(1);
  });

  it("never reads another path that the window names: the user is asked instead", async () => {
    expect(await nameOf(folder.file("secret"))).toEqual(["chosen"]);
    chosen = undefined;
    expect(await nameOf(folder.file("secret"))).toBeUndefined();
  });

  it("stores nothing before it is told to, and then what was chosen of the latest look", async () => {
    await importing.preview(folder.file("known"));
    importing.dropped([dropped("a", SITE("first")), dropped("b", SITE("second"))]);
    expect(store.profiles()).toEqual([]);
    expect(
      await importing.merge([
        { index: 1, onConflict: "keep-both" },
        { index: 7, onConflict: "keep-both" },
      ]),
    ).toEqual([{ name: "second", outcome: "added", id: "second" }]);
    expect(store.profiles()).toMatchObject([{ id: "second", ftp: { mode: "bridge", listen: { port: 2121 } } }]);
  });

  it("gives several sites that are taken at once a port each", async () => {
    importing.dropped([dropped("a", SITE("first")), dropped("b", SITE("second")), dropped("c", SITE("third"))]);
    await importing.merge([0, 1, 2].map((index) => ({ index, onConflict: "keep-both" as const })));
    expect(store.profiles().map(({ ftp }) => ftp?.listen.port)).toEqual([2121, 2122, 2123]);
    expect(importing.dropped([dropped("b", SITE("second"))]).items.map(({ standing }) => standing)).toEqual(["same"]);
  });

  it("takes dropped files that are too long, of no text or of another kind for what they are", () => {
    const files = [
      { name: "long", size: 100 * 1024 * 1024, base64: "" },
      { name: "zip", size: 6, base64: Buffer.from([0x50, 0x4b, 3, 4, 0, 0]).toString("base64") },
      dropped("letter", "Dear Olive,\nI am well.\n"),
    ];
    expect(importing.dropped(files)).toEqual({
      items: [],
      notes: [
        { code: "file-too-large", file: "long", what: "100 MB" },
        { code: "file-binary", file: "zip", line: 1 },
        { code: "file-not-recognised", file: "letter", line: 1 },
      ],
    });
  });

  it("follows no Include of a dropped configuration to other files", () => {
    writeFileSync(folder.file("more"), "Host hidden\n HostName h\n User o\n");
    const { items, notes } = importing.dropped([
      dropped("config", `Include ${folder.file("more")}\nHost a\n HostName b\n User o\n`),
    ]);
    expect(items.map(({ candidate }) => candidate.draft.name)).toEqual(["a"]);
    expect(notes).toEqual([{ code: "include-not-followed", file: "config", line: 1, what: folder.file("more") }]);
  });
});
