import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { activePort, connectData, dataFrom, portCommand, type RawFtp } from "../../../support/clients/raw-ftp.js";
import {
  startRelaySetup,
  type RelayOptions,
  type RelaySetup,
  type Scene,
} from "../../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions, ScriptedReply } from "../../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../../support/wait-for.js";

/** The control connection's channel alone, and with a spare data connection. */
const WITHOUT_SPARE = 1;
const WITH_SPARE = 2;
const VSFTPD = "220 (vsFTPd 3.0.3)\r\n";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options: ScriptedFtpServerOptions = {}, relayOptions?: RelayOptions): Promise<Scene> =>
  setup.scene({ files: { "a.txt": "ahoy", "b.txt": "belay", empty: "" }, ...options }, "127.0.0.1", relayOptions);

/** Two transfers, after which a spare connection may be there. */
async function transferTwice(scene: Scene): Promise<RawFtp> {
  const ftp = await scene.client();
  for (const name of ["a.txt", "b.txt"]) await ftp.fetch(`RETR ${name}`);
  return ftp;
}

/** The connections that are counted are those of clients: the control connection alone. */
const untilSpare = ({ running }: Scene) =>
  expect.poll(() => [running.channels(), running.row().connections.open]).toEqual([WITH_SPARE, 1]);
const heardVerbs = ({ server }: Scene): string[] => server.heard.map((line) => line.trim().split(" ")[0] ?? "");
const passives = (scene: Scene): number => heardVerbs(scene).filter((verb) => verb === "PASV").length;

/** A port whose connection is closed as soon as it is made, from the given question on. */
function droppingFrom(first: number): ScriptedReply {
  let asked = 0;
  return async (session) => {
    const port = await session.listen();
    session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
    if (++asked < first || asked > first) return;
    void session.data().then((data) => data?.destroy());
  };
}

/** A server that owes the third port which it is asked for until `goOn`. @param onThird hears of its session once the port is told */
function owedThirdPort(onThird: (session: Parameters<ScriptedReply>[0]) => void = () => undefined) {
  let goOn: () => void = () => undefined;
  let asked = 0;
  const answer: ScriptedReply = async (session) => {
    const isThird = ++asked === 3;
    if (isThird) await new Promise<void>((resolve) => (goOn = resolve));
    const port = await session.listen();
    session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
    if (isThird) onThird(session);
  };
  return { answer, asked: () => asked, goOn: () => goOn() };
}

