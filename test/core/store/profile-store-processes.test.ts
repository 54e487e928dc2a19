import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import Conf from "conf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withFileLock } from "../../../src/core/store/file-lock.js";
import { readProfileFile } from "../../../src/core/store/read-profile-file.js";
import { ProfileStore, profileFilePath } from "../../../src/core/store/profile-store.js";
import { profileSchema, type ProfileDocument } from "../../../src/shared/profile/profile-schema.js";
import { bundle } from "../../support/bundle.js";
import { endWithUs } from "../../support/child.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

/** `CULVERT_KILLS=200 npx vitest run <this file>` takes a minute or two. */
const KILLS = Number(process.env["CULVERT_KILLS"] ?? 24);

let folder: TempFolder;
let saver: string;
beforeAll(async () => {
  folder = tempFolder();
  saver = await bundle("fixtures/profile-saver", folder.path);
});
afterAll(() => folder.remove());

/** A process that saves; `last` is the save that it told of last. */
function startSaver(
  where: string,
  id: string,
  saves: number,
): { child: ChildProcess; last: () => number; ended: Promise<number | null> } {
  const child = endWithUs(
    spawn(process.execPath, [saver, where, id, String(saves)], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  let last = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    last = Number(text.trim().split("\n").at(-1));
  });
  return { child, last: () => last, ended: new Promise((resolve) => child.once("close", resolve)) };
}

const numberOf = (where: string, id: string): number => {
  const text = readProfileFile(profileFilePath(where));
  if (text.kind === "damaged")
    throw new Error(`damaged: ${readFileSync(profileFilePath(where), "utf8").slice(0, 200)}`);
  return Number(text.reading.profiles.find((one) => one.id === id)?.name.replace("save ", "") ?? 0);
};

describe("the profile file", () => {
  it("reads back old or new however often its writer is killed while it saves, and is written to again", async () => {
    const lane = async (where: string): Promise<void> => {
      for (let kill = 0; kill < KILLS / 4; kill++) {
        const { child, last, ended } = startSaver(where, "popeye", 2_000);
        await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        child.kill("SIGKILL");
        await ended;
        const kept = numberOf(where, "popeye");
        expect([last(), last() + 1]).toContain(kept);
      }
    };
    const lanes = ["a", "b", "c", "d"].map((name) => folder.file(name));
    await Promise.all(lanes.map(lane));
    for (const where of lanes) {
      await startSaver(where, "popeye", 1).ended;
      expect(readdirSync(where)).toEqual(["profiles.json"]); // neither locks nor half-written files
    }
  });

  it("loses nobody's change where two processes change it at once", async () => {
    const where = folder.file("both");
    const savers = ["olive", "bluto"].map((id) => startSaver(where, id, 30));
    expect(await Promise.all(savers.map(({ ended }) => ended))).toEqual([0, 0]);
    expect([numberOf(where, "olive"), numberOf(where, "bluto")]).toEqual([30, 30]);
    expect(readdirSync(where)).toEqual(["profiles.json"]);
  });
});

describe("a lock on the file", () => {
  const open = (where: string): Promise<ProfileStore> =>
    ProfileStore.open(profileFilePath(where), () => new Conf<ProfileDocument>({ cwd: where, configName: "profiles" }));
  const popeye = profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host: "www.spinach.com", username: "olive" },
  });

  it.each([
    ["of a process that has ended", "4194304", new Date()],
    ["of a process that hangs", String(process.pid), new Date(Date.now() - 11_000)],
    ["that names nobody, and is old", "", new Date(Date.now() - 11_000)],
  ])("%s is taken away", async (title, owner, madeAt) => {
    const where = folder.file(title.replaceAll(/\W/g, ""));
    await (await open(where)).save(popeye);
    const lock = `${profileFilePath(where)}.lock`;
    writeFileSync(lock, owner);
    utimesSync(lock, madeAt, madeAt);
    await (await open(where)).save({ ...popeye, name: "Popeye's site" });
    expect((await open(where)).profiles()).toMatchObject([{ name: "Popeye's site" }]);
    expect(readdirSync(where)).toEqual(["profiles.json"]);
  });

  it("is given back also where the change fails", async () => {
    const file = folder.file("failing");
    await expect(
      withFileLock(file, () => {
        throw new Error("bug");
      }),
    ).rejects.toThrow("bug");
    expect(await withFileLock(file, () => "again")).toBe("again");
  });
});
