import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectData, dataFrom, type RawFtp } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelayOptions, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";
import type { ScriptedReply } from "../../support/servers/scripted-ftp-server.js";

const VSFTPD = "220 (vsFTPd 3.0.3)\r\n";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

interface Play {
  readonly scene: Scene;
  readonly client: RawFtp;
  /** What each transfer's server saw of the direction that it does not send in: "end", or the bytes that came first. */
  readonly seen: string[];
  /** The latest data connection, as the server has it. */
  readonly arrival: () => Promise<Socket> | undefined;
}

/** A server whose data connections stay open one way when the other has ended, as those of real servers do. */
async function play(
  content: string,
  { greeting = VSFTPD, reads = 1, ...options }: RelayOptions & { greeting?: string; reads?: number } = {},
): Promise<Play> {
  const seen: string[] = [];
  let arrival: Promise<Socket> | undefined;
  const PASV: ScriptedReply = async (session) => {
    const listener = createServer({ allowHalfOpen: true });
    arrival = new Promise((resolve) =>
      listener.once("connection", (socket) => {
        listener.close();
        resolve(socket.on("error", () => undefined));
      }),
    );
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const { port } = listener.address() as AddressInfo;
    session.say(`227 Here (127,0,0,1,${port >> 8},${port & 255}).\r\n`);
  };
  const sends: ScriptedReply = async (session) => {
    const data = await arrival;
    if (data === undefined) return session.say("425 Use PASV first.\r\n");
    session.say("150 Here it comes.\r\n");
    for (let read = 0; read < reads; read++) seen.push(await nextOf(data)); // it ends its own direction only behind that
    await new Promise<void>((resolve) => data.resume().end(content, "latin1", resolve));
    session.say("226 Done.\r\n");
  };
  const takes: ScriptedReply = async (session) => {
    const data = await arrival;
    if (data === undefined) return session.say("425 Use PASV first.\r\n");
    session.say("150 Send it.\r\n");
    let text = "";
    data.setEncoding("latin1").on("data", (more: string) => {
      text += more;
    });
    await once(data, "end");
    data.end();
    seen.push(text);
    session.say("226 Kept.\r\n");
  };
  const scene = await setup.scene(
    {
      greeting,
      answers: {
        PASV,
        ...Object.fromEntries(["RETR", "LIST", "NLST", "MLSD"].map((verb) => [verb, sends])),
        ...Object.fromEntries(["STOR", "STOU", "APPE"].map((verb) => [verb, takes])),
      },
    },
    "127.0.0.1",
    options,
  );
  return { scene, client: await scene.client(), seen, arrival: () => arrival };
}

const nextOf = (data: Socket): Promise<string> =>
  new Promise((resolve) =>
    data
      .once("end", () => resolve("end"))
      .once("data", (bytes: Buffer) => resolve(bytes.toString("latin1")))
      .once("close", () => resolve("closed")),
  );

/** Begin a transfer, and send bytes whatever its direction. */
async function begin(client: RawFtp, command: string): Promise<Socket> {
  const data = connectData((await client.passive()).port, "127.0.0.1");
  expect(await client.say(command)).toMatch(/^150/);
  return data;
}

describe("the direction of a data connection that vsftpd does not read", () => {
  it.each(["RETR a.txt", "LIST", "NLST", "MLSD"])("has ended for %s before vsftpd ends its own", async (command) => {
    const { scene, client, seen } = await play("ahoy");
    for (let time = 0; time < 4; time++) {
      expect(await dataFrom(await begin(client, command))).toBe("ahoy");
      expect(await client.hear()).toMatch(/^226/);
    }
    expect(seen).toEqual(["end", "end", "end", "end"]);
    client.close();
    await scene.untilNothingIsLeft();
  });

  it("swallows what a client sends on a download, which stays whole", async () => {
    const content = "0123456789abcdef".repeat(64 * 1024);
    const { scene, client, seen } = await play(content);
    const data = await begin(client, "RETR a.txt");
    data.write("x".repeat(1024 * 1024));
    data.on("error", () => undefined);
    expect((await dataFrom(data)) === content).toBe(true);
    expect(await client.hear()).toMatch(/^226/);
    expect(seen).toEqual(["end"]);
    expect(scene.running.row().history?.map(({ bytes, outcome }) => [bytes, outcome])).toEqual([
      [content.length, "done"],
    ]);
    client.close();
    await scene.untilNothingIsLeft();
  });

  it("stays open where bytes pass already before the command of their transfer", async () => {
    const { scene, client, seen, arrival } = await play("ahoy", { reads: 2 });
    const data = connectData((await client.passive()).port, "127.0.0.1");
    data.write("x");
    const arrived = await arrival();
    await expect
      .poll(() => {
        scene.running.clock.advance(2_000); // so long a client waits that sends bytes before any command that is known
        arrived?.read(0);
        return arrived?.readableLength;
      })
      .toBe(1);
    expect(await client.say("RETR a.txt")).toMatch(/^150/);
    await expect.poll(() => seen).toEqual(["x"]);
    data.write("y");
    expect(await dataFrom(data)).toBe("ahoy");
    expect(await client.hear()).toMatch(/^226/);
    expect(seen).toEqual(["x", "y"]);
  });

  it.each(["STOR up", "STOU", "APPE up"])("is not the one that %s reads", async (command) => {
    const { client, seen } = await play("");
    for (let time = 0; time < 4; time++) {
      (await begin(client, command)).end(`all of it, ${time}`);
      expect(await client.hear()).toMatch(/^226/);
    }
    expect(seen).toEqual([0, 1, 2, 3].map((time) => `all of it, ${time}`));
  });

  it.each<[string, RelayOptions & { greeting?: string }]>([
    ["with another server", { greeting: "220 ProFTPD Server\r\n" }],
    ["where the profile has `ahead: false`", { ahead: false }],
  ])("stays open %s", async (_, options) => {
    const { client, seen } = await play("ahoy", options);
    const data = await begin(client, "RETR a.txt");
    data.write("x");
    expect(await dataFrom(data)).toBe("ahoy");
    expect(await client.hear()).toMatch(/^226/);
    expect(seen).toEqual(["x"]);
  });
});
