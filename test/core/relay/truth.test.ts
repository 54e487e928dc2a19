import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type {
  ScriptedReply,
  ScriptedFtpServerOptions,
  ScriptedSession,
} from "../../support/servers/scripted-ftp-server.js";
import { activePort, connectData, dataFrom, portCommand, type RawFtp } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";

const LONG = 8_000_000;
/** Long enough for what is sent at once to arrive; only for what must not come. */
const A_MOMENT_MS = 200;

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options: ScriptedFtpServerOptions): Promise<Scene> => setup.scene(options);

/**
 * Watch how a data connection ends, and what came on it.
 *
 * Where a reset meets bytes that nobody has read, libuv reads those and reports an end in its place (`POLLHUP` behind a
 * partial read): whether it was one is seen by a write, which a connection that was reset refuses at once.
 */
function watch(socket: Socket): { readonly bytes: () => number; readonly end: () => "open" | "ended" | "broken" } {
  let bytes = 0;
  let end: "open" | "ended" | "broken" = "open";
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  socket.once("error", () => {
    end = "broken";
  });
  socket.once("end", () =>
    socket.write("x", (refused) => {
      end = refused ? "broken" : "ended";
      socket.destroy();
    }),
  );
  return { bytes: () => bytes, end: () => end };
}

/** Ask for a passive port and connect to it. */
async function dataOf(ftp: RawFtp): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: (await ftp.passive()).port, allowHalfOpen: true }).on(
    "error",
    () => undefined,
  );
  await once(socket, "connect");
  return socket;
}

/** A transfer of the server's that does not hold up what comes behind it. */
const transfer =
  (act: (data: Socket, session: ScriptedSession) => void | Promise<void>): ScriptedReply =>
  (session) => {
    void session.data().then(async (data) => {
      if (data === undefined) throw new Error("no data connection was asked for");
      await act(data, session);
    });
  };

/** Says that all is done while nearly everything is still on its way. */
const EARLY = transfer((data, session) => {
  session.say("150 Here.\r\n");
  data.resume().end(Buffer.alloc(LONG));
  session.say("226 Done.\r\n");
});

/** Half of a file, and then nothing more. */
const halfOf = (act: (session: ScriptedSession) => void): ScriptedReply =>
  transfer((data, session) => {
    session.say("150 Here.\r\n");
    data.write("half", () => act(session));
  });

async function fetching(
  scene: Scene,
  isPaused = false,
): Promise<{ readonly ftp: RawFtp; readonly socket: Socket; readonly data: ReturnType<typeof watch> }> {
  const ftp = await scene.client();
  const socket = await dataOf(ftp);
  const data = watch(socket);
  if (isPaused) socket.pause();
  expect(await ftp.say("RETR long")).toMatch(/^150/);
  return { ftp, socket, data };
}

async function untilStuck({ running }: Scene): Promise<void> {
  const passed = () => running.row().transfers?.[0]?.bytes ?? 0;
  for (let before = -1; before !== passed() || before <= 0;) {
    before = passed();
    await new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS));
  }
}

async function advance({ running }: Scene, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    running.clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a success that a relay passes on", () => {
  it("waits for a client that pauses, however long, where the server says it early", async () => {
    const scene = await sceneOf({ answers: { RETR: EARLY } });
    const { ftp, socket, data } = await fetching(scene, true);
    await untilStuck(scene);
    for (const seconds of [10, 50, 240, 600]) {
      await advance(scene, seconds);
      await expect(ftp.hear(A_MOMENT_MS), `${seconds} s later`).rejects.toThrow("no whole reply came");
      expect(data.end()).toBe("open");
    }
    socket.resume();
    expect(await ftp.hear()).toMatch(/^226/);
    await expect.poll(data.end).not.toBe("open");
    expect(data.end()).toBe("ended");
    expect(data.bytes()).toBe(LONG);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("is not heard, and the data end by a reset, where the server said it early and the link is lost", async () => {
    const scene = await sceneOf({ answers: { RETR: EARLY } });
    const { ftp, socket, data } = await fetching(scene, true);
    let heard = "";
    ftp.socket.on("data", (text: string) => {
      heard += text;
    });
    await untilStuck(scene);
    scene.running.relay.reset();
    expect(await ftp.closed).toBe(true);
    socket.resume();
    await expect.poll(data.end).not.toBe("open");
    expect(data.end()).toBe("broken");
    expect(data.bytes()).toBeLessThan(LONG);
    expect(heard).toBe("");
  });

  it.each([
    {
      said: "a fetch that its client breaks off",
      command: "RETR",
      answer: transfer((data, session) => {
        session.say("150 Here.\r\n");
        data.once("close", () => session.say("226 Done.\r\n")).write(Buffer.alloc(LONG));
      }),
    },
    {
      said: "a store that its client breaks off",
      command: "STOR",
      answer: transfer((data, session) => {
        data.resume().once("close", () => session.say("226 Kept.\r\n"));
        session.say("150 Go on.\r\n");
      }),
    },
  ])("becomes 426 for $said", async ({ command, answer }) => {
    const scene = await sceneOf({ answers: { [command]: answer } });
    const ftp = await scene.client();
    const socket = await dataOf(ftp);
    expect(await ftp.say(`${command} long`)).toMatch(/^150/);
    if (command === "STOR") socket.write("half of it");
    await expect.poll(() => scene.running.row().transfers?.[0]?.bytes).toBeGreaterThan(0);
    socket.resetAndDestroy();
    expect(await ftp.hear()).toMatch(/^426/);
    expect(await ftp.say("CWD x"), "a later success is its own command's").toBe("200 CWD x\r\n");
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("is a later command's own, behind a transfer that was broken off", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: transfer((data, session) => {
          session.say("150 Here.\r\n");
          data.once("close", () => session.say("426 Broken.\r\n")).write(Buffer.alloc(LONG));
        }),
        CWD: (session) => session.say("250 There.\r\n"),
      },
    });
    const { ftp, socket } = await fetching(scene, true);
    await untilStuck(scene);
    socket.resetAndDestroy();
    expect(await ftp.hear()).toMatch(/^426/);
    expect(await ftp.say("CWD x")).toBe("250 There.\r\n");
  });
});

