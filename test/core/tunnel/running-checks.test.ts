import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunningChecks } from "../../../src/core/tunnel/running-checks.js";
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

describe("the session of an open tunnel", () => {
  /** A profile whose gateway counts its logins, with a forward that leads to a target of the test's. */
  async function openTunnel() {
    const target = await setup.target(echoAfterEnd);
    const { host, port, username } = gateway;
    const profile = profileSchema.parse({
      id: "popeye",
      name: "Popeye",
      gateway: { host, port, username, auth: [{ method: "password" }] },
      forwards: [{ kind: "local", name: "web", listen: { port: await freePort() }, target }],
    });
    let passwords = 0;
    const environment = testEnvironment({
      prompter: new ScriptedPrompter(({ kind }) => {
        if (kind === "host-key") return { kind: "trust", remember: true };
        passwords++;
        return { kind: "secret", text: gateway.password, remember: false };
      }),
    });
    const tunnels = new Tunnels(environment);
    setup.atEnd(() => tunnels.closeAll());
    tunnels.setProfiles([profile]);
    tunnels.open(profile.id);
    await waitFor("an open tunnel", () => tunnels.status().some(({ state }) => state.kind === "open") || undefined);
    const checks = new RunningChecks(environment, tunnels);
    setup.atEnd(() => checks.close());
    const check = async (checked: Profile): Promise<readonly Finding[]> => {
      checks.start(checked, undefined);
      const { findings } = await waitFor("a check that is finished", () =>
        checks.status().find(({ state }) => state === "finished"),
      );
      return findings;
    };
    return { profile, tunnels, checks, check, passwords: () => passwords };
  }

  it("serves a check: nobody logs in or is asked again, all is found as by a login, and the tunnel goes on", async () => {
    const { profile, tunnels, check, passwords } = await openTunnel();
    const before = gateway.asked().length;
    const findings = await check(profile);
    expect([gateway.logins(), passwords()]).toEqual([1, 1]);
    expect(findings.map(({ probe, outcome }) => [probe, outcome])).toEqual([
      ["name", "ok"],
      ["gateway", "ok"],
      ["host-key", "ok"],
      ["encryption", "ok"],
      ["login", "ok"],
      ["forward", "ok"],
      ["local-ports", "ok"],
    ]);
    expect(gateway.asked().length).toBe(before + 1); // the forward is tried now, and not remembered
    expect(tunnels.status()).toMatchObject([{ state: { kind: "open" } }]);
    expect((await check(profile)).filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(gateway.connections()).toBe(1);
  });

  it("serves none whose profile names another gateway, nor one after the tunnel is closed", async () => {
    const { profile, tunnels, check } = await openTunnel();
    await check({
      ...profile,
      gateway: { ...profile.gateway, auth: [...profile.gateway.auth, { method: "keyboard-interactive" }] },
    });
    expect(gateway.logins()).toBe(2);
    await tunnels.close(profile.id);
    await check(profile);
    expect(gateway.logins()).toBe(3);
    await waitFor("no connection left", () => gateway.connections() === 0 || undefined);
  });

  it("outlives a check that is stopped, whose channels are closed", async () => {
    const { profile, tunnels, checks } = await openTunnel();
    const silent = await setup.target(() => undefined); // takes connections and says nothing
    const withFtp = profileSchema.parse({
      ...profile,
      ftp: { mode: "relay", target: silent, listen: { port: await freePort() } },
    });
    checks.start(withFtp, undefined);
    await waitFor(
      "the probe of the target",
      () => gateway.asked().includes(`${silent.host}:${silent.port}`) || undefined,
    );
    checks.stop(profile.id);
    await waitFor("a check that is stopped", () => checks.status().find(({ state }) => state === "cancelled"));
    await checks.close();
    expect(tunnels.status()).toMatchObject([{ state: { kind: "open" } }]);
    expect([gateway.logins(), gateway.connections()]).toEqual([1, 1]);
  });
});
