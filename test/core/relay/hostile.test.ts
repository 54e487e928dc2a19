import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ControlMemoryBudget } from "../../../src/core/net/ftp/control-memory-budget.js";
import { activePort, connectData, dataFrom, portCommand, RawFtp } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions } from "../../support/servers/scripted-ftp-server.js";

const MB = 1024 * 1024;

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options?: ScriptedFtpServerOptions): Promise<Scene> =>
  setup.scene({ files: { "a.txt": "ahoy" }, ...options });

/** The relay goes on serving others. */
async function expectToServeOthers({ client }: Scene): Promise<void> {
  const other = await client();
  expect(await other.say("USER olive")).toMatch(/^331/);
  other.close();
}

const withPassive = (raw: string, verb = "PASV"): ScriptedFtpServerOptions => ({
  answers: {
    PASV: (session) => session.say(verb === "PASV" ? raw : "500 No.\r\n"),
    EPSV: (session) => session.say(verb === "EPSV" ? raw : "500 No.\r\n"),
  },
});

describe("a relay, against a hostile server", () => {
  it("never dials the host in a 227", async () => {
    const elsewhere = await activePort("127.0.0.9");
    const scene = await sceneOf({
      answers: {
        PASV: async (session) => {
          await session.listen();
          session.say(`227 Entering Passive Mode (127,0,0,9,${elsewhere.port >> 8},${elsewhere.port & 255})\r\n`);
        },
      },
    });
    let lured = false;
    void elsewhere.called.then(() => {
      lured = true;
    });
    const ftp = await scene.client();
    const { host, port } = await ftp.passive();
    expect(host).toBe("127.0.0.1");
    connectData(port, "127.0.0.1").destroy();
    expect(lured).toBe(false);
    expect(setup.gateway.asked().filter((asked) => asked.endsWith(`:${elsewhere.port}`))).toEqual([
      `${scene.server.host}:${elsewhere.port}`,
    ]);
    elsewhere.close();
    await expectToServeOthers(scene);
  });

  it.each([
    { said: "a port below 1024", options: withPassive("227 Entering Passive Mode (127,0,0,1,0,25)\r\n") },
    {
      said: "a port below 1024 by EPSV",
      options: withPassive("229 Entering Extended Passive Mode (|||25|)\r\n", "EPSV"),
    },
    { said: "no port at all", options: withPassive("227 Entering Passive Mode\r\n") },
    { said: "numbers that are no bytes", options: withPassive("227 Entering Passive Mode (999,0,0,1,999,999)\r\n") },
    { said: "another reply", options: withPassive("425 Not today.\r\n") },
  ])("answers 4xx or 5xx where a 227 names $said, and shows a finding", async ({ options }) => {
    const scene = await sceneOf(options);
    const ftp = await scene.client();
    expect(await ftp.say("PASV")).toMatch(/^[45]\d\d /);
    expect(await ftp.say("EPSV")).toMatch(/^[45]\d\d /);
    expect(scene.running.row().trouble).toMatchObject({ code: "ftp.passive-refused" });
    await expectToServeOthers(scene);
  });

  it("lets no 227 through that nobody asked for", async () => {
    const lure = "227 Entering Passive Mode (10,0,0,9,9,230)\r\n";
    const scene = await sceneOf({
      answers: { PWD: (session) => session.say(lure), NOOP: (session) => session.say(`200 Fine.\r\n${lure}`) },
    });
    const ftp = await scene.client();
    expect(await ftp.say("PWD")).toMatch(/^500/);
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it.each([
    { said: "a line that never ends", flood: (text: string) => text.replaceAll("\n", "x"), opening: "220 " },
    { said: "a reply that never ends", flood: (text: string) => text, opening: "220-" },
  ])("hangs up with 421 and a finding on $said", async ({ flood, opening }) => {
    const scene = await sceneOf({ greeting: opening + flood("and on it goes\r\n".repeat(20_000)) });
    const ftp = await scene.client({ greeted: false });
    expect(await ftp.hear()).toMatch(/^421 .*does not speak FTP/);
    expect(scene.running.row().trouble).toMatchObject({ code: "ftp.not-ftp" });
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("hangs up with 421 on a greeting of a million bytes, in one line", async () => {
    const scene = await sceneOf({ greeting: `220 ${"x".repeat(1_000_000)}\r\n` });
    const ftp = await scene.client({ greeted: false });
    expect(await ftp.hear()).toMatch(/^421 /);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it.each([
    { said: "a line of a million bytes", flood: `200 ${"x".repeat(1_000_000)}\r\n` },
    { said: "a reply of sixty thousand lines", flood: `200-${"and on it goes\r\n".repeat(60_000)}200 End\r\n` },
  ])("passes on $said after the greeting, to the byte", async ({ flood }) => {
    const scene = await sceneOf({ answers: { SITE: (session) => session.say(flood) } });
    const ftp = await scene.client();
    expect((await ftp.say("SITE FLOOD")) === flood).toBe(true);
    expect(await ftp.say("PWD")).toMatch(/^200/);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("hangs up with 421 on another protocol", async () => {
    const scene = await sceneOf({ greeting: "SSH-2.0-OpenSSH_9.2\r\n" });
    expect(await (await scene.client({ greeted: false })).hear()).toMatch(/^421/);
    expect(scene.running.row().trouble).toMatchObject({ code: "ftp.not-ftp", heard: "SSH-2.0-OpenSSH_9.2" });
  });

  it("keeps little of endless replies that the client does not read", async () => {
    let written = 0;
    let full = false;
    const scene = await sceneOf({
      answers: {
        SITE: ({ control }) => {
          const pour = () => {
            while (control.writable && written < 64 * MB) {
              written += 10_000;
              if (!control.write("200 more\r\n".repeat(1_000))) {
                full = true;
                control.once("drain", pour);
                return;
              }
            }
          };
          pour();
        },
      },
    });
    const ftp = await scene.client();
    ftp.send("SITE FLOOD\r\n");
    ftp.socket.pause();
    await expect.poll(() => full).toBe(true);
    await untilStill(() => written);
    expect(written, "what all buffers on the way hold, not what the server would send").toBeLessThan(24 * MB);
    await expectToServeOthers(scene);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("passes NUL in a reply as it is", async () => {
    const scene = await sceneOf({ answers: { PWD: (session) => session.say('257 "/a\0b"\r\n') } });
    expect(await (await scene.client()).say("PWD")).toBe('257 "/a\0b"\r\n');
  });

  it("tells a client whose server breaks off in the middle of an agreement", async () => {
    const scene = await sceneOf({ answers: { PASV: ({ control }) => void control.destroy() } });
    const ftp = await scene.client();
    await ftp.say("PASV");
    await expect.poll(() => scene.running.channels()).toBe(0);
    ftp.close();
    await scene.untilNothingIsLeft();
    await expectToServeOthers(scene);
  });
});

describe("a relay, against a hostile client", () => {
  it.each([
    { said: "another host", command: "PORT 10,0,0,9,9,230" },
    { said: "another loopback address", command: portCommand(2534, "127.0.0.2") },
    { said: "a port below 1024", command: portCommand(25) },
    { said: "another host by EPRT", command: "EPRT |1|10.0.0.9|2534|" },
    { said: "nothing that can be read", command: "PORT 1,2,3" },
    { said: "numbers that are no bytes", command: "PORT 127,0,0,1,999,1" },
  ])("refuses to call back $said", async ({ command }) => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    expect(await ftp.say(command)).toMatch(/^501/);
    expect(
      scene.server.heard.join().replace("EPRT |1|", ""),
      "the server is asked to refuse it without hearing where to",
    ).not.toMatch(/[1-9]/);
    expect(await ftp.say("RETR a.txt")).toMatch(/^425/);
    await expectToServeOthers(scene);
  });

  it("hangs up with 500 on a line that never ends", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    ftp.send("x".repeat(200_000));
    expect(await ftp.hear()).toMatch(/^500 .*too long/);
    ftp.close();
    await scene.untilNothingIsLeft();
    await expectToServeOthers(scene);
  });

  it.each(["POST / HTTP/1.1", "GET /x HTTP/1.1", "OPTIONS * HTTP/1.1", "PRI * HTTP/2.0"])(
    "cuts off a web browser that begins with %s: nothing that its page wrote reaches the server",
    async (request) => {
      const scene = await sceneOf();
      const ftp = await scene.client();
      expect(
        await ftp.say(
          `${request}\r\nHost: 127.0.0.1:2121\r\nContent-Type: text/plain\r\n\r\nUSER anonymous\r\nPASS a@b\r\nDELE a.txt`,
        ),
      ).toBe("");
      expect(scene.server.heard).toEqual([]);
      await expectToServeOthers(scene);
    },
  );

  it.each([
    {
      said: "a browser with a method of its page's choice",
      sent: "USER / HTTP/1.1\r\nHost: evil.test\r\n\r\n",
      speaks: "a web browser",
    },
    { said: "a request for nothing in particular", sent: "DELETE * HTTP/1.1\r\n\r\n", speaks: "a web browser" },
    { said: "a TLS hello", sent: "\x16\x03\x01\0\x80\x01\0\0\x7c\x03\x03\r\n", speaks: "TLS" },
    { said: "SSH", sent: "SSH-2.0-x\r\n", speaks: "SSH" },
    { said: "a call by WebRTC", sent: "\0\x03\0\x50\x21\x12\xa4\x42\r\n", speaks: "another protocol" },
    { said: "a header that comes later", sent: "NOOP\r\nContent-Type: text/plain\r\n", speaks: "a web browser" },
  ])(
    "cuts off $said before the server hears a line of it, in one piece or in many, and says so",
    async ({ sent, speaks }) => {
      const all = Buffer.from(`${sent}USER anonymous\r\nPASS x\r\nDELE precious\r\nQUIT\r\n`, "latin1");
      for (const size of [all.length, 1]) {
        const scene = await sceneOf();
        const ftp = await scene.client();
        for (let from = 0; from < all.length; from += size) {
          ftp.socket.write(all.subarray(from, from + size));
          if (size < all.length) await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await ftp.hear()).toMatch(/^(?:200.*\r\n)?$/);
        await scene.untilNothingIsLeft();
        expect(scene.server.heard.filter((line) => line !== "NOOP\r\n" || size === all.length)).toEqual([]);
        expect(scene.running.row().trouble).toEqual({ code: "relay.not-ftp", speaks });
        await expectToServeOthers(scene);
      }
    },
  );

  it("passes whatever a client says once it is logged in", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    await ftp.say("USER olive");
    expect(await ftp.say("PASS x")).toMatch(/^230/);
    await ftp.say("RETR a HTTP/1.1");
    await ftp.say("X-Y: z");
    expect(scene.server.heard.slice(-2)).toEqual(["RETR a HTTP/1.1\r\n", "X-Y: z\r\n"]);
    expect(scene.running.row().trouble).toBeUndefined();
  });

  it("refuses a command that holds NUL, and goes on", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    expect(await ftp.say("RETR a\0b")).toMatch(/^501/);
    expect(await ftp.say("PWD")).toMatch(/^200/);
    expect(scene.server.heard).toEqual(["PWD\r\n"]);
  });

  it("lets no other address through a gate, and the client itself after that", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    const { port } = await ftp.passive();
    const stranger = connectData(port, "127.0.0.1", "127.0.0.3");
    expect(await dataFrom(stranger)).toBe("");
    const data = dataFrom(connectData(port, "127.0.0.1"));
    ftp.send("RETR a.txt\r\n");
    expect(await data).toBe("ahoy");
  });

  it("lets one connection through a gate and no second", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    const { port } = await ftp.passive();
    const [first, second] = [connectData(port, "127.0.0.1"), connectData(port, "127.0.0.1")];
    ftp.send("RETR a.txt\r\n");
    expect((await Promise.all([dataFrom(first), dataFrom(second)])).sort()).toEqual(["", "ahoy"]);
    expect([await ftp.hear(), await ftp.hear()].join("")).toMatch(/^150.*\r\n226/);
  });

  it.each([
    { said: "to a server that answers nothing", answers: { X: () => undefined }, line: "X\r\n" },
    { said: "and reads no reply", answers: {}, line: "AUTH TLS\r\n" },
  ])("keeps little of endless commands $said", async ({ answers, line }) => {
    const scene = await sceneOf({ answers });
    const ftp = await scene.client();
    ftp.socket.pause();
    let written = 0;
    const pour = () => {
      while (!ftp.socket.destroyed && written < 64 * MB) {
        written += 100_000;
        if (!ftp.socket.write(line.repeat(100_000 / line.length))) {
          ftp.socket.once("drain", pour);
          return;
        }
      }
    };
    pour();
    await untilStill(() => written);
    expect(written).toBeLessThan(24 * MB);
    await expectToServeOthers(scene);
    ftp.socket.resetAndDestroy();
  });

  it("asks for no data connection for a client that has gone, however many it had asked for", async () => {
    const scene = await sceneOf({ answers: { LIST: () => undefined } });
    const ftp = await scene.client();
    ftp.socket.write("PASV\r\nLIST\r\nABOR\r\n".repeat(150));
    await expect.poll(() => scene.server.heard.length).toBeGreaterThan(0);
    ftp.socket.resetAndDestroy();
    const isOver = (): boolean => {
      scene.running.clock.advance(1_000);
      return scene.running.row().connections.open === 0;
    };
    await expect.poll(isOver).toBe(true);
    await scene.untilNothingIsLeft();
    expect(scene.server.heard.filter((line) => line.startsWith("LIST")).length).toBeLessThan(3);
  });

  it("breaks off the clients that hold most where all together hold too much, and none that reads its replies", async () => {
    const scene = await sceneOf({ answers: { X: () => undefined } });
    const memory = new ControlMemoryBudget(400_000);
    const { port, relay, row } = await setup.relay(scene.server, "127.0.0.1", { controlMemory: memory });
    const honest = await RawFtp.connect(port);
    const hostile = await Promise.all(Array.from({ length: 6 }, () => RawFtp.connect(port)));
    for (const { socket } of hostile) socket.pause().write("X\r\n".repeat(100_000));
    await expect.poll(() => row().connections.open).toBeLessThan(7);
    expect(memory.bytes).toBeLessThanOrEqual(400_000);
    expect(await honest.say("USER olive")).toMatch(/^331/);
    for (const { socket } of hostile) socket.resetAndDestroy();
    honest.close();
    await relay.stop();
    await expect.poll(() => memory.bytes).toBe(0);
  });

  it("turns a newcomer away for whom there is no room, and takes it once another has gone", async () => {
    const scene = await sceneOf();
    const { port, relay, row } = await setup.relay(scene.server, "127.0.0.1", {
      controlMemory: new ControlMemoryBudget(70_000),
    });
    const [one, two] = [await RawFtp.connect(port), await RawFtp.connect(port)];
    const third = await RawFtp.connect(port, { greeted: false });
    expect(await third.hear()).toMatch(/^421 Too many/);
    expect(await one.say("USER olive")).toMatch(/^331/);
    for (const ftp of [two, third]) ftp.close();
    await expect.poll(() => row().connections.open).toBe(1);
    const next = await RawFtp.connect(port);
    expect(await next.say("USER olive")).toMatch(/^331/);
    for (const ftp of [one, next]) ftp.close();
    await relay.stop();
  });

  it("serves others while fifty clients hang in the middle of a transfer", async () => {
    const scene = await sceneOf();
    const hanging = await Promise.all(Array.from({ length: 50 }, () => RawFtp.connect(scene.running.port)));
    await Promise.all(hanging.map((ftp) => ftp.passive()));
    for (const ftp of hanging) ftp.send("RETR a.txt\r\n");
    const ftp = await scene.client();
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    await expect.poll(() => scene.running.row().transfers?.length).toBe(50);
    for (const one of hanging) one.socket.resetAndDestroy();
    ftp.close();
    scene.running.clock.advance(60_000);
    await expect.poll(() => (scene.running.clock.advance(60_000), scene.running.channels())).toBe(0);
    await scene.untilNothingIsLeft();
  });
});

/** Wait until a count has not grown for a while. */
async function untilStill(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
