import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunningChecks } from "../../../src/core/check/running-checks.js";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import type { Finding } from "../../../src/shared/check/finding.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup } from "../../support/fixtures/plain-forward-setup.js";
import { testEnvironment, ScriptedPrompter } from "../../support/fixtures/test-environment.js";
import type { Gateway } from "../../support/gateways/gateway.js";
import { waitFor } from "../../support/wait-for.js";

let setup: PlainForwardSetup;
let gateway: Gateway;
beforeEach(async () => {
  setup = new PlainForwardSetup();
  gateway = await setup.gateway();
});
afterEach(() => setup.leave());

/** A profile of remote forwards alone, each to one place of this computer. @param ports where they listen at the gateway */
function remoteTo(target: { host: string; port: number }, ...ports: number[]): Profile {
  const { host, port, username } = gateway;
  return profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username, auth: [{ method: "password" }] },
    forwards: ports.map((listen) => ({ kind: "remote", name: `web ${listen}`, listen: { port: listen }, target })),
  });
}

/** What the window's checks find of a profile's forwards, beside its tunnel. @param isOpen whether the tunnel is opened first */
async function forwardsOf(checked: Profile, isOpen: boolean): Promise<readonly Finding[]> {
  const environment = testEnvironment({
    prompter: new ScriptedPrompter(({ kind }) =>
      kind === "host-key"
        ? { kind: "trust", remember: true }
        : { kind: "secret", text: gateway.password, remember: false },
    ),
  });
  await environment.knownHosts.append(`${gateway.hostKeyLine}\n`);
  const tunnels = new Tunnels(environment);
  setup.atEnd(() => tunnels.closeAll());
  tunnels.setProfiles([checked]);
  if (isOpen) {
    tunnels.open(checked.id);
    await waitFor("an open tunnel", () => tunnels.status().some(({ state }) => state.kind === "open") || undefined);
  }
  const checks = new RunningChecks(environment, tunnels);
  setup.atEnd(() => checks.close());
  checks.start(checked, undefined);
  const { findings } = await waitFor("a check that is finished", () =>
    checks.status().find(({ state }) => state === "finished"),
  );
  return findings.filter(({ probe }) => probe === "forward");
}

describe("the checks of the window", () => {
  it("know that the tunnel of a profile with remote forwards alone is open, and do not ask for its port twice", async () => {
    const checked = remoteTo(await setup.target(echoAfterEnd), await freePort());
    expect(await forwardsOf(checked, true)).toMatchObject([{ outcome: "ok", found: { code: "forward.in-use" } }]);
  });

  it("say that the gateway refuses a port which the open tunnel did not get either", async () => {
    const target = await setup.target(echoAfterEnd);
    const findings = await forwardsOf(remoteTo(target, await freePort(), target.port), true);
    expect(findings).toMatchObject([
      { found: { code: "forward.in-use" } },
      { outcome: "failed", found: { cause: { code: "forward.gateway-refused", port: target.port } } },
    ]);
  });

  it("ask the gateway where the tunnel is closed", async () => {
    const checked = remoteTo(await setup.target(echoAfterEnd), await freePort());
    expect(await forwardsOf(checked, false)).toMatchObject([
      { outcome: "ok", found: { code: "forward.gateway-listens" } },
    ]);
  });
});
