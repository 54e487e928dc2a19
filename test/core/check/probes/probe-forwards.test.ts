import { dirname } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ProfileDraft } from "../../../../src/shared/profile/profile-schema.js";
import { freePort } from "../../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup } from "../../../support/fixtures/plain-forward-setup.js";
import { Findings } from "../../../support/fixtures/run-check.js";
import type { Gateway } from "../../../support/gateways/gateway.js";

let setup = new PlainForwardSetup();
afterEach(async () => {
  vi.unstubAllEnvs();
  await setup.leave();
  setup = new PlainForwardSetup();
});

type Draft = NonNullable<ProfileDraft["forwards"]>[number];

const profileOf = ({ host, port, username }: Gateway, ...forwards: Draft[]): ProfileDraft => ({
  id: "popeye",
  name: "Popeye",
  gateway: { host, port, username, auth: [{ method: "password" }] },
  forwards,
});

async function remote(target: Extract<Draft, { kind: "remote" }>["target"]): Promise<Draft> {
  return { kind: "remote", name: "web", listen: { port: await freePort() }, target };
}

async function look(...forwards: Draft[]): Promise<Findings> {
  const gateway = await setup.gateway();
  return Findings.of({
    profile: profileOf(gateway, ...forwards),
    knownHosts: `${gateway.hostKeyLine}\n`,
    password: gateway.password,
  });
}

describe("the check of a remote forward", () => {
  it("finds a Unix socket under the home folder, as the tunnel does", async () => {
    const { socket } = await setup.socketTarget(echoAfterEnd);
    vi.stubEnv("HOME", dirname(socket));
    const findings = await look(await remote({ socket: "~/socket" }));
    expect(findings.the("forward"), findings.text()).toMatchObject({
      outcome: "ok",
      found: { code: "forward.gateway-listens", target: "~/socket" },
    });
  });

  it("says that a Unix socket is not there, as the tunnel does", async () => {
    const socket = setup.socketPath();
    const findings = await look(await remote({ socket }));
    expect(findings.found("forward"), findings.text()).toEqual({
      code: "failure",
      cause: { code: "forward.target-unreachable", target: socket, cause: "missing" },
    });
  });

  it("says that nothing answers at a port of this computer", async () => {
    const port = await freePort();
    const findings = await look(await remote({ host: "127.0.0.1", port }));
    expect(findings.found("forward"), findings.text()).toMatchObject({
      cause: { code: "forward.target-unreachable", target: `127.0.0.1:${port}`, cause: "refused" },
    });
  });
});
