import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectData, dataFrom } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions, ScriptedReply } from "../../support/servers/scripted-ftp-server.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const sceneOf = (options: ScriptedFtpServerOptions, listenHost?: string): Promise<Scene> =>
  setup.scene({ files: { "a.txt": "ahoy" }, ...options }, listenHost);

/** Names a port as the test writes it. */
const naming =
  (format: (port: number) => string): ScriptedReply =>
  async (session) =>
    session.say(`${format(await session.listen())}\r\n`);

const six = (port: number): string => `127,0,0,1,${port >> 8},${port & 255}`;
/** No other way is known to the server. */
const UNKNOWN: ScriptedReply = (session) => session.say("500 What?\r\n");

describe("a relay before a server whose port a direct client finds", () => {
  it.each([
    [
      "with a seventh number (curl, lftp, ftplib, wget)",
      (port: number) => `227 Entering Passive Mode (${six(port)},0)`,
    ],
    ["with eight numbers", (port: number) => `227 Entering Passive Mode (${six(port)},21,0).`],
    ["behind a comma", (port: number) => `227 Entering Passive Mode,${six(port)}`],
    ["behind another number", (port: number) => `227 Passive mode 2 ${six(port)}`],
    ["with no blank behind the code (ftplib)", (port: number) => `227${six(port)}`],
    ["behind 200 (lftp, wget, FileZilla)", (port: number) => `200 Entering Passive Mode (${six(port)})`],
  ])("in a reply to PASV %s, fetches by it, as often as it is asked", async (_, format) => {
    const { client, server } = await sceneOf({ answers: { PASV: naming(format), EPSV: UNKNOWN } });
    const ftp = await client();
    for (let fetch = 0; fetch < 3; fetch++) {
      expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
      expect(await ftp.say("NOOP")).toMatch(/^200/);
    }
    expect(server.heard.filter((line) => line.startsWith("EPSV"))).toEqual([]);
  });

  it.each([
    ["without brackets (lftp, basic-ftp)", (port: number) => `229 Extended Passive Mode OK |||${port}|`],
    ["without the closing bracket (curl)", (port: number) => `229 Entering Extended Passive Mode (|||${port}|`],
    ["without the last sign (lftp)", (port: number) => `229 Extended Passive Mode |||${port}`],
    [
      "with protocol and address (ftplib)",
      (port: number) => `229 Entering Extended Passive Mode (|1|127.0.0.1|${port}|)`,
    ],
  ])("in a reply to EPSV %s, fetches by it", async (_, format) => {
    const { client, server } = await sceneOf({ answers: { EPSV: naming(format), PASV: UNKNOWN } });
    const ftp = await client();
    expect((await ftp.fetch("RETR a.txt", "EPSV")).data).toBe("ahoy");
    expect(server.heard).not.toContain("PASV\r\n");
  });
});

describe("a relay before a server that answers PASV in its own way", () => {
  it("passes on a reply that comes with the 227 behind its own 227, as it was said", async () => {
    const { client } = await sceneOf({
      answers: { PASV: naming((port) => `227 Entering Passive Mode (${six(port)}).\r\n200 One more.`) },
    });
    const ftp = await client();
    const { port } = await ftp.passive();
    expect(await ftp.hear()).toBe("200 One more.\r\n");
    const data = dataFrom(connectData(port, "127.0.0.1"));
    expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
    expect(await data).toBe("ahoy");
    expect(await ftp.hear()).toMatch(/^226/);
  });

  it("asks by EPSV where a client that is logged in hears 530, and passes it on where none is", async () => {
    const { client, server } = await sceneOf({ answers: { PASV: (session) => session.say("530 Not by PASV.\r\n") } });
    const ftp = await client();
    expect(await ftp.say("PASV")).toBe("530 Not by PASV.\r\n");
    expect(server.heard).toEqual(["PASV\r\n"]);
    await ftp.say("USER olive");
    await ftp.say("PASS oyl");
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
  });
});

describe("a relay that hears EPSV for another protocol than the control connection's", () => {
  it.each([
    { listenHost: "127.0.0.1", line: "EPSV 2" },
    { listenHost: "::1", line: "EPSV 1" },
  ])(
    "has the server decide about $line on $listenHost, and puts its own port into a yes",
    async ({ listenHost, line }) => {
      const { client, server, untilNothingIsLeft } = await sceneOf({}, "localhost");
      const ftp = await client({ host: listenHost });
      const answer = await ftp.say(line);
      const port = Number(/^229 .*\(\|\|\|(\d+)\|\)/.exec(answer)?.[1]);
      const data = dataFrom(connectData(port, listenHost));
      expect(await ftp.say("RETR a.txt")).toMatch(/^150/);
      expect(await data).toBe("ahoy");
      expect(await ftp.hear()).toMatch(/^226/);
      expect(server.heard).toContain(`${line}\r\n`);
      ftp.close();
      await untilNothingIsLeft();
    },
  );

  it.each([
    ["the server's refusal, in its words", "522 Not that one.\r\n", "522 Not that one.\r\n"],
    ["its own where the server's yes names no port", "200 Fine.\r\n", /^522 .*\(1\)/],
  ])("passes on %s", async (_, said, heard) => {
    const { client, running } = await sceneOf({ answers: { EPSV: (session) => session.say(said) } });
    const ftp = await client();
    const answer = ftp.say("EPSV 2");
    if (said.startsWith("200"))
      for (let second = 0; second < 3; second++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        running.clock.advance(1_000);
      }
    expect(await answer).toMatch(heard);
  });
});

describe("a relay before a server that says something before its greeting", () => {
  it.each(["\r\n", "\n", " \r\n", "\r\n\r\n\r\n", "Sun Nov 29 2026\r\n".repeat(50)])(
    "passes %j on to the byte, and what follows it",
    async (before) => {
      const { running } = await sceneOf({ greeting: `${before}220 popeye\r\n` });
      const socket = connect({ host: "127.0.0.1", port: running.port });
      socket.write("USER olive\r\n");
      const heard = await new Promise<string>((resolve) => {
        let text = "";
        socket.on("data", (chunk: Buffer) => {
          text += chunk.toString("latin1");
          if (text.endsWith("password?\r\n")) resolve(text);
        });
        socket.once("close", () => resolve(text));
      });
      socket.destroy();
      expect(heard).toBe(`${before}220 popeye\r\n331 And your password?\r\n`);
      expect(running.row().trouble).toBeUndefined();
    },
  );
});
