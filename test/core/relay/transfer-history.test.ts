import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EndedTransfer } from "../../../src/shared/status/route.js";
import { describeForwardState } from "../../../src/shared/words/words.js";
import { connectData, dataFrom, type RawFtp } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions, ScriptedReply } from "../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../support/wait-for.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options?: ScriptedFtpServerOptions): Promise<Scene> =>
  setup.scene({ files: { "a.txt": "ahoy", "b.txt": "belay" }, ...options });

const historyOf = ({ running }: Scene): readonly EndedTransfer[] => running.row().history ?? [];

/** The newest transfer that has ended, once there are so many, without its times. */
async function newest(scene: Scene, count = 1): Promise<Omit<EndedTransfer, "since" | "until"> | undefined> {
  await waitFor("the end of the transfer", () => (historyOf(scene).length >= count ? true : undefined));
  expect(historyOf(scene)).toHaveLength(count);
  const [first] = historyOf(scene);
  if (first === undefined) return undefined;
  const { since, until, ...rest } = first;
  expect(until >= since).toBe(true);
  return rest;
}

async function dataOf(ftp: RawFtp): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: (await ftp.passive()).port, allowHalfOpen: true });
  await once(
    socket.on("error", () => undefined),
    "connect",
  );
  return socket;
}

/** Half of a file behind a 150 that tells its size, and then what the test does. */
const half =
  (then: (data: Socket) => void): ScriptedReply =>
  async (session) => {
    const data = await session.data();
    if (data === undefined) throw new Error("no data connection was asked for");
    session.say("150 Opening BINARY mode data connection for a.txt (9 bytes).\r\n");
    data.write("half", () => then(data));
  };

describe("the transfers that a relay has carried", () => {
  it("are told with verb, name, bytes and the server's last word, the newest first", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    await ftp.fetch("RETR a.txt");
    await ftp.fetch("LIST");
    await ftp.fetch("RETR b.txt");
    expect(await newest(scene, 3)).toEqual({
      verb: "RETR",
      path: "b.txt",
      bytes: 5,
      outcome: "done",
      said: "226 Done.",
    });
    expect(historyOf(scene).map(({ verb }) => verb)).toEqual(["RETR", "LIST", "RETR"]);
  });

  it("are the same array while none ends", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    await ftp.fetch("RETR a.txt");
    await newest(scene);
    expect(historyOf(scene)).toBe(historyOf(scene));
  });

  it("say what was stored", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    const data = await dataOf(ftp);
    expect(await ftp.say("STOR new.txt")).toMatch(/^150/);
    data.end("spinach");
    expect(await ftp.hear()).toMatch(/^226/);
    expect(await newest(scene)).toMatchObject({ verb: "STOR", path: "new.txt", bytes: 7, outcome: "done" });
  });

  it("say that one was refused, and in which words", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    await dataOf(ftp);
    expect(await ftp.say("RETR none.txt")).toMatch(/^550/);
    expect(await newest(scene)).toEqual({
      verb: "RETR",
      path: "none.txt",
      bytes: 0,
      outcome: "refused",
      said: "550 No such file.",
    });
  });

  it("tell the size that the server's 150 names, while it runs and at its end", async () => {
    const scene = await sceneOf({ answers: { RETR: half(() => undefined) } });
    const ftp = await scene.client();
    const data = await dataOf(ftp);
    const bytes = dataFrom(data);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    await waitFor("half of the file", () => (scene.running.row().transfers?.[0]?.bytes === 4 ? true : undefined));
    expect(scene.running.row().transfers).toMatchObject([{ verb: "RETR", path: "a.txt", size: 9, bytes: 4 }]);
    await scene.running.relay.stop();
    await bytes.catch(() => undefined);
    expect(await newest(scene)).toEqual({ verb: "RETR", path: "a.txt", bytes: 4, size: 9, outcome: "cut", said: "" });
  });

  it("stay in sight while the last one finishes, and the port says that it does", async () => {
    const scene = await sceneOf({ answers: { RETR: half(() => undefined) } });
    const ftp = await scene.client();
    await ftp.fetch("LIST");
    const data = await dataOf(ftp);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    scene.running.relay.drain();
    expect(scene.running.row()).toMatchObject({
      state: { kind: "idle", isFinishing: true },
      transfers: [{ path: "a.txt" }],
      history: [{ verb: "LIST" }],
    });
    expect(describeForwardState(scene.running.row().state)).toBe("Finishing");
    await scene.running.relay.stop();
    expect(scene.running.row().state).toEqual({ kind: "idle" });
    data.destroy();
  });

  it("tell the size that SIZE named, less an offset", async () => {
    const scene = await sceneOf({
      answers: {
        SIZE: (session) => session.say("213 4\r\n"),
        REST: (session) => session.say("350 Go on.\r\n"),
      },
    });
    const ftp = await scene.client();
    await ftp.say("SIZE a.txt");
    await ftp.fetch("RETR a.txt");
    expect(await newest(scene)).toMatchObject({ size: 4, outcome: "done" });
    await ftp.say("REST 1");
    await ftp.fetch("RETR a.txt");
    expect(await newest(scene, 2)).toMatchObject({ size: 3 });
  });

  it("are never done where the server said so and bytes were cut off", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          session.say("150 Here.\r\n");
          data?.resume().end(Buffer.alloc(8_000_000));
          session.say("226 Done.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    const data = await dataOf(ftp);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    data.pause().resetAndDestroy();
    expect(await ftp.hear()).toMatch(/^426/);
    expect(await newest(scene)).toMatchObject({ verb: "RETR", outcome: "cut", said: /^426/ });
  });

  it("are never done where their last word has not come", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          session.say("150 Here.\r\n");
          data?.resume().end("whole", () => session.control.destroy());
        },
      },
    });
    const ftp = await scene.client();
    const { port } = await ftp.passive();
    const bytes = dataFrom(connectData(port, "127.0.0.1"));
    ftp.send("RETR a.txt\r\n");
    await bytes.catch(() => undefined);
    ftp.close();
    expect(await newest(scene)).toMatchObject({ verb: "RETR", outcome: "cut", said: "" });
  });

  it("tell one that the server never answered once the next begins", async () => {
    let count = 0;
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          session.say("150 Here.\r\n");
          data?.resume().end("whole");
          if (++count > 1) session.say("226 Done.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    const data = dataFrom(connectData((await ftp.passive()).port, "127.0.0.1"));
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    await data;
    ftp.send("PASV\r\n");
    await waitFor("the next one's turn", () => {
      scene.running.clock.advance(1_000);
      return scene.server.heard.filter((line) => line.startsWith("PASV")).length === 2 ? true : undefined;
    });
    const [, high = "", low = ""] = /,(\d+),(\d+)\)/.exec(await ftp.hear()) ?? [];
    const second = dataFrom(connectData(Number(high) * 256 + Number(low), "127.0.0.1"));
    expect(await ftp.say("RETR b.txt")).toMatch(/^150/);
    await second;
    await newest(scene, 2);
    expect(historyOf(scene).map(({ path, outcome, said }) => [path, outcome, said])).toEqual([
      ["b.txt", "done", "226 Done."],
      ["a.txt", "cut", ""],
    ]);
  });

  it("keep no argument of a command that is no transfer: a password stays out", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    await ftp.say("USER olive");
    await ftp.say("PASS s3cret");
    await ftp.fetch("RETR a.txt");
    await newest(scene);
    expect(JSON.stringify(scene.running.row())).not.toContain("s3cret");
  });
});