describe("data that a relay cuts off", () => {
  it("end by a reset where the link is lost", async () => {
    const scene = await sceneOf({ answers: { RETR: halfOf(() => undefined) } });
    const { ftp, data } = await fetching(scene);
    await expect.poll(data.bytes).toBe(4);
    scene.running.relay.reset();
    await expect.poll(data.end).not.toBe("open");
    expect(data.end()).toBe("broken");
    expect(await ftp.closed).toBe(true);
  });

  it("end by a reset where the server refuses amid them and leaves them open", async () => {
    let refuse: () => void = () => undefined;
    const scene = await sceneOf({
      answers: {
        RETR: halfOf((session) => {
          refuse = () => session.say("451 The disk is broken.\r\n");
        }),
      },
    });
    const { ftp, data } = await fetching(scene);
    await expect.poll(data.bytes).toBe(4);
    refuse();
    expect(await ftp.hear()).toMatch(/^451/);
    expect(data.end(), "the server may end them itself").toBe("open");
    await expect
      .poll(async () => {
        await advance(scene, 2);
        return data.end();
      })
      .not.toBe("open");
    expect(data.end()).toBe("broken");
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("end by a reset where the server's control connection breaks and leaves them open", async () => {
    const scene = await sceneOf({ answers: { RETR: halfOf(({ control }) => void control.resetAndDestroy()) } });
    const { ftp, data } = await fetching(scene);
    expect(await ftp.hear()).toBe("");
    await expect.poll(data.bytes).toBe(4);
    expect(data.end()).toBe("open");
    await expect
      .poll(async () => {
        await advance(scene, 60);
        return data.end();
      })
      .not.toBe("open");
    expect(data.end()).toBe("broken");
    ftp.close();
    await scene.untilNothingIsLeft();
  });
});

it("A client is called back on its port although the server has ended the passive connection with a refusal", async () => {
  const scene = await sceneOf({
    answers: {
      RETR: async (session, name) => {
        const data = await session.data();
        if (name === "nosuch") data?.end(() => session.say("550 No such file.\r\n"));
        else {
          session.say("150 Here.\r\n");
          data?.resume().once("close", () => session.say("226 Done.\r\n"));
          data?.end("ahoy");
        }
      },
    },
  });
  const ftp = await scene.client();
  const active = await activePort();
  expect(await ftp.say(portCommand(active.port))).toMatch(/^200/);
  expect(await ftp.say("RETR nosuch")).toMatch(/^550/);
  const data = active.called.then((socket) => dataFrom(socket));
  expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
  expect(await data).toBe("ahoy");
  expect(await ftp.hear()).toMatch(/^226/);
  expect(scene.server.heard.filter((line) => /^(?:PASV|EPSV)/.test(line))).toHaveLength(2);
  ftp.close();
  await scene.untilNothingIsLeft();
});

describe("data that wait for a client which pauses", () => {
  it("are not cut off, however long it does, where the server's control connection has ended", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: transfer((data, session) => {
          session.say("150 Here.\r\n");
          data.resume().end(Buffer.alloc(LONG));
          session.control.end();
        }),
      },
    });
    const { ftp, socket, data } = await fetching(scene, true);
    expect(await ftp.hear()).toBe("");
    for (const seconds of [61, 61, 600]) {
      await new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS)); // until no more passes
      await advance(scene, seconds);
    }
    expect(data.end()).toBe("open");
    socket.resume();
    await expect.poll(data.end).not.toBe("open");
    expect(data.end()).toBe("ended");
    expect(data.bytes()).toBe(LONG);
    ftp.close();
    await scene.untilNothingIsLeft();
  });
});

