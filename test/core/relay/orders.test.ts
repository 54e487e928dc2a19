import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { activePort, connectData, portCommand, RawFtp } from "../../support/clients/raw-ftp.js";
import { listeners, listenersAtRest, startRelaySetup, type RelaySetup } from "../../support/fixtures/relay-setup.js";
import { startScriptedFtpServer } from "../../support/servers/scripted-ftp-server.js";

let setup: RelaySetup;
beforeAll(async () => {
  setup = await startRelaySetup();
});
afterAll(() => setup.close());

const STEPS = [
  "USER olive",
  "PASV",
  "EPSV",
  "EPSV ALL",
  "PORT",
  "RETR a",
  "RETR long",
  "RETR nowhere",
  "STOR up",
  "LIST",
  "ABOR",
  "STAT",
  "NOOP",
  "AUTH TLS",
  "FEAT",
  "REST 1",
  "QUIT",
  "connect",
  "wait",
  "half-close",
] as const;

it("leaves no gate, channel or connection behind, whatever the order of the commands", async () => {
  const server = await startScriptedFtpServer({ files: { a: "ahoy", long: "x".repeat(600_000) } });
  const running = await setup.relay(server);
  const before = await listenersAtRest();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 9 }), async (steps) => {
      const ftp = await RawFtp.connect(running.port);
      const own = await activePort();
      let heard = "";
      let dialled = 0;
      ftp.socket.on("data", (text: string) => {
        heard += text;
      });
      for (const step of steps) {
        if (step === "connect") {
          for (const [, high, low, extended] of [
            ...heard.matchAll(/\(127,0,0,1,(\d+),(\d+)\)|\(\|\|\|(\d+)\|\)/g),
          ].slice(dialled)) {
            dialled++;
            connectData(
              extended === undefined ? Number(high) * 256 + Number(low) : Number(extended),
              "127.0.0.1",
            ).resume();
          }
        } else if (step === "wait") await new Promise((resolve) => setTimeout(resolve, 15));
        else if (step === "half-close") ftp.socket.end();
        else if (ftp.socket.writable) ftp.send(step === "PORT" ? `${portCommand(own.port)}\r\n` : `${step}\r\n`);
      }
      ftp.socket.resetAndDestroy();
      own.close();
      void own.called.then((socket) => socket.destroy());
      // a client that ended cleanly and then left gives no sign, and the server may wait for data: so the limits must do
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
              listeners: listeners(),
            }
          ),
          { timeout: 5_000, interval: 5 },
        )
        .toEqual({ channels: 0, atServer: 0, open: 0, transfers: [], timers: 0, listeners: before });
    }),
    { numRuns: 120, endOnFailure: true },
  );
  await running.relay.stop();
  await server.close();
});