describe("a spare data connection", () => {
  it("is made after the second transfer and carries the third, whose PASV the server does not hear", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    expect(passives(scene)).toBe(3);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    await untilSpare(scene);
    expect(heardVerbs(scene)).toEqual(["PASV", "RETR", "PASV", "RETR", "PASV", "RETR", "PASV"]);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("is not made before the second transfer is over", async () => {
    const scene = await sceneOf();
    (await transferTwice(scene)).close(); // then it is known that the server has many ports
    await scene.untilNothingIsLeft();
    const before = scene.server.heard.length;
    const ftp = await scene.client();
    await ftp.fetch("RETR a.txt");
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect(heardVerbs(scene).slice(before)).toEqual(["PASV", "RETR", "NOOP"]);
  });

  it.each([
    ["EPSV", undefined],
    ["PORT", portCommand],
    ["EPRT", (port: number) => `EPRT |1|127.0.0.1|${port}|`],
  ])("answers %s as well", async (verb, command) => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const before = scene.server.heard.length;
    if (command === undefined) expect((await ftp.fetch("RETR a.txt", "EPSV")).data).toBe("ahoy");
    else {
      const { port, called } = await activePort();
      expect(await ftp.say(command(port))).toMatch(/^200/);
      ftp.send("RETR a.txt\r\n");
      expect(await dataFrom(await called)).toBe("ahoy");
      expect([await ftp.hear(), await ftp.hear()].join("")).toMatch(/^150.*\r\n226/);
    }
    expect(scene.server.heard[before], `${verb} is answered without the server`).toBe("RETR a.txt\r\n");
  });

  it("is waited for by a transfer whose PASV was answered while the server still owed its port", async () => {
    const passive = owedThirdPort();
    const scene = await sceneOf({ answers: { PASV: passive.answer } });
    const ftp = await transferTwice(scene);
    await expect.poll(() => passives(scene)).toBe(3);
    const { port } = await ftp.passive();
    const data = dataFrom(connectData(port, "127.0.0.1"));
    ftp.send("RETR a.txt\r\n");
    await expect(ftp.hear(100)).rejects.toThrow("no whole reply");
    expect(heardVerbs(scene).filter((verb) => verb === "RETR")).toHaveLength(2);
    passive.goOn();
    expect([await ftp.hear(), await ftp.hear()].join("")).toMatch(/^150.*\r\n226/);
    expect(await data).toBe("ahoy");
    await expect.poll(() => passives(scene), { message: "two of the client's, and two ahead of it" }).toBe(4);
  });

  it("is asked for behind the command of a transfer where the server does one after the other", async () => {
    const scene = await sceneOf({ greeting: VSFTPD });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    for (const content of ["ahoy", "belay"])
      expect((await ftp.fetch(`RETR ${content === "ahoy" ? "a" : "b"}.txt`)).data).toBe(content);
    await untilSpare(scene);
    expect(heardVerbs(scene)).toEqual(["PASV", "RETR", "PASV", "RETR", "PASV", "RETR", "PASV", "RETR", "PASV"]);
    const { port } = await ftp.passive();
    const data = connectData(port, "127.0.0.1");
    expect(await ftp.say("STOR up")).toMatch(/^150/);
    data.end("all of it");
    expect(await ftp.hear()).toMatch(/^226/);
    expect(scene.server.stored.get("up")).toBe("all of it");
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("is asked for while the transfer is under way, so that the question acknowledges the 150 that holds the 226 back", async () => {
    let transfers = 0;
    const scene = await sceneOf({
      greeting: VSFTPD,
      answers: {
        RETR: async (session) => {
          const transfer = ++transfers;
          const data = await session.data();
          session.say("150 Here.\r\n");
          if (transfer > 2) await expect.poll(() => passives(scene)).toBe(transfer + 1);
          data?.end("ahoy", () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    for (let fetch = 0; fetch < 3; fetch++) expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(heardVerbs(scene).slice(-3)).toEqual(["PASV", "RETR", "PASV"]);
  });

  it("takes the place of a connection that a refused transfer has left unused, where it was asked for behind that", async () => {
    const scene = await sceneOf({
      greeting: VSFTPD,
      answers: {
        RETR: async (session, name) => {
          if (name === "nowhere") {
            await expect.poll(() => passives(scene)).toBe(4);
            return session.say("550 No such file.\r\n");
          }
          const data = await session.data();
          session.say("150 Here.\r\n");
          data?.end("ahoy", () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const { port } = await ftp.passive();
    const data = dataFrom(connectData(port, "127.0.0.1"));
    expect(await ftp.say("RETR nowhere")).toMatch(/^550/);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await data).toBe("ahoy");
    expect(await ftp.hear()).toMatch(/^226/);
  });

  it("ends ten seconds after the last transfer, and the server is told to give its port up", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    scene.running.clock.advance(9_999);
    expect(scene.running.channels()).toBe(WITH_SPARE);
    scene.running.clock.advance(1);
    await expect.poll(() => scene.running.channels()).toBe(WITHOUT_SPARE);
    await expect.poll(() => scene.server.heard.at(-1)).toBe("PORT 0,0,0,0,0,0\r\n");
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(passives(scene), "asked for afresh, and once more ahead").toBeGreaterThanOrEqual(4);
  });

  it.each(["USER olive", "REIN", "ABOR", "QUIT", "EPSV ALL", "PORT 10,0,0,5,9,230"])(
    "does not outlive %s",
    async (line) => {
      const scene = await sceneOf();
      const ftp = await transferTwice(scene);
      await untilSpare(scene);
      await ftp.say(line);
      await expect.poll(() => scene.running.channels()).toBeLessThanOrEqual(WITHOUT_SPARE);
    },
  );

  it("is connected even where it is given up before it has its port, since some servers wait for that and complain", async () => {
    let connected = 0;
    const passive = owedThirdPort((session) => {
      void session.data().then((data) => data?.once("close", () => connected++).resume());
    });
    const scene = await sceneOf({ answers: { PASV: passive.answer } });
    const ftp = await transferTwice(scene);
    await expect.poll(() => passive.asked()).toBe(3);
    ftp.send("USER olive\r\n");
    passive.goOn();
    expect(await ftp.hear()).toMatch(/^331/);
    await expect.poll(() => connected).toBe(1);
    expect(scene.running.channels()).toBe(WITHOUT_SPARE);
  });

  it("does not outlive its client", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    ftp.close();
    await scene.untilNothingIsLeft();
  });

  it("is not there for another user before his own second transfer", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    await ftp.say("USER olive");
    const before = passives(scene);
    await ftp.fetch("RETR a.txt");
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect(passives(scene)).toBe(before + 1);
    await ftp.fetch("RETR b.txt");
    await expect.poll(() => passives(scene)).toBe(before + 3);
  });

  it("is replaced unseen where the server has closed it, and is the last one", async () => {
    const scene = await sceneOf({ answers: { PASV: droppingFrom(3) } });
    const ftp = await transferTwice(scene);
    await expect.poll(() => passives(scene)).toBe(3);
    await expect.poll(() => scene.running.channels()).toBe(WITHOUT_SPARE);
    for (const content of ["ahoy", "belay", "ahoy"]) {
      const { data, replies } = await ftp.fetch(`RETR ${content === "ahoy" ? "a" : "b"}.txt`);
      expect(data).toBe(content);
      expect(replies.join("")).toMatch(/^150.*\r\n226/);
    }
    expect(passives(scene)).toBe(6);
    const other = await transferTwice(scene);
    expect(await other.say("NOOP")).toMatch(/^200/);
    expect(passives(scene), "nor for another client of the same server").toBe(8);
  });

  it("is replaced unseen where the server closes it between its giving and its use", async () => {
    let asked = 0;
    let drop: () => void = () => undefined;
    const scene = await sceneOf({
      answers: {
        PASV: async (session) => {
          const port = await session.listen();
          session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
          if (++asked === 3) void session.data().then((data) => (drop = () => data?.destroy()));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const { port } = await ftp.passive();
    const data = dataFrom(connectData(port, "127.0.0.1"));
    drop();
    await expect.poll(() => scene.running.channels()).toBe(WITHOUT_SPARE);
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await ftp.hear()).toMatch(/^226/);
    expect(await data).toBe("ahoy");
  });

  it("is replaced unseen where the server refuses the transfer for want of it", async () => {
    let fetched = 0;
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          if (++fetched === 3) {
            data?.destroy();
            return session.say("425 It took too long.\r\n");
          }
          session.say("150 Here.\r\n");
          data?.end("ahoy", () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const { data, replies } = await ftp.fetch("RETR a.txt");
    expect(replies).toEqual(["150 Here.\r\n", "226 Done.\r\n"]);
    expect(data).toBe("ahoy");
    expect(heardVerbs(scene).slice(-4)).toEqual(["PASV", "RETR", "PASV", "RETR"]);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("is not replaced behind an offset that the refusal may have ended: the client hears of it, and its file is never another's part", async () => {
    let fetched = 0;
    let offset = 0;
    const scene = await sceneOf({
      answers: {
        REST: (session, argument) => {
          offset = Number(argument);
          session.say("350 Go on.\r\n");
        },
        RETR: async (session) => {
          const from = offset;
          offset = 0;
          const data = await session.data();
          if (++fetched === 3) {
            data?.destroy();
            return session.say("425 It took too long.\r\n");
          }
          session.say("150 Here.\r\n");
          data?.end("ahoy".slice(from), () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const { port } = await ftp.passive();
    const data = dataFrom(connectData(port, "127.0.0.1")).catch(() => undefined);
    expect(await ftp.say("REST 2")).toMatch(/^350/);
    expect(await ftp.say("RETR a.txt")).toMatch(/^425/);
    expect(heardVerbs(scene).slice(-3)).toEqual(["PASV", "REST", "RETR"]);
    await scene.running.relay.stop();
    await data;
  });

  it("takes no answer away from a command that the server answers before the question that was put ahead", async () => {
    let questions = 0;
    let answerQuestion: () => void = () => undefined;
    const scene = await sceneOf({
      answers: {
        PASV: async (session) => {
          const port = await session.listen();
          const answer = () => session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
          if (++questions !== 3) answer();
          else answerQuestion = answer;
        },
        SIZE: (session) => {
          session.say("502 No SIZE.\r\n");
          answerQuestion();
        },
      },
    });
    const ftp = await transferTwice(scene);
    await expect.poll(() => questions).toBe(3);
    expect(await ftp.say("SIZE a.txt")).toBe("502 No SIZE.\r\n");
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });

  it("is told of with its name where it was sent once more", async () => {
    let fetched = 0;
    const scene = await sceneOf({
      answers: {
        RETR: async (session) => {
          const data = await session.data();
          if (++fetched === 3) return session.say("425 It took too long.\r\n");
          session.say("150 Here.\r\n");
          data?.end("ahoy", () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    await ftp.fetch("RETR a.txt");
    await expect
      .poll(() => scene.running.row().history?.map(({ path, outcome }) => `${path} ${outcome}`)[0])
      .toBe("a.txt done");
  });

  it("carries an empty file", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    const { data, replies } = await ftp.fetch("RETR empty");
    expect(data).toBe("");
    expect(replies.join("")).toMatch(/^150.*\r\n226/);
  });

  it.each(["425 No port is free.\r\n", "421 Too many.\r\n", "500 What?\r\n"])(
    "is never asked for again where the server answers %j",
    async (refusal) => {
      let asked = 0;
      const scene = await sceneOf({
        answers: {
          PASV: async (session) => {
            if (++asked === 3) return session.say(refusal);
            const port = await session.listen();
            session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
          },
        },
      });
      const ftp = await transferTwice(scene);
      await expect.poll(() => asked).toBe(3);
      if (refusal.startsWith("421")) expect(await ftp.hear(), "the client is told that the server goes").toBe(refusal);
      expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
      expect((await ftp.fetch("RETR b.txt")).data).toBe("belay");
      expect(await ftp.say("NOOP")).toMatch(/^200/);
      expect(asked).toBe(5);
    },
  );

  it("is not made with a server that names one port each time, and accepts there whatever came first", async () => {
    const accepted: Socket[] = [];
    const listener = createServer((data) => accepted.push(data));
    const port = await new Promise<number>((resolve) =>
      listener.listen(0, "127.0.0.1", () => resolve((listener.address() as AddressInfo).port)),
    );
    const scene = await sceneOf({
      answers: {
        PASV: (session) => session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`),
        RETR: async (session, name) => {
          const data = await waitFor("a data connection", () => accepted.shift());
          session.say("150 Here.\r\n");
          data.end(name, () => session.say("226 Done.\r\n"));
        },
      },
    });
    const ftp = await scene.client();
    for (const name of ["a", "b", "c", "d"]) {
      const { port: own } = await ftp.passive();
      ftp.send(`RETR ${name}\r\n`);
      await expect.poll(() => scene.server.heard.at(-1)).toBe(`RETR ${name}\r\n`);
      expect(await dataFrom(connectData(own, "127.0.0.1"))).toBe(name);
      expect([await ftp.hear(), await ftp.hear()].join("")).toMatch(/^150.*\r\n226/);
    }
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    expect(passives(scene)).toBe(4);
    ftp.close();
    await scene.untilNothingIsLeft();
    listener.close();
  });

  it("is not made where the profile says so", async () => {
    const scene = await sceneOf({ greeting: VSFTPD }, { ahead: false });
    const ftp = await transferTwice(scene);
    await ftp.fetch("RETR a.txt");
    for (let time = 0; time < 2; time++) expect(await ftp.say("TYPE I")).toMatch(/^200/);
    expect(heardVerbs(scene)).toEqual(["PASV", "RETR", "PASV", "RETR", "PASV", "RETR", "TYPE", "TYPE"]);
  });

  it("is not found by a transfer whose client has asked for no connection", async () => {
    const scene = await sceneOf();
    const ftp = await transferTwice(scene);
    await untilSpare(scene);
    expect(await ftp.say("RETR a.txt")).toMatch(/^425/);
    expect(await ftp.say("STOR up")).toMatch(/^425/);
    expect((await ftp.fetch("RETR b.txt")).data).toBe("belay");
    expect(scene.server.heard.filter((line) => line === "RETR a.txt\r\n")).toHaveLength(1);
    expect(scene.server.stored.size).toBe(0);
  });
});

describe("a setting that the server has confirmed", () => {
  const answering = { TYPE: (session, argument) => session.say(`200 Type is ${argument}.\r\n`) } satisfies Record<
    string,
    ScriptedReply
  >;

  it("is answered with the server's own reply when the client sets it again, and asked for when another came between", async () => {
    const scene = await sceneOf({ answers: answering });
    const ftp = await scene.client();
    for (const setting of ["TYPE I", "TYPE I", "TYPE A", "TYPE A", "TYPE I"])
      expect(await ftp.say(setting)).toBe(`200 Type is ${setting.at(-1)}.\r\n`);
    for (let time = 0; time < 2; time++)
      for (const setting of ["OPTS UTF8 ON", "MODE S", "STRU F"])
        expect(await ftp.say(setting)).toBe(`200 ${setting}\r\n`);
    expect(scene.server.heard.map((line) => line.trim())).toEqual([
      "TYPE I",
      "TYPE A",
      "TYPE I",
      "OPTS UTF8 ON",
      "MODE S",
      "STRU F",
    ]);
  });

  it.each(["USER olive", "REIN", "SITE UMASK 022", "TYPE X", "XYZZY", "OPTS MLST size"])(
    "is forgotten by %s",
    async (line) => {
      const scene = await sceneOf({
        answers: {
          TYPE: (session, argument) =>
            session.say(argument === "X" ? "504 No such type.\r\n" : `200 Type is ${argument}.\r\n`),
        },
      });
      const ftp = await scene.client();
      const setting = line.startsWith("OPTS") ? "OPTS UTF8 ON" : "TYPE I";
      await ftp.say(setting);
      await ftp.say(line);
      await ftp.say(setting);
      expect(scene.server.heard.filter((heard) => heard.trim() === setting)).toHaveLength(2);
    },
  );

  it("is not answered before an earlier command is", async () => {
    let goOn: () => void = () => undefined;
    const scene = await sceneOf({
      answers: {
        ...answering,
        SIZE: async (session) => {
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
          session.say("213 4\r\n");
        },
      },
    });
    const ftp = await scene.client();
    await ftp.say("TYPE I");
    ftp.send("SIZE a.txt\r\nTYPE I\r\n");
    await expect.poll(() => scene.server.heard.length).toBeGreaterThanOrEqual(2);
    goOn();
    expect([await ftp.hear(), await ftp.hear()]).toEqual(["213 4\r\n", "200 Type is I.\r\n"]);
  });
});
