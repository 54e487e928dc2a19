import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import type { Answer } from "../../../src/shared/status/questions.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";
import {
  MemoryKnownHosts,
  MemoryVault,
  ScriptedPrompter,
  testEnvironment,
} from "../../support/fixtures/test-environment.js";
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

describe("a network that changes while the gateway makes up its mind about a login", () => {
  /** A tunnel to a gateway that holds logins while it is told to; the password is kept, or asked for. */
  async function holding(keptPassword: string | undefined, answer?: Answer) {
    let isHolding = true;
    let held = 0;
    const slow = await setup.gateway({ isHoldingLogins: () => (isHolding ? held++ >= 0 : false) });
    const secrets = new MemoryVault();
    if (keptPassword !== undefined)
      await secrets.set("popeye", `password ${slow.username}@${slow.host}:${slow.port}`, keptPassword);
    const prompter = new ScriptedPrompter(() => answer);
    const tunnels = new Tunnels(
      testEnvironment({
        clock: setup.clock,
        secrets,
        prompter,
        knownHosts: new MemoryKnownHosts(`${slow.hostKeyLine}\n`),
      }),
    );
    tunnels.setProfiles([
      profileSchema.parse({
        id: "popeye",
        name: "Popeye",
        gateway: { host: slow.host, port: slow.port, username: slow.username, auth: [{ method: "password" }] },
        forwards: [{ kind: "local", name: "plain", listen: { port }, target: { host: "popeye", port: 21 } }],
      }),
    ]);
    setup.atEnd(() => tunnels.closeAll());
    tunnels.open("popeye");
    return {
      tunnels,
      prompter,
      state: () => tunnels.status()[0]?.state,
      isHeld: (times: number) => waitFor("a login that is held", () => (held >= times ? true : undefined)),
      letIn: () => (isHolding = false),
      connections: () => slow.connections(),
    };
  }

  it("has the login begun anew at once, where the user was asked nothing for it", async () => {
    const held = await holding("spinach");
    await held.isHeld(1);
    expect(held.state()).toMatchObject({ kind: "opening", step: "authenticating" });
    held.letIn();
    held.tunnels.networkChanged();
    expect(held.state()).toEqual({ kind: "opening", step: "dialling", attempt: 1 });
    await waitFor("an open tunnel", () => (held.state()?.kind === "open" ? true : undefined));
    await waitFor("one connection", () => (held.connections() === 1 ? true : undefined)); // the first is given up
    expect(held.prompter.asked).toEqual([]);
  });

  it("leaves a login alone for which the user is being asked, or has answered", async () => {
    const asking = await holding(undefined);
    asking.letIn();
    await waitFor("a question", () => asking.prompter.asked[0]);
    asking.tunnels.networkChanged();
    expect(asking.state()).toMatchObject({ kind: "opening", step: "authenticating" });
    expect(asking.prompter.asked).toHaveLength(1);
    await asking.tunnels.closeAll();

    const answered = await holding(undefined, { kind: "secret", text: "spinach", remember: false });
    await answered.isHeld(1);
    answered.tunnels.networkChanged();
    expect(answered.state()).toMatchObject({ kind: "opening", step: "authenticating" });
  });
});