describe("a store through a relay", () => {
  it.each(["before its command", "behind its command"])(
    "reaches the server with no byte before the 1xx, where the client sends %s",
    async (when) => {
      let atServer = 0;
      let goOn: () => void = () => undefined;
      const scene = await sceneOf({
        answers: {
          STOR: transfer(async (data, session) => {
            data.on("data", (chunk: Buffer) => {
              atServer += chunk.length;
            });
            await new Promise<void>((resolve) => {
              goOn = resolve;
            });
            data.once("end", () => data.end(() => session.say("226 Kept.\r\n")));
            session.say("150 Go on.\r\n");
          }),
        },
      });
      const ftp = await scene.client();
      const socket = await dataOf(ftp);
      if (when === "behind its command") ftp.send("STOR up\r\n");
      await new Promise<void>((resolve) => socket.write("all of it", () => resolve()));
      if (when === "before its command") ftp.send("STOR up\r\n");
      ftp.send("PWD\r\n");
      expect(await ftp.hear()).toBe("200 PWD\r\n");
      await new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS));
      expect(atServer).toBe(0);
      goOn();
      expect(await ftp.hear()).toMatch(/^150/);
      await expect.poll(() => atServer).toBe(9);
      socket.end();
      expect(await ftp.hear()).toMatch(/^226/);
    },
  );

  it.each([
    { beside: "SIZE nosuch", refusal: "550 No such file.\r\n" },
    { beside: "MDTM nosuch", refusal: "550 No such file.\r\n" },
    { beside: "CWD nosuch", refusal: "550 No such folder.\r\n" },
    { beside: "NOOP", refusal: "450 Busy.\r\n" },
    { beside: "NOOP", refusal: "425 Busy.\r\n" },
  ])("goes on to its end where $beside beside it is refused by $refusal", async ({ beside, refusal }) => {
    let stored = 0;
    const [verb = ""] = beside.split(" ", 1);
    const scene = await sceneOf({
      answers: {
        STOR: transfer((data, session) => {
          data
            .on("data", (chunk: Buffer) => {
              stored += chunk.length;
            })
            .once("end", () => data.end(() => session.say("226 Kept.\r\n")));
          session.say("150 Go on.\r\n");
        }),
        [verb]: (session) => session.say(refusal),
      },
    });
    const ftp = await scene.client();
    const socket = await dataOf(ftp);
    ftp.send(`STOR up\r\n${beside}\r\n`);
    expect([await ftp.hear(), await ftp.hear()].sort()).toEqual(["150 Go on.\r\n", refusal].sort());
    socket.write("half ");
    await expect.poll(() => stored).toBe(5);
    await advance(scene, 300);
    socket.end("and all");
    expect(await ftp.hear()).toMatch(/^226/);
    expect(stored).toBe(12);
  });
});

it.each(["PASV", "EPSV"] as const)(
  "A store is whole where the server keeps one port for all of a session, and its client has agreed by %s before in vain",
  async (verb) => {
    const coming: Socket[] = [];
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      coming.push(socket.on("error", () => undefined)); // accepted in their order, each when its transfer begins
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    const stored: string[] = [];
    const scene = await sceneOf({
      answers: {
        PASV: (session) => session.say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255}).\r\n`),
        EPSV: (session) => session.say(`229 Entering Extended Passive Mode (|||${port}|)\r\n`),
        STOR: async (session) => {
          await expect.poll(() => coming.length).toBeGreaterThan(0);
          session.say("150 Send it.\r\n");
          const data = coming.shift() as Socket;
          let text = "";
          data.on("data", (chunk: Buffer) => (text += chunk.toString("latin1"))).resume();
          await once(data, "end");
          data.end();
          stored.push(text);
          session.say("226 Kept.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    for (let store = 0; store < 2; store++) {
      await ftp.passive(verb);
      await ftp.passive(verb);
      const data = connectData((await ftp.passive(verb)).port, "127.0.0.1");
      expect(await ftp.say("STOR up")).toMatch(/^150/);
      data.end(`all of it, ${store}`);
      expect(await ftp.hear()).toMatch(/^226/);
    }
    expect(stored).toEqual(["all of it, 0", "all of it, 1"]);
    ftp.close();
    await expect.poll(() => scene.running.channels()).toBe(0);
    for (const socket of coming) socket.destroy();
    listener.close();
  },
);
