import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";
import type { Gateway } from "../../support/gateways/gateway.js";
import { waitFor } from "../../support/wait-for.js";

let setup: PlainForwardSetup;
let gateway: Gateway;
let port: number;
beforeEach(async () => {
  setup = new PlainForwardSetup();
  gateway = await setup.gateway();
  port = await freePort("127.0.0.1");
});
afterEach(() => setup.leave());

async function openTunnel() {
  const target = await setup.target(echoAfterEnd);
  const tunnel = setup.tunnel(gateway, { kind: "local", name: "plain", listen: { port }, target });
  tunnel.open();
  await tunnel.until("open");
  return tunnel;
}

describe("a computer that wakes or is online again", () => {
  it("has what waits tried at once, and its waits begin short again", async () => {
    const tunnel = await openTunnel();
    await gateway.close();
    await tunnel.until("waiting");
    for (let attempt = 2; attempt < 6; attempt++) {
      setup.clock.advance(60_000);
      await waitFor(`attempt ${attempt}`, () => {
        const { state } = tunnel.status();
        return state.kind === "waiting" && state.attempt === attempt ? true : undefined;
      });
    }
    tunnel.lookAgain();
    expect(tunnel.status().state).toEqual({ kind: "opening", step: "dialling", attempt: 1 });
    const { state } = await tunnel.until("waiting");
    expect(state.kind === "waiting" && state.retryAt - setup.clock.now()).toBeLessThanOrEqual(2_000);
  });

  it("leaves a link alone that answers", async () => {
    const tunnel = await openTunnel();
    tunnel.lookAgain();
    tunnel.lookAgain();
    expect((await converse(port, "ahoy")).heard).toBe("you said ahoy"); // who comes meanwhile waits for the answer
    setup.clock.advance(10_000);
    expect(tunnel.status().state.kind).toBe("open");
    expect(gateway.logins()).toBe(1);
  });

  it("gives up a link that does not answer within four seconds, and dials anew", async () => {
    const tunnel = await openTunnel();
    gateway.fallSilent();
    tunnel.lookAgain();
    setup.clock.advance(3_999);
    expect(tunnel.status().state.kind).toBe("open");
    setup.clock.advance(1);
    expect((await tunnel.until("waiting")).state).toMatchObject({ cause: { code: "ssh.lost", cause: "silent" } });
    setup.clock.advance(1_000);
    await tunnel.until("open");
    expect(gateway.logins()).toBe(2);
    expect((await converse(port, "ahoy")).heard).toBe("you said ahoy");
  });

  it("gives up an attempt that still dials, and dials anew at once", async () => {
    const tunnel = await openTunnel();
    await gateway.close();
    await tunnel.until("waiting");
    let calls = 0;
    const deaf = await setup.target(() => {
      calls++;
    }, gateway.port); // as a gateway whose answer was lost in the sleep
    setup.clock.advance(1_000);
    await waitFor("the first call", () => (calls === 1 ? true : undefined));
    tunnel.lookAgain();
    expect(tunnel.status().state).toMatchObject({ kind: "opening", step: "dialling", attempt: 1 });
    await waitFor("the second call", () => (calls === 2 ? true : undefined));
    expect(tunnel.status().state).toMatchObject({ kind: "opening" }); // the end of the first is nobody's loss
    expect(deaf.port).toBe(gateway.port);
    await tunnel.close();
    expect(tunnel.status().state.kind).toBe("closed");
    expect(setup.clock.pending).toBe(0);
  });

  it("does not try what only the user can mend, nor what is closed", async () => {
    const tunnel = await openTunnel();
    await tunnel.close();
    tunnel.lookAgain();
    expect(tunnel.status().state.kind).toBe("closed");
    const refused = setup.tunnel(
      { ...gateway, password: "wrong" },
      {
        kind: "local",
        name: "plain",
        listen: { port: await freePort("127.0.0.1") },
        target: { host: "popeye", port: 21 },
      },
    );
    refused.open();
    await refused.until("failed");
    refused.lookAgain();
    expect(refused.status().state.kind).toBe("failed");
  });
});
