import { writeFileSync } from "node:fs";
import ssh2, { type AuthContext } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../../../src/shared/profile/profile-schema.js";
import { describeFailure } from "../../../../src/shared/words/words.js";
import { freshKey } from "../../../support/fixtures/fresh-key.js";
import { logInByManualClock } from "../../../support/fixtures/manual-clock-login.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { MemoryKnownHosts, ScriptedPrompter } from "../../../support/fixtures/test-environment.js";
import { startHostileGateway } from "../../../support/gateways/hostile-gateway.js";
import { startSilentAgent } from "../../../support/gateways/silent-agent.js";
import { PATIENCE_MS } from "../../../support/wait-for.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Log in at a gateway of the test's own, by a clock that it moves. */
async function logIn(auth: NonNullable<ProfileDraft["gateway"]["auth"]>, decide: (attempt: AuthContext) => void) {
  let connections = 0;
  let hangUp: () => void = () => undefined;
  const gateway = await startHostileGateway({
    onLogin: decide,
    onSession: (session) => {
      connections++;
      hangUp = () => session.end();
    },
  });
  cleanUps.push(() => gateway.close());
  const prompter = new ScriptedPrompter(() => ({ kind: "secret", text: "spinach", remember: false }));
  const { clock, ended, close } = logInByManualClock(
    { host: gateway.host, port: gateway.port, username: "olive", auth },
    prompter,
    new MemoryKnownHosts(`${gateway.hostKeyLine}\n`),
  );
  cleanUps.push(close);
  return { clock, prompter, ended, hangUp: () => hangUp(), connections: () => connections };
}

/** Takes a password, or any key that signs. */
const takes =
  (method: "password" | "publickey") =>
  (attempt: AuthContext): void =>
    attempt.method === method ? attempt.accept() : attempt.reject(["publickey", method]);

describe.skipIf(process.platform === "win32")("an agent that does not answer", () => {
  it("is waited for ten seconds before key files go first that need nobody", async () => {
    const folder = tempFolder();
    cleanUps.push(() => folder.remove());
    writeFileSync(folder.file("id"), freshKey().private, { mode: 0o600 });
    const agent = await startSilentAgent();
    cleanUps.push(() => agent.close());
    const tried: string[] = [];
    const { clock, ended } = await logIn(
      [
        { method: "agent", socket: agent.socket },
        { method: "key", file: folder.file("id") },
      ],
      (attempt) => {
        tried.push(attempt.method);
        takes("publickey")(attempt);
      },
    );
    await expect.poll(() => agent.asked, { timeout: PATIENCE_MS }).toEqual([11]);
    await expect.poll(() => clock.pending, { timeout: PATIENCE_MS }).toBeGreaterThan(1);
    clock.advance(9_000);
    expect(tried).toEqual(["none"]);
    clock.advance(1_000);
    expect(await ended).toBe("open");
    await expect.poll(() => clock.pending, { timeout: PATIENCE_MS }).toBe(0);
  });

  it("is given two minutes, over a gateway's own limit, and then the password is asked for", async () => {
    const agent = await startSilentAgent();
    cleanUps.push(() => agent.close());
    const { clock, prompter, ended, connections } = await logIn(
      [{ method: "agent", socket: agent.socket }, { method: "password" }],
      takes("password"),
    );
    await expect.poll(() => agent.asked, { timeout: PATIENCE_MS }).toEqual([11]);
    for (let seconds = 0; seconds < 115; seconds += 5) {
      clock.advance(5_000);
      await new Promise(setImmediate);
    }
    expect(prompter.asked).toEqual([]);
    expect(connections()).toBe(1);
    clock.advance(5_000);
    expect(await ended).toBe("open");
    expect([agent.asked, connections()]).toEqual([[11], 2]);
  });

  it("is told as that, with what to do, where nothing else lets the user in", async () => {
    const agent = await startSilentAgent();
    cleanUps.push(() => agent.close());
    const { clock, ended } = await logIn([{ method: "agent", socket: agent.socket }], takes("publickey"));
    await expect.poll(() => agent.asked, { timeout: PATIENCE_MS }).toEqual([11]);
    clock.advance(120_000);
    const failure = await ended;
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "agent", outcome: "agent-silent", file: agent.socket }],
    });
    expect(failure === "open" ? "" : describeFailure(failure).remedy).toMatch(/agent waits for you/);
  });

  it.each(["the gateway hangs up", "the limit is over"])(
    "when it is to sign is told as that, once %s",
    async (until) => {
      const key = ssh2.utils.parseKey(freshKey().public);
      if (key instanceof Error) throw key;
      const first = key.getPublicSSH();
      const second = Buffer.concat([first.subarray(0, -1), Buffer.of((first.at(-1) ?? 0) ^ 1)]);
      const agent = await startSilentAgent([first, second]);
      cleanUps.push(() => agent.close());
      const { clock, ended, hangUp } = await logIn([{ method: "agent", socket: agent.socket }], takes("publickey"));
      await expect.poll(() => agent.asked, { timeout: PATIENCE_MS }).toEqual([11, 13]);
      clock.advance(30_000);
      if (until === "the gateway hangs up") hangUp();
      else clock.advance(60_000);
      expect(await ended).toMatchObject({ code: "ssh.login-refused", tried: [{ outcome: "agent-silent" }] });
      expect(agent.asked).toEqual([11, 13]);
    },
  );
});
