import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { activePort, connectData, dataFrom, portCommand } from "../../support/clients/raw-ftp.js";
import {
  listeners,
  listenersAtRest,
  startRelaySetup,
  type RelaySetup,
  type Scene,
} from "../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions } from "../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../support/wait-for.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options?: ScriptedFtpServerOptions, listenHost?: string): Promise<Scene> =>
  setup.scene({ files: { "a.txt": "ahoy", "b.txt": "belay" }, ...options }, listenHost);

describe("a relay", () => {
  it("answers PASV with the address that the client dialled and a port of its own, whatever host the server names", async () => {
    const { client } = await sceneOf();
    const ftp = await client();
    const { host, port } = await ftp.passive();
    expect(host).toBe("127.0.0.1");
    const data = dataFrom(connectData(port, "127.0.0.1"));
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await ftp.hear()).toMatch(/^226/);
    expect(await data).toBe("ahoy");
    expect(setup.gateway.asked().some((asked) => asked.startsWith("10.0.0.5"))).toBe(false);
  });

  it.each([
    ["PASV", "EPSV"],
    ["EPSV", "PASV"],
  ] as const)("answers %s where the server knows only %s", async (asked, known) => {
    const { client, server } = await sceneOf({
      answers: { [asked]: (session) => session.say("500 Not understood.\r\n") },
    });
    const ftp = await client();
    expect((await ftp.fetch("RETR a.txt", asked)).data).toBe("ahoy");
    expect((await ftp.fetch("RETR b.txt", asked)).data).toBe("belay");
    expect(server.heard.filter((line) => line.startsWith(known))).toHaveLength(2);
    expect(
      server.heard.filter((line) => line.startsWith(asked)),
      "what it refused once is not asked again",
    ).toHaveLength(1);
  });

  it("does not pass on what comes late to a question of its own that nobody waits for any more", async () => {
    const { client, server, running } = await sceneOf({
      answers: {
        EPSV: () => undefined,
        PASV: async (session) => {
          const port = await session.listen();
          session.say("200 Fine.\r\n");
          session.say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
        },
        SYST: (session) => session.say("215 UNIX\r\n"),
      },
    });
    const ftp = await client();
    const answer = ftp.say("EPSV");
    await waitFor("EPSV at the server", () => server.heard.includes("EPSV\r\n") || undefined);
    running.clock.advance(3_000);
    expect(await answer).toMatch(/^229/);
    expect(await ftp.say("SYST")).toMatch(/^215/);
  });

  it.each([
    { command: portCommand, mode: "PORT" },
    { command: (port: number) => `EPRT |1|127.0.0.1|${port}|`, mode: "EPRT" },
  ])("calls the client back after $mode, and enters passive mode at the server", async ({ command }) => {
    const { client, server } = await sceneOf();
    const ftp = await client();
    const { port, called } = await activePort();
    expect(await ftp.say(command(port))).toMatch(/^200/);
    ftp.send("RETR a.txt\r\n");
    expect(await dataFrom(await called)).toBe("ahoy");
    expect([await ftp.hear(), await ftp.hear()].join("")).toMatch(/^150.*\r\n226/);
    expect(server.heard.join("")).not.toMatch(/PORT|EPRT/);
  });

  it("keeps to EPSV ALL once the server has taken it", async () => {
    const { client, server } = await sceneOf({
      answers: {
        EPSV: async (session, argument) =>
          session.say(argument === "ALL" ? "200 All.\r\n" : `229 Here (|||${await session.listen()}|)\r\n`),
      },
    });
    const ftp = await client();
    expect(await ftp.say("EPSV ALL")).toMatch(/^200/);
    for (const refused of ["PASV", portCommand(2534), "EPRT |1|127.0.0.1|2534|"])
      expect(await ftp.say(refused)).toMatch(/^503/);
    expect((await ftp.fetch("RETR a.txt", "EPSV")).data).toBe("ahoy");
    expect(server.heard).toEqual(["EPSV ALL\r\n", "EPSV\r\n", "RETR a.txt\r\n"]);
  });

  it("passes the refusal of a server that does not know EPSV ALL, and goes on with PASV", async () => {
    const { client } = await sceneOf({ answers: { EPSV: (session) => session.say("500 What?\r\n") } });
    const ftp = await client();
    expect(await ftp.say("EPSV ALL")).toBe("500 What?\r\n");
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("names the address family that it takes", async () => {
    const { client } = await sceneOf({}, "localhost");
    const four = await client();
    expect(await four.say("EPSV 3")).toMatch(/^522.*\(1\)/);
    expect(await four.say("EPRT |2|::1|2534|")).toMatch(/^522.*\(1\)/);
    const six = await client({ host: "::1" });
    expect(await six.say("EPSV 3")).toMatch(/^522.*\(2\)/);
    expect(await six.say("PASV")).toMatch(/^425/);
  });

  it("serves both loopback addresses where it listens on localhost", async () => {
    const { client } = await sceneOf({}, "localhost");
    const ftp = await client({ host: "::1" });
    const { port } = await ftp.passive("EPSV");
    const data = dataFrom(connectData(port, "::1"));
    ftp.send("RETR a.txt\r\n");
    expect(await data).toBe("ahoy");
    await ftp.hear();
    await ftp.hear();

    const own = await activePort("::1");
    expect(await ftp.say(`EPRT |2|0:0:0:0:0:0:0:1|${own.port}|`)).toMatch(/^200/);
    ftp.send("RETR b.txt\r\n");
    expect(await dataFrom(await own.called)).toBe("belay");
    expect((await (await client()).fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("takes pipelined commands, several transfers in one packet", async () => {
    const { client } = await sceneOf();
    const ftp = await client();
    ftp.send("TYPE I\r\nREST 0\r\nCWD x\r\nPASV\r\nRETR a.txt\r\nPASV\r\nRETR b.txt\r\nNOOP\r\n");
    expect([await ftp.hear(), await ftp.hear(), await ftp.hear()].join("")).toBe(
      "200 TYPE I\r\n200 REST 0\r\n200 CWD x\r\n",
    );
    for (const content of ["ahoy", "belay"]) {
      const said = await ftp.hear();
      const [high = 0, low = 0] = /(\d+),(\d+)\)/.exec(said)?.slice(1).map(Number) ?? [];
      expect(await dataFrom(connectData(high * 256 + low, "127.0.0.1")), said).toBe(content);
      expect(await ftp.hear()).toMatch(/^150/);
      expect(await ftp.hear()).toMatch(/^226/);
    }
    expect(await ftp.hear()).toBe("200 NOOP\r\n");
  });

  it("stores what the client sends, and tells of success only then", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    const { port } = await ftp.passive();
    ftp.send("STOR up.txt\r\n");
    const data = connectData(port, "127.0.0.1");
    expect(await ftp.hear()).toMatch(/^150/);
    data.end("all of it");
    expect(await ftp.hear()).toMatch(/^226/);
    expect(scene.server.stored.get("up.txt")).toBe("all of it");
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it.each(["PASV", "PORT"])(
    "lets the next transfer use what was agreed on by %s for one that was refused",
    async (verb) => {
      const scene = await sceneOf({
        answers: {
          RETR: async (session, name) => {
            if (name === "nowhere") return session.say("550 No such file.\r\n");
            const data = await session.data();
            session.say("150 Here.\r\n");
            data?.end("ahoy", () => session.say("226 Done.\r\n"));
          },
        },
      });
      const ftp = await scene.client();
      const own = await activePort();
      const connected =
        verb === "PORT"
          ? (await ftp.say(portCommand(own.port)), own.called)
          : Promise.resolve(connectData((await ftp.passive()).port, "127.0.0.1"));
      expect(await ftp.say("RETR nowhere")).toMatch(/^550/);
      expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
      expect(await dataFrom(await connected)).toBe("ahoy");
      expect(await ftp.hear()).toMatch(/^226/);
      own.close();
    },
  );

  it("passes on together what the server said together: lftp tells a greeting of two replies by that", async () => {
    const { client } = await sceneOf({
      answers: { SITE: (session) => session.say("200 one of many\r\n".repeat(100)) },
    });
    const ftp = await client();
    let chunks = 0;
    let bytes = 0;
    ftp.socket.on("data", (text: string) => {
      chunks++;
      bytes += text.length;
    });
    ftp.send("SITE MANY\r\n");
    await expect.poll(() => bytes).toBe(1_700);
    expect(chunks).toBe(1);
  });

  it.each(["", "PASV\r\n"])("passes on in one piece fifty commands that came in one, behind %j", async (before) => {
    const pieces: string[] = [];
    const { client } = await sceneOf({
      answers: {
        SITE: (session) => {
          session.control.on("data", (text: string) => pieces.push(text));
          session.say("200 Watched.\r\n");
        },
      },
    });
    const ftp = await client();
    await ftp.say("SITE WATCH");
    const fifty = Array.from({ length: 50 }, (_, index) => `NOOP ${index}\r\n`).join("");
    ftp.send(before + fifty);
    for (let said = ""; said !== "200 NOOP 49\r\n";) said = await ftp.hear();
    expect(pieces).toEqual(before === "" ? [fifty] : [before, fifty]);
  });

  it("lets the server hear ABOR before the end of data that no client has come for, which would be a whole, empty file to it", async () => {
    const events: string[] = [];
    const scene = await sceneOf({
      answers: {
        STOR: (session) => {
          session.say("150 Send.\r\n");
          void session.data().then((data) =>
            data?.resume().once("end", () => {
              events.push("end");
              data.end();
            }),
          );
        },
        ABOR: (session) => {
          events.push("ABOR");
          session.say("426 Broken.\r\n226 Aborted.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    await ftp.passive();
    expect(await ftp.say("STOR up.txt")).toMatch(/^150/);
    expect(await ftp.say("ABOR")).toMatch(/^426/);
    expect(await ftp.hear()).toMatch(/^226/);
    await expect.poll(() => (scene.running.clock.advance(1_000), events)).toEqual(["ABOR", "end"]);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("passes on no end of the client's that comes before the transfer has begun", async () => {
    const events: string[] = [];
    const { client } = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          data?.resume().once("end", () => {
            events.push("end");
          });
          await new Promise((resolve) => setTimeout(resolve, 300));
          events.push("150");
          session.say("150 Here.\r\n");
          data?.end("ahoy", () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    data.end();
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await dataFrom(data)).toBe("ahoy");
    expect(await ftp.hear()).toMatch(/^226/);
    await expect.poll(() => events).toEqual(["150", "end"]);
  });

  it("closes a gate where nobody comes after a minute, and goes on", async () => {
    const { client, running } = await sceneOf();
    const ftp = await client();
    const before = await listenersAtRest();
    await ftp.passive();
    running.clock.advance(60_000);
    await expect.poll(() => listeners()).toBe(before);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("closes a gate when the next one is asked for", async () => {
    const { client } = await sceneOf();
    const ftp = await client();
    const first = await ftp.passive();
    const before = await listenersAtRest(); // with the first gate
    const second = await ftp.passive("EPSV");
    expect(second.port).not.toBe(first.port);
    await expect.poll(() => listeners()).toBe(before);
  });

  it("says 425, and not the server's 226, where the client cannot be called back", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    const own = await activePort();
    own.close();
    expect(await ftp.say(portCommand(own.port))).toMatch(/^200/);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await ftp.hear()).toMatch(/^4/);
    expect(scene.running.row().trouble).toMatchObject({ code: "ftp.client-unreachable" });
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(scene.running.row().trouble, "a success clears it").toBeUndefined();
  });

  it("says 425 where the server claims success and no data connection was ever made", async () => {
    const { client, running } = await sceneOf({
      answers: { RETR: (session) => session.say("150 Look.\r\n226 Done.\r\n") },
    });
    const ftp = await client();
    await ftp.passive();
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    running.clock.advance(10_000);
    expect(await ftp.hear()).toMatch(/^425/);
  });

  it.each(["\xff\xf4\xff\xf2ABOR\r\n", "\xff\xf4\xffABOR\r\n", "\xf2ABOR\r\n", "ABOR\r"])(
    "passes on an ABOR that came as %j during a transfer, and the session goes on",
    async (bytes) => {
      const scene = await sceneOf({ files: { long: "x".repeat(8_000_000), "a.txt": "ahoy" } });
      const ftp = await scene.client();
      const { port } = await ftp.passive();
      const data = connectData(port, "127.0.0.1").pause();
      expect(await ftp.say("RETR long")).toMatch(/^150/);
      expect(scene.running.row().transfers).toMatchObject([{ verb: "RETR", path: "long" }]);
      ftp.send(bytes);
      expect(await ftp.hear()).toMatch(/^426/);
      expect(await ftp.hear()).toMatch(/^226/);
      await dataFrom(data.resume());
      expect(scene.running.row().transfers).toEqual([]);
      expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
      expect(scene.server.heard).toContain("ABOR\r\n");
      ftp.close();
      await scene.untilNothingIsLeft();
    },
  );

  it("tells STAT's reply during a transfer, and the transfer's own behind it", async () => {
    const { client } = await sceneOf({ files: { long: "x".repeat(8_000_000) } });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1").pause();
    expect(await ftp.say("RETR long")).toMatch(/^150/);
    expect(await ftp.say("STAT")).toMatch(/^211/);
    expect((await dataFrom(data.resume())).length).toBe(8_000_000);
    expect(await ftp.hear()).toMatch(/^226/);
  });

  it("holds the 226 back until the client has every byte", async () => {
    const { client } = await sceneOf({ files: { long: "x".repeat(3_000_000) } });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1").pause();
    expect(await ftp.say("RETR long")).toMatch(/^150/);
    await expect(ftp.hear(400)).rejects.toThrow();
    expect((await dataFrom(data.resume())).length).toBe(3_000_000);
    expect(await ftp.hear()).toMatch(/^226/);
  });

  it("says 426, and not the server's 226, where the client left before it had every byte", async () => {
    const { client } = await sceneOf({ files: { long: "x".repeat(5_000_000) } });
    const ftp = await client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1").pause();
    expect(await ftp.say("RETR long")).toMatch(/^150/);
    await expect(ftp.hear(400)).rejects.toThrow();
    data.resetAndDestroy();
    expect(await ftp.hear()).toMatch(/^426/);
    expect((await ftp.fetch("RETR long")).replies).toMatchObject(
      [/^150/, /^226/].map((reply) => expect.stringMatching(reply) as string),
    );
  });

  it("passes commands and replies to the byte, cut anywhere", async () => {
    const strange = "250-Sp\xe9cial\r\n 226 inside\n250-\xff\xfe\0\r\n250 \xe4\n";
    const { client, server } = await sceneOf({
      greeting: "220-H\xe9\n220 R\r\n",
      answers: {
        SITE: (session) => {
          for (const byte of strange) session.say(byte);
        },
      },
    });
    const ftp = await client({ greeted: false });
    expect(await ftp.hear()).toBe("220-H\xe9\n220 R\r\n");
    const command = "SITE \xe9\xff x y \n";
    for (const byte of command) {
      ftp.send(byte);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await ftp.hear()).toBe(strange);
    expect(server.heard).toEqual([command]);
  });

  it.each([
    ...["AUTH TLS", "AUTH SSL", "CCC", "PBSZ 0", "PROT P"].map((command) => ({ command, why: /^502 .*encrypts/ })),
    ...["LPSV", "LPRT 4,4,127,0,0,1,2,9,230", "CPSV"].map((command) => ({ command, why: /^502 .*EPSV, PASV/ })),
  ])("refuses $command itself, so that clients fall back", async ({ command, why }) => {
    const { client, server } = await sceneOf();
    const ftp = await client();
    expect(await ftp.say(command)).toMatch(why);
    expect(server.heard).toEqual([]);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("tells its own answers in the order of the commands", async () => {
    const { client } = await sceneOf({
      answers: {
        SLOW: async (session) => {
          await new Promise((resolve) => setTimeout(resolve, 50));
          session.say("200 at last\r\n");
        },
      },
    });
    const ftp = await client();
    ftp.send("SLOW\r\nAUTH TLS\r\nPWD\r\n");
    expect([await ftp.hear(), await ftp.hear(), await ftp.hear()].map((said) => said.slice(0, 3))).toEqual([
      "200",
      "502",
      "200",
    ]);
  });

  it("shows that the server demands TLS, until somebody is let in", async () => {
    let demands = true;
    const { client, running } = await sceneOf({
      answers: {
        USER: (session) =>
          session.say(demands ? "530 Non-anonymous sessions must use encryption.\r\n" : "331 Password?\r\n"),
      },
    });
    const ftp = await client();
    expect(await ftp.say("USER olive")).toMatch(/^530/);
    expect(running.row().trouble).toMatchObject({
      code: "ftp.tls-demanded",
      said: "530 Non-anonymous sessions must use encryption.",
    });
    demands = false;
    await ftp.say("USER olive");
    await ftp.say("PASS oyl");
    expect(running.row().trouble).toBeUndefined();
  });

  it("counts control and data connections and their bytes in its row", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    await expect.poll(() => scene.running.row().connections).toEqual({ open: 1, total: 2 });
    expect(scene.running.row().bytes.up).toBe("PASV\r\nRETR a.txt\r\n".length);
    ftp.close();
    await scene.untilNothingIsLeft();
    expect(scene.running.row().connections).toEqual({ open: 0, total: 2 });
  });

  it("breaks control and data connections when it is cut, and is closed when it says so", async () => {
    const scene = await sceneOf({ files: { long: "x".repeat(8_000_000) } });
    const ftp = await scene.client();
    const before = await listenersAtRest();
    const data = connectData((await ftp.passive()).port, "127.0.0.1").pause();
    await ftp.say("RETR long");
    const waiting = await scene.client();
    await waiting.passive("EPSV");
    await scene.running.relay.stop();
    expect(listeners()).toBe(before - 1); // the relay's own is gone, and both gates
    expect(await ftp.closed).toBe(true);
    expect(await waiting.closed).toBe(true);
    data.destroy();
    await scene.untilNothingIsLeft();
  });

  it("leaves nothing behind when the client goes away in the middle of anything", async () => {
    for (const steps of [
      ["PASV"],
      ["EPSV", "RETR a.txt"],
      ["PASV", "STOR x"],
      ["PORT"],
      ["PORT", "RETR long"],
      ["RETR long", "ABOR"],
    ]) {
      const scene = await sceneOf({ files: { long: "x".repeat(4_000_000) } });
      const before = await listenersAtRest();
      const ftp = await scene.client();
      const { port, close } = await activePort();
      for (const step of steps) ftp.send(`${step === "PORT" ? portCommand(port) : step}\r\n`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      ftp.close();
      close();
      await expect
        .poll(
          () => (
            scene.running.clock.advance(60_000),
            { listeners: listeners(), channels: scene.running.channels(), open: scene.running.row().connections.open }
          ),
          { message: steps.join() },
        )
        .toEqual({ listeners: before, channels: 0, open: 0 });
      await scene.untilNothingIsLeft();
    }
  });

  it("ends a data connection whose transfer was refused behind its 150, though no byte had come", async () => {
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          await session.data();
          session.say("150 Here.\r\n451 Disk error.\r\n");
        },
      },
    });
    const ftp = await scene.client();
    const data = connectData((await ftp.passive()).port, "127.0.0.1").resume();
    const closed = new Promise((resolve) => data.on("error", () => undefined).once("close", resolve));
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await ftp.hear()).toMatch(/^451/);
    await expect.poll(() => (scene.running.clock.advance(2_000), data.destroyed)).toBe(true);
    await closed;
  });

  it("gives up a client that keeps its end open after the server has gone, after a minute", async () => {
    const scene = await sceneOf();
    const ftp = await scene.client();
    expect(await ftp.say("QUIT")).toMatch(/^221/);
    await expect.poll(() => scene.running.channels()).toBe(0);
    scene.running.clock.advance(60_000);
    await scene.untilNothingIsLeft();
  });
});
