import { afterEach, beforeEach, expect, describe, it } from "vitest";
import type { Clock } from "../../../../src/core/environment.js";
import { freePort } from "../../../support/fixtures/free-port.js";
import { rangeProfile } from "../../../support/fixtures/range-profile.js";
import { Findings } from "../../../support/fixtures/run-check.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";
import { startGateway, type Gateway } from "../../../support/gateways/gateway.js";
import {
  startScriptedFtpServer,
  type ScriptedFtpServer,
  type ScriptedFtpServerOptions,
} from "../../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../../support/wait-for.js";

let gateway: Gateway;
let server: ScriptedFtpServer | undefined;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(async () => {
  await server?.close();
  await gateway.close();
});

/** Check a range on a server that the test plays. */
async function look(options: ScriptedFtpServerOptions, clock?: Clock): Promise<Findings> {
  server = await startScriptedFtpServer(options);
  const profile = rangeProfile({ gateway, target: server, control: await freePort("127.0.0.1"), passive: "2534" });
  return Findings.of({
    profile,
    knownHosts: `${gateway.hostKeyLine}\n`,
    password: gateway.password,
    ftpLogin: { username: "olive", password: "oyl" },
    ...(clock === undefined ? {} : { clock }),
  });
}

/** That EPSV and each further PASV were given their own reply. */
function expectInStep(findings: Findings): void {
  expect(findings.the("extended-passive").outcome, findings.text()).toBe("ok");
  expect(findings.found("passive"), findings.text()).toMatchObject({ code: "passive.granted", ports: { length: 12 } });
}

/** LIST that says so much and then neither ends nor goes on; its client's hanging up is answered so. */
const stuck = (bytes: number, said: () => void, last: () => string): ScriptedFtpServerOptions => ({
  answers: {
    LIST: async (session) => {
      const data = await session.data();
      session.say("150 Here it comes.\r\n");
      const gone = new Promise((resolve) => data?.resume().once("close", resolve));
      data?.write(Buffer.alloc(bytes, "x"), said);
      await gone;
      session.say(last());
    },
  },
});

describe("the listing of a check", () => {
  it("is read whole however long it is, and the next questions are given their own replies", async () => {
    const name = "x".repeat(200);
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`${name}${index}`, ""]));
    const findings = await look({ files });
    expect(findings.found("data"), findings.text()).toMatchObject({
      code: "data.carried",
      bytes: `${Object.keys(files).join("\r\n")}\r\n`.length,
    });
    expectInStep(findings);
  });

  it("is cut where it takes too long, and what the server says to that, even much later, is the listing's own reply", async () => {
    const clock = new ManualClock();
    let written = false;
    // more than every buffer on the way holds, so that some of it has come
    const looking = look(
      stuck(
        64 * 1024 * 1024,
        () => {
          written = true;
        },
        () => {
          clock.advance(50_000); // as behind all that is on its way on a slow link
          return "426 Broken.\r\n";
        },
      ),
      clock,
    );
    await waitFor("a listing that has come", () => written || undefined);
    clock.advance(20_000);
    const findings = await looking;
    expect(findings.found("data"), findings.text()).toMatchObject({ code: "data.carried" });
    expectInStep(findings);
  });

  it("says that nothing came in time where not one byte did, and goes on", async () => {
    const clock = new ManualClock();
    let asked = false;
    const looking = look(
      stuck(
        0,
        () => {
          asked = true;
        },
        () => "426 Broken.\r\n",
      ),
      clock,
    );
    await waitFor("a listing that was asked for", () => asked || undefined);
    await expect
      .poll(() => {
        clock.advance(1_000);
        return server?.heard.some((line) => line.startsWith("EPSV"));
      })
      .toBe(true);
    const findings = await looking;
    expect(findings.found("data"), findings.text()).toEqual({ code: "timed-out" });
    expectInStep(findings);
  });
});
