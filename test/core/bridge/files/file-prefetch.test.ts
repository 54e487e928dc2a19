import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { standOn, type BridgeSetup } from "../../../support/fixtures/bridge-setup.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

let setup: BridgeSetup | undefined;
afterEach(() => setup?.clear());

/** @param pipe the name of a named pipe, whose opening is not answered @returns a bridge whose second lasts until the test ends it, and what its server was asked, as `OPEN f1` */
async function startScene({ pipe }: { readonly pipe?: string } = {}) {
  const asked: string[] = [];
  const clock = new ManualClock();
  const scene = await standOn(
    {
      answers: (request, path) => {
        const line = `${request} ${path.slice(path.lastIndexOf("/") + 1)}`;
        asked.push(line);
        return line === `OPEN ${pipe}` ? "silence" : undefined;
      },
    },
    { clock },
  );
  setup = scene;
  const write = (name: string, text = name) => writeFileSync(scene.folder.file(name), text);
  const ftp = await scene.converse();
  await ftp.say("TYPE I");
  const fetch = async (name: string): Promise<string> => (await ftp.fetch(`RETR ${name}`)).bytes.toString();
  /** What is asked of a file while something is done. */
  const askedWhile = async (name: string, act: () => Promise<unknown>): Promise<string[]> => {
    const from = asked.length;
    await act();
    return asked.slice(from).filter((line) => line.endsWith(` ${name}`));
  };
  return { ...scene, clock, asked, write, ftp, fetch, askedWhile };
}

describe("a bridge that was told of a file within the last second", () => {
  it("answers SIZE, MDTM and RETR by one look", async () => {
    const { write, ftp, fetch, askedWhile } = await startScene();
    write("a", "ahoy");
    const requests = await askedWhile("a", async () => {
      expect((await ftp.say("SIZE a")).text).toContain("4");
      expect((await ftp.say("MDTM a")).code).toBe(213);
      expect(await fetch("a")).toBe("ahoy");
    });
    expect(requests.slice(0, 3)).toEqual(["STAT a", "OPEN a", "READ a"]);
    expect(requests.filter((line) => line.startsWith("STAT"))).toHaveLength(1);
  });

  it("answers by a listing as well, and asks again once it has changed something itself", async () => {
    const { write, ftp, askedWhile } = await startScene();
    write("a", "ahoy");
    await ftp.fetch("LIST");
    expect(await askedWhile("a", () => ftp.say("SIZE a"))).toEqual([]);
    await ftp.store("STOR a", Buffer.from("belay"));
    expect((await ftp.say("SIZE a")).text).toContain("5");
    await ftp.say("DELE a");
    expect((await ftp.say("SIZE a")).code).toBe(550);
  });

  it("opens a file to store it without another look, where it has stored it before", async () => {
    const { ftp, askedWhile } = await startScene();
    await ftp.store("STOR a", Buffer.from("ahoy"));
    const requests = await askedWhile("a", () => ftp.store("STOR a", Buffer.from("belay")));
    expect(requests[0]).toBe("OPEN a");
  });
});

describe("a file that is stored over", () => {
  it("was looked at with the one before it, in the order that two have shown", async () => {
    const { write, asked, ftp, askedWhile } = await startScene();
    for (const name of ["f1", "f2", "f3", "f4"]) write(name);
    for (const name of ["f1", "f2"]) await ftp.store(`STOR ${name}`, Buffer.from("ahoy"));
    await expect.poll(() => asked).toContain("STAT f3");
    const requests = await askedWhile("f3", () => ftp.store("STOR f3", Buffer.from("ahoy")));
    expect(requests[0]).toBe("OPEN f3");
  });

  it.runIf(process.platform !== "win32")("is looked at once more where it was no regular file", async () => {
    const { write, asked, ftp, folder } = await startScene({ pipe: "f3" });
    for (const name of ["f1", "f2"]) write(name);
    execFileSync("mkfifo", [folder.file("f3")]);
    for (const name of ["f1", "f2"]) await ftp.store(`STOR ${name}`, Buffer.from("ahoy"));
    await expect.poll(() => asked).toContain("STAT f3");
    expect((await ftp.store("STOR f3", Buffer.from("ahoy"))).replies).toEqual([550]);
    expect(asked).not.toContain("OPEN f3");
  });
});

describe("a file that is opened ahead", () => {
  const series = async () => {
    const scene = await startScene();
    for (const name of ["f1", "f2", "f3", "f4", "f5"]) scene.write(name);
    for (const name of ["f1", "f2", "f3"]) expect(await scene.fetch(name)).toBe(name);
    await expect.poll(() => scene.asked).toContain("OPEN f4");
    return scene;
  };

  it("costs nothing but its bytes once it is fetched", async () => {
    const { fetch, askedWhile, asked } = await series();
    expect(asked.indexOf("READ f3")).toBeLessThan(asked.indexOf("OPEN f4"));
    const requests = await askedWhile("f4", async () => expect(await fetch("f4")).toBe("f4"));
    expect(requests.slice(0, 2)).toEqual(["READ f4", "FSTAT f4"]);
    expect(requests.filter((line) => /^(?:OPEN|STAT)/.test(line))).toEqual([]);
  });

  it("is closed after a second where it is not fetched", async () => {
    const { gateway, clock, ftp } = await series();
    await expect.poll(() => gateway.handles()).toBe(1);
    clock.advance(1_000);
    await expect.poll(() => gateway.handles()).toBe(0);
    expect((await ftp.say("NOOP")).code).toBe(200);
  });

  it("is not used once its name was changed through this bridge", async () => {
    const { ftp, fetch } = await series();
    await ftp.say("RNFR f5");
    await ftp.say("RNTO f4");
    expect(await fetch("f4")).toBe("f5");
    await ftp.say("DELE f4");
    expect((await ftp.fetch("RETR f4")).replies).toEqual([550]);
  });

  it("is none where another file is fetched than was expected", async () => {
    const { fetch, gateway } = await series();
    expect(await fetch("f1")).toBe("f1");
    await expect.poll(() => gateway.handles()).toBe(0);
  });

  it.runIf(process.platform !== "win32")("is no pipe, whose opening would wait for ever", async () => {
    const scene = await startScene({ pipe: "f3" });
    for (const name of ["f1", "f2"]) scene.write(name);
    execFileSync("mkfifo", [scene.folder.file("f3")]);
    for (const name of ["f1", "f2"]) await scene.fetch(name);
    await expect.poll(() => scene.asked).toContain("STAT f3");
    expect((await scene.ftp.fetch("RETR f3")).replies).toEqual([550]);
    expect(scene.asked).not.toContain("OPEN f3");
  });

  it("is another file a second later, where somebody else has put it there", async () => {
    const { clock, folder, fetch } = await series();
    rmSync(folder.file("f4"));
    writeFileSync(folder.file("f4"), "new");
    clock.advance(1_000);
    expect(await fetch("f4")).toBe("new");
  });

  it("is looked at with those behind it, down the folder's listing", async () => {
    const scene = await startScene();
    for (const name of ["ham", "egg", "oil", "rye", "tea"]) scene.write(name);
    await scene.ftp.fetch("NLST");
    expect([await scene.fetch("egg"), await scene.fetch("ham")]).toEqual(["egg", "ham"]);
    await expect.poll(() => scene.asked).toContain("OPEN oil");
    expect(await scene.askedWhile("oil", () => scene.fetch("oil"))).not.toContain("OPEN oil");
  });
});
