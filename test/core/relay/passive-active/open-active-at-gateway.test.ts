import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startRelaySetup, type RelaySetup } from "../../../support/fixtures/relay-setup.js";
import type { ScriptedReply } from "../../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../../support/wait-for.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());
afterEach(() => setup.cleanUp());

const UNKNOWN: ScriptedReply = (session) => session.say("500 What?\r\n");
const SILENT: ScriptedReply = () => undefined;

/** Answers of a server that connects to the port that it was told by PORT or EPRT, and gives `ahoy`. */
function activeAnswers(verb: "PORT" | "EPRT"): Readonly<Record<string, ScriptedReply>> {
  let port = 0;
  return {
    PORT: UNKNOWN,
    EPRT: UNKNOWN,
    [verb]: (session, argument) => {
      const numbers = argument.split(/[,|]/).map(Number);
      port = verb === "PORT" ? (numbers[4] ?? 0) * 256 + (numbers[5] ?? 0) : (numbers[3] ?? 0);
      session.say("200 Fine.\r\n");
    },
    RETR: async (session) => {
      session.say("150 Here it comes.\r\n");
      const data = connect({ host: "127.0.0.1", port }).resume().end("ahoy", "latin1");
      await new Promise((resolve) => data.once("close", resolve).on("error", () => undefined));
      session.say("226 Done.\r\n");
    },
  };
}

describe("a relay before a server on the gateway that knows active mode alone", () => {
  it.each(["PORT", "EPRT"] as const)("has it connect to the gateway by %s", async (verb) => {
    const { client, server } = await setup.scene({
      answers: { PASV: UNKNOWN, EPSV: UNKNOWN, ...activeAnswers(verb) },
    });
    const ftp = await client();
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(server.heard.filter((line) => line.startsWith(verb))).toHaveLength(2);
  });

  it("waits once alone for the answers that it never gives to PASV and EPSV", async () => {
    const { client, server, running } = await setup.scene({
      answers: { PASV: SILENT, EPSV: SILENT, ...activeAnswers("PORT") },
    });
    const ftp = await client();
    const first = ftp.fetch("RETR a.txt");
    for (const [verb, limitMs] of [
      ["PASV", 3_000],
      ["EPSV", 20_000],
    ] as const) {
      await waitFor(verb, () => server.heard.includes(`${verb}\r\n`) || undefined);
      running.clock.advance(limitMs);
    }
    expect((await first).data).toBe("ahoy");
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(server.heard.filter((line) => /^(?:PASV|EPSV)/.test(line))).toHaveLength(2);
  });
});
