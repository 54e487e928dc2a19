import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { PenaltyPacer } from "../../../src/core/ssh/penalty-pacer.js";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import type { Endpoint } from "../../../src/shared/profile/endpoint.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { ManualClock, testEnvironment } from "../../support/fixtures/test-environment.js";

const gateway = { host: "www.spinach.com", port: 22 };
const PUT_OFF: Failure = { ...gateway, code: "ssh.busy", cause: "penalised", said: "Not allowed at this time" };
const REFUSED: Failure = { ...gateway, code: "ssh.login-refused", username: "olive", tried: [], offered: [] };
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function pace() {
  const clock = new ManualClock();
  const pacer = new PenaltyPacer(clock);
  const began: string[] = [];
  const waits: string[] = [];
  const begin = (name: string, signal = new AbortController().signal, to = gateway): Promise<unknown> =>
    pacer
      .waitForTurn(to, signal, () => waits.push(name))
      .then(
        () => began.push(`${name} ${clock.elapsed() / 1000}`),
        () => began.push(`${name} given up`),
      );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Let the time pass, a second at a time. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      await settle();
      clock.advance(1_000);
    }
    await settle();
  };
  return { clock, pacer, began, waits, begin, pass };
}

describe("PenaltyPacer", () => {
  it("lets all begin at once that go to a gateway that has penalised nobody", async () => {
    const { began, waits, begin, pacer } = pace();
    pacer.loginFailed(gateway, { ...gateway, code: "ssh.unreachable", cause: "refused" });
    await Promise.all(["a", "b", "c"].map((name) => begin(name)));
    expect([began, waits]).toEqual([["a 0", "b 0", "c 0"], []]);
  });

  it("lets one in 20 seconds begin once a gateway has put this computer off, and goes to others as before", async () => {
    const { pacer, began, waits, begin, pass } = pace();
    pacer.loginFailed(gateway, PUT_OFF);
    void begin("a");
    void begin("b");
    await begin("other", undefined, { ...gateway, port: 2222 });
    await pass(30);
    expect([began, new Set(waits)]).toEqual([["other 0", "a 20"], new Set(["a", "b"])]);
    await pass(30);
    expect(began.slice(2)).toEqual(["b 40"]);
  });

  it("lets all begin as soon as one is let in, or the longest penalty is over", async () => {
    const { pacer, began, begin, pass } = pace();
    pacer.loginFailed(gateway, PUT_OFF);
    void begin("a");
    void begin("b");
    await pass(5);
    pacer.letIn(gateway);
    await pass(1);
    expect(began).toEqual(["a 5", "b 5"]);
    pacer.loginFailed(gateway, PUT_OFF);
    await pass(601);
    await Promise.all([begin("c"), begin("d")]);
    expect(began.slice(2)).toEqual(["c 607", "d 607"]);
  });

  it("lets two logins in ten seconds be refused, which OpenSSH does not penalise yet, and no more", async () => {
    const { pacer, began, begin, pass } = pace();
    pacer.loginFailed(gateway, REFUSED);
    await begin("a");
    await pass(4);
    pacer.loginFailed(gateway, REFUSED);
    void begin("b");
    await pass(20);
    expect(began).toEqual(["a 0", "b 10"]);
  });

  it("passes over one that is given up, whose turn another one has", async () => {
    const { pacer, began, begin, pass } = pace();
    pacer.loginFailed(gateway, PUT_OFF);
    const first = new AbortController();
    void begin("a", first.signal);
    void begin("b");
    await pass(3);
    first.abort();
    await pass(20);
    expect(began).toEqual(["a given up", "b 20"]);
  });
});

/** Tells how many connections have ended before anybody was let in. */
class CountingPacer extends PenaltyPacer {
  failures = 0;
  override loginFailed(to: Endpoint, cause: Failure): void {
    super.loginFailed(to, cause);
    this.failures++;
  }
}

it("Tunnels through one gateway that penalises dial it one at a time, 20 seconds apart, also by the user's own click, and tell the wait", async () => {
  let dialled = 0;
  const server = createServer((socket) => {
    dialled++;
    socket.on("error", () => undefined).end("Not allowed at this time\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const ids = ["olive", "popeye", "bluto"];
  const profiles = await Promise.all(
    ids.map(async (id) => {
      const reading = parseProfile({
        id,
        name: id,
        gateway: { host: "127.0.0.1", port, username: "olive", auth: [{ method: "password" }] },
        forwards: [
          { kind: "local", name: "plain", listen: { port: await freePort() }, target: { host: "popeye", port: 21 } },
        ],
      });
      if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
      return reading.profile;
    }),
  );
  const clock = new ManualClock();
  const pacer = new CountingPacer(clock);
  const tunnels = new Tunnels(testEnvironment({ clock, loginPacer: pacer }));
  cleanUps.push(() => tunnels.closeAll());
  tunnels.setProfiles(profiles);
  const stateOf = (id: string) => tunnels.status().find(({ profile }) => profile === id)?.state;
  tunnels.open("olive");
  await expect.poll(() => stateOf("olive")).toMatchObject({ kind: "waiting", cause: { cause: "penalised" } });
  expect([dialled, pacer.failures]).toEqual([1, 1]);
  tunnels.open("popeye");
  tunnels.open("bluto");
  tunnels.open("olive");
  const begun = clock.elapsed();
  for (let expected = 2; expected <= 4; expected++) {
    await expect.poll(() => clock.pending).toBeGreaterThan(0);
    for (let seconds = 0; seconds < 15; seconds += 5) clock.advance(5_000);
    await expect
      .poll(() => ids.map(stateOf))
      .toContainEqual(
        expect.objectContaining({
          kind: "opening",
          loginWait: { for: "penalty", seconds: expect.any(Number) as unknown },
        }),
      );
    expect(dialled).toBe(expected - 1);
    clock.advance(5_000);
    await expect.poll(() => dialled).toBe(expected);
    await expect.poll(() => pacer.failures).toBe(expected);
  }
  expect(clock.elapsed() - begun).toBe(60_000);
});
