import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { activePort, connectData, dataFrom, portCommand, type RawFtp } from "../../support/clients/raw-ftp.js";
import { startRelaySetup, type RelaySetup, type Scene } from "../../support/fixtures/relay-setup.js";
import type { ScriptedFtpServerOptions } from "../../support/servers/scripted-ftp-server.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const FILES = { a: "ahoy", b: "belay".repeat(5_000), c: "", list: "" };
const STEPS = [
  "RETR a",
  "RETR b",
  "RETR c",
  "RETR nowhere",
  "EPSV RETR a",
  "PORT RETR b",
  "STOR up",
  "LIST",
  "PASV",
  "two PASV, RETR a",
  "TYPE I",
  "TYPE A",
  "TYPE X",
  "OPTS UTF8 ON",
  "REST 1",
  "CWD x",
  "NOOP",
  "ABOR",
  "REIN",
  "USER olive",
  "PORT 10,0,0,5,9,230",
  "pipelined",
  "later",
] as const;
type Step = (typeof STEPS)[number];

const answers: ScriptedFtpServerOptions["answers"] = {
  TYPE: (session, type) => session.say(type === "X" ? "504 No such type.\r\n" : `200 Type is ${type}.\r\n`),
};

/** Do one step. @returns what the client heard and got; ports, which differ each time, left out */
async function act(ftp: RawFtp, step: Step, scene: Scene): Promise<readonly string[]> {
  const spoken = (said: string) => (said.startsWith("425") ? "425" : said.replace(/\(.*\)/, "(port)"));
  const hearAll = async (first: string) =>
    first.startsWith("1") ? [spoken(first), spoken(await ftp.hear())] : [spoken(first)];
  const fetch = async (line: string, verb: "PASV" | "EPSV" = "PASV") => {
    const data = connectData((await ftp.passive(verb)).port, "127.0.0.1");
    const came = dataFrom(data);
    const heard = await hearAll(await ftp.say(line));
    if (heard.length === 1) data.destroy();
    return [...heard, await came];
  };
  switch (step) {
    case "EPSV RETR a":
      return fetch("RETR a", "EPSV");
    case "PORT RETR b": {
      const own = await activePort();
      const agreed = await ftp.say(portCommand(own.port));
      const came = own.called.then(dataFrom);
      return [agreed, ...(await hearAll(await ftp.say("RETR b"))), await came];
    }
    case "STOR up": {
      const data = connectData((await ftp.passive()).port, "127.0.0.1");
      const first = await ftp.say("STOR up");
      data.end("all of it");
      return [...(await hearAll(first)), scene.server.stored.get("up") ?? "nothing"];
    }
    case "two PASV, RETR a":
      await ftp.passive();
      return fetch("RETR a");
    case "pipelined": {
      ftp.send("TYPE I\r\nNOOP\r\nTYPE I\r\nPASV\r\n");
      const heard = [await ftp.hear(), await ftp.hear(), await ftp.hear(), await ftp.hear()];
      const [high = 0, low = 0] =
        /(\d+),(\d+)\)/
          .exec(heard[3] ?? "")
          ?.slice(1)
          .map(Number) ?? [];
      const came = dataFrom(connectData(high * 256 + low, "127.0.0.1"));
      ftp.send("RETR a\r\nNOOP\r\n");
      const rest = [await ftp.hear(), await ftp.hear(), await ftp.hear()];
      return [...[...heard, ...rest].map(spoken), await came];
    }
    case "later":
      scene.running.clock.advance(11_000);
      return [];
    case "LIST":
    case "RETR a":
    case "RETR b":
    case "RETR c":
    case "RETR nowhere":
      return fetch(step);
    default:
      return [spoken(await ftp.say(step))];
  }
}

it.each(["220 popeye\r\n", "220 (vsFTPd 3.0.3)\r\n"])(
  "a client hears and gets the same, whether the relay looks ahead or not, in any order of its commands, greeted by %j",
  async (greeting) => {
    const scenes = await Promise.all(
      [true, false].map((ahead) => setup.scene({ greeting, answers, files: FILES }, "127.0.0.1", { ahead })),
    );
    const play = async (scene: Scene, steps: readonly Step[]) => {
      const ftp = await scene.client();
      const outcome: (readonly string[])[] = [];
      try {
        for (const step of ["RETR a", "RETR b", ...steps] as const)
          outcome.push([step, ...(await act(ftp, step, scene))]);
      } finally {
        ftp.close();
      }
      return outcome;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 8 }), async (steps) => {
        const [ahead, plain] = await Promise.all(scenes.map((scene) => play(scene, steps)));
        expect(ahead).toEqual(plain);
      }),
      { numRuns: 20, endOnFailure: true },
    );
    const [first, second] = scenes.map(({ server }) => server.heard.filter((line) => line === "PASV\r\n").length);
    expect(first, "it looked ahead").toBeGreaterThan(second ?? 0);
    // a client that leaves a connection unused gives no sign: so the limits must do
    for (const { running, server } of scenes)
      await expect
        .poll(
          () => (
            running.clock.advance(60_000),
            {
              channels: running.channels(),
              atServer: server.open(),
              open: running.row().connections.open,
              transfers: running.row().transfers,
              timers: running.clock.pending,
            }
          ),
          { timeout: 30_000 },
        )
        .toEqual({ channels: 0, atServer: 0, open: 0, transfers: [], timers: 0 });
  },
  240_000,
);
