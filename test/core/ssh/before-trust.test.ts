import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { AuthContext } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { SshSession } from "../../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { failureOf, type Failure } from "../../../src/shared/status/failure.js";
import type { Answer } from "../../../src/shared/status/questions.js";
import { freshKey } from "../../support/fixtures/fresh-key.js";
import { hostKeyFacts, knownHostsLine } from "../../support/fixtures/host-key-facts.js";
import { MemoryKnownHosts, MemoryVault, testEnvironment } from "../../support/fixtures/test-environment.js";
import { startHostileGateway } from "../../support/gateways/hostile-gateway.js";
import { waitFor } from "../../support/wait-for.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A gateway that lets everybody in, behind a wire that records every byte of the client's. */
async function recordedGateway(onLogin: (attempt: AuthContext) => void = (attempt) => attempt.accept()) {
  const attempts: string[] = [];
  const gateway = await startHostileGateway({
    onLogin: (attempt) => {
      if (attempt.method !== "none") attempts.push(attempt.method);
      if (attempt.method === "none") attempt.reject(["password"]);
      else onLogin(attempt);
    },
  });
  let heard = Buffer.alloc(0);
  const wire = createServer((client: Socket) => {
    const onward = connect(gateway.port, gateway.host);
    client.on("data", (bytes) => (heard = Buffer.concat([heard, bytes])));
    client.on("error", () => onward.destroy()).on("close", () => onward.destroy());
    onward.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((resolve) => wire.listen(0, "127.0.0.1", resolve));
  const { port } = wire.address() as AddressInfo;
  cleanUps.push(
    () => gateway.close(),
    () => wire.close(),
  );
  return { ...gateway, port, attempts, heard: () => heard };
}

/** Log in by password; every question waits for its answer. */
function opening(port: number, { knownHosts = new MemoryKnownHosts(), secrets = new MemoryVault() } = {}) {
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host: "127.0.0.1", port, username: "olive", auth: [{ method: "password" }] },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const asked: { readonly kind: string; readonly answer: (answer: Answer) => void }[] = [];
  const prompter = {
    ask: (_profile: string, { kind }: { kind: string }) =>
      new Promise<Answer>((resolve) => asked.push({ kind, answer: resolve })),
  };
  const outcome = SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment: testEnvironment({ clock: systemClock, prompter, knownHosts, secrets }),
    signal: new AbortController().signal,
    onStep: () => undefined,
  }).then((session): Failure | undefined => {
    cleanUps.push(() => session.close());
    return undefined;
  }, failureOf);
  const question = (index: number) =>
    waitFor(`question ${index}`, () => asked[index]).then(({ kind, answer }) => ({ kind, answer }));
  return { outcome, question, asked };
}

/** Both ends are in this process: what was sent has come after a few turns of its event loop. */
async function settle(): Promise<void> {
  for (let left = 200; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

describe("before the user trusts a gateway's host key", () => {
  it("the gateway hears nothing more than the key exchange, however long the question stands", async () => {
    const gateway = await recordedGateway();
    const { outcome, question } = opening(gateway.port);
    const { kind, answer } = await question(0);
    expect(kind).toBe("host-key");
    const before = gateway.heard().length;
    await settle();
    expect(gateway.heard().length - before).toBe(0);
    answer({ kind: "trust", remember: false });
    const second = await question(1);
    expect(second.kind).toBe("password");
    second.answer({ kind: "secret", text: "spinach", remember: false });
    expect(await outcome).toBeUndefined();
    expect(gateway.heard().length).toBeGreaterThan(before);
    expect(gateway.attempts).toEqual(["password"]);
  });

  it("the gateway hears nothing after a refusal either", async () => {
    const gateway = await recordedGateway();
    const { outcome, question, asked } = opening(gateway.port);
    const { answer } = await question(0);
    const before = gateway.heard().length;
    answer({ kind: "cancel" });
    expect(await outcome).toMatchObject({ code: "ssh.question-cancelled" });
    await settle();
    expect([gateway.heard().length - before, asked.length, gateway.attempts]).toEqual([0, 1, []]);
  });

  it("nobody is asked, and nothing is told, where the key has changed or was revoked", async () => {
    const gateway = await recordedGateway();
    const { hostKeyLine } = gateway;
    const shown = hostKeyLine.split(" ").slice(1).join(" ");
    const other = knownHostsLine("127.0.0.1", gateway.port, hostKeyFacts(freshKey().public));
    for (const [code, text] of [
      ["host-key.changed", `${other}\n`],
      ["host-key.revoked", `@revoked [127.0.0.1]:${gateway.port} ${shown}\n`],
    ]) {
      const { outcome, asked } = opening(gateway.port, { knownHosts: new MemoryKnownHosts(text) });
      expect(await outcome).toMatchObject({ code });
      await settle();
      expect([asked, gateway.attempts]).toEqual([[], []]);
    }
  });

  it("no compression is offered, whose state an unknown gateway could steer", async () => {
    const gateway = await recordedGateway();
    const { question } = opening(gateway.port);
    await question(0);
    const offer = gateway.heard().toString("latin1");
    expect(offer).toContain("curve25519-sha256");
    expect(offer).not.toContain("zlib");
  });
});

describe("a secret that is to be remembered", () => {
  const known = (port: number, line: string) =>
    new MemoryKnownHosts(`[127.0.0.1]:${port} ${line.split(" ").slice(1).join(" ")}\n`);
  const remembered = { kind: "secret", text: "spinach", remember: true } as const;

  it("is kept only where the user ticked that", async () => {
    const secrets = new MemoryVault();
    const gateway = await recordedGateway();
    const { outcome, question } = opening(gateway.port, {
      secrets,
      knownHosts: known(gateway.port, gateway.hostKeyLine),
    });
    (await question(0)).answer({ ...remembered, remember: false });
    expect([await outcome, secrets.kept.size]).toEqual([undefined, 0]);
  });

  it("is kept only once it has let the user in", async () => {
    const secrets = new MemoryVault();
    const keptAtLogin: number[] = [];
    const gateway = await recordedGateway((attempt) => {
      keptAtLogin.push(secrets.kept.size);
      setImmediate(() => attempt.accept());
    });
    const { outcome, question } = opening(gateway.port, {
      secrets,
      knownHosts: known(gateway.port, gateway.hostKeyLine),
    });
    (await question(0)).answer(remembered);
    expect(await outcome).toBeUndefined();
    expect([keptAtLogin, [...secrets.kept.values()]]).toEqual([[0], ["spinach"]]);
  });

  it.each([
    ["was wrong each time", (attempt: AuthContext) => attempt.reject(["password"])],
    [
      "was half of what the gateway wants, and the rest is not to be had",
      (attempt: AuthContext) => attempt.reject(["hostbased"], true),
    ],
  ])("is not kept where it %s", async (_, onLogin) => {
    const secrets = new MemoryVault();
    const gateway = await recordedGateway(onLogin);
    const { outcome, asked } = opening(gateway.port, { secrets, knownHosts: known(gateway.port, gateway.hostKeyLine) });
    let answered = 0;
    const answering = setInterval(() => {
      for (; answered < asked.length; answered++) asked[answered]?.answer(remembered);
    }, 1);
    cleanUps.push(() => clearInterval(answering));
    expect(await outcome).toMatchObject({ code: "ssh.login-refused" });
    expect([answered > 0, secrets.kept.size]).toEqual([true, 0]);
  });
});
