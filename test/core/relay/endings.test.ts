import type { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ScriptedReply, ScriptedFtpServerOptions } from "../../support/servers/scripted-ftp-server.js";
import { connectData } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";

/** More than the buffers on the way hold. */
const LARGE = 24 * 1024 * 1024;

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options: ScriptedFtpServerOptions): Promise<Scene> => setup.scene(options);

/** A server that says 226 when it has handed over the last byte, wherever that is then. */
const saysEarly: ScriptedReply = async (session) => {
  const data = await session.data();
  session.say("150 Here.\r\n");
  data?.end(Buffer.alloc(LARGE, "x"));
  session.say("226 Done.\r\n");
};

/** How data end, and how many bytes came. */
function endOf(data: Socket): { readonly bytes: () => number; readonly end: Promise<"FIN" | "RST"> } {
  let bytes = 0;
  data.on("data", (chunk: Buffer | string) => {
    bytes += chunk.length;
  });
  const end = new Promise<"FIN" | "RST">((resolve) =>
    data.once("end", () => resolve("FIN")).once("error", () => resolve("RST")),
  );
  return { bytes: () => bytes, end };
}

/** Twice, since bytes may have passed within the first time. */
const letStandStill = ({ running }: Scene): void => {
  running.clock.advance(60_000);
  running.clock.advance(60_000);
};

describe("the end of a transfer", () => {
  it("is told to a client that pauses for minutes once it has every byte", async () => {
    const { client, running } = await sceneOf({ answers: { RETR: saysEarly } });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    const { bytes, end } = endOf(data);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    data.pause();
    await expect.poll(() => running.row().transfers?.[0]?.bytes ?? 0).toBeGreaterThan(0); // and then some wait for the client
    for (let second = 0; second < 200; second += 20) {
      running.clock.advance(20_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await expect(ftp.hear(100), "no success while bytes wait").rejects.toThrow(/no whole reply/);
    data.resume();
    expect(await ftp.hear()).toMatch(/^226/);
    expect([await end, bytes()]).toEqual(["FIN", LARGE]);
  });

  it.each([
    { what: "the tunnel is cut", act: ({ running }: Scene) => running.relay.reset() },
    {
      what: "the server refuses in the middle and leaves the data open",
      act: letStandStill,
      says: "451 Disk error.\r\n",
    },
  ])("is a reset where $what", async ({ act, says = "" }) => {
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          session.say("150 Here.\r\n");
          data?.write("a part");
          if (says !== "") session.say(says);
        },
      },
    });
    const ftp = await scene.client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    const { bytes, end } = endOf(data);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    if (says !== "") expect(await ftp.hear()).toBe(says);
    await expect.poll(bytes).toBe(6);
    act(scene);
    const again = setInterval(() => act(scene), 100); // bytes that were counted behind the refusal begin its limit anew
    expect(await end).toBe("RST");
    clearInterval(again);
  });

  it("is a reset, too, where the client connects only behind the refusal", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          data?.write("a part");
          session.say("150 Here.\r\n451 Disk error.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    const { port } = await ftp.passive();
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await ftp.hear()).toMatch(/^451/);
    const { bytes, end } = endOf(connectData(port, "127.0.0.1"));
    await expect.poll(bytes).toBe(6);
    letStandStill(scene);
    expect(await end).toBe("RST");
  });

  it("is told at once where the server says 226 to a store and leaves its side of the data open", async () => {
    const { client } = await sceneOf({
      answers: {
        STOR: async (session) => {
          const data = await session.data();
          session.say("150 Send.\r\n");
          data?.resume().once("end", () => session.say("226 Kept.\r\n"));
        },
      },
    });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    expect(await ftp.say("STOR up.txt")).toMatch(/^150/);
    data.end("all of it");
    expect(await ftp.hear()).toMatch(/^226/);
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect(await ftp.say("PASV")).toMatch(/^227/);
  });

  it("is waited for while STAT lists 200 KB on the control connection", async () => {
    const listing = `213-Status\r\n${" -rw-r--r-- 1 olive olive 100 Jan 1 00:00 a-file\r\n".repeat(4_000)}213 End\r\n`;
    let finish: () => void = () => undefined;
    const { client } = await sceneOf({
      answers: {
        RETR: (session) => {
          session.say("150 Here.\r\n");
          void session.data().then((data) => {
            finish = () => void data?.end("ahoy", () => session.say("226 Done.\r\n"));
          });
        },
        STAT: (session) => {
          session.say(listing);
          finish();
        },
      },
    });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    const { bytes, end } = endOf(data);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect((await ftp.say("STAT still")) === listing).toBe(true);
    expect(await ftp.hear()).toMatch(/^226/);
    expect([await end, bytes()]).toEqual(["FIN", 4]);
  });

  it.each(["client", "server"] as const)(
    "is waited for by a client that connects seconds behind the end of its control connection, by the %s",
    async (who) => {
      const { client, running } = await sceneOf({
        answers: {
          RETR: async (session) => {
            session.say("150 Here.\r\n");
            const data = await session.data();
            data?.end("ahoy", () => {
              session.say("226 Done.\r\n");
              session.control.end();
            });
          },
        },
      });
      const ftp = await client();
      const { port } = await ftp.passive();
      expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
      if (who === "client") ftp.socket.end();
      for (let second = 0; second < 4; second++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        running.clock.advance(1_000);
      }
      const { bytes, end } = endOf(connectData(port, "127.0.0.1"));
      expect([await end, bytes()]).toEqual(["FIN", 4]);
      expect(await ftp.hear()).toMatch(/^226/);
    },
  );
});
