import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { LoginTurn } from "../../../src/core/environment.js";
import { PenaltyPacer } from "../../../src/core/ssh/penalty-pacer.js";
import { LoginRecords } from "../../../src/core/store/login-records.js";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import type { Endpoint } from "../../../src/shared/profile/endpoint.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { JumpHost } from "../../../src/shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../../src/shared/status/failure.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { tempFolder } from "../../support/fixtures/temp-folder.js";
import { ManualClock, testEnvironment } from "../../support/fixtures/test-environment.js";

const gateway = parseGateway({ host: "www.spinach.com", username: "olive" });
const OTHER_KEY = { method: "key", file: "~/.ssh/other" };
const PUT_OFF = failed({ ...to(gateway), code: "ssh.busy", cause: "penalised", said: "Not allowed at this time" });
const REFUSED = failed({ ...to(gateway), code: "ssh.login-refused", username: "olive", tried: [], offered: [] });
const UNREACHABLE = failed({ ...to(gateway), code: "ssh.unreachable", cause: "timed-out" });
const UNKNOWN_KEY = failed({
  ...to(gateway),
  code: "host-key.unknown",
  type: "ssh-ed25519",
  fingerprint: "SHA256:x",
} as unknown as Failure);
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function parseGateway(draft: object): JumpHost {
  const reading = parseProfile({ id: "popeye", name: "Popeye", gateway: draft });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return reading.profile.gateway;
}

function to({ host, port }: Endpoint): Endpoint {
  return { host, port };
}

function failed(failure: Failure): FailureError {
  return new FailureError(failure);
}

/** Pacers with one clock: what began and when, in seconds, and who was told to wait. */
function pace(clock = new ManualClock(), records = new LoginRecords()) {
  const pacer = new PenaltyPacer(clock, records);
  const began: string[] = [];
  const waits: string[] = [];
  const turns = new Map<string, LoginTurn>();
  const begin = (name: string, hop = gateway, signal = new AbortController().signal): Promise<unknown> =>
    pacer
      .waitForTurn(hop, signal, () => waits.push(name))
      .then(
        (turn) => {
          turns.set(name, turn);
          began.push(`${name} ${clock.elapsed() / 1000}`);
        },
        () => began.push(`${name} given up`),
      );
  /** Begin with logins that differ, each with a key of its own. */
  const beginAll = (...names: string[]): void => {
    for (const name of names) void begin(name, { ...gateway, auth: [{ method: "key", file: name }] });
  };
  const end = async (name: string, thrown?: unknown): Promise<void> => {
    const turn = turns.get(name);
    if (turn === undefined) throw new Error(`${name} has not begun: ${began.join()}`);
    await (thrown === undefined ? turn.accepted() : turn.failed(thrown));
    await settle();
  };
  /** Let the time pass, a second at a time. */
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      await settle();
      clock.advance(1_000);
    }
    await settle();
  };
  return { clock, began, waits, begin, beginAll, end, pass };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("PenaltyPacer", () => {
  it("lets two logins begin that may be refused, and the next ones as those are let in or end otherwise", async () => {
    const { began, waits, beginAll, end } = pace();
    beginAll("a", "b", "c", "d");
    await settle();
    expect([began, new Set(waits)]).toEqual([["a 0", "b 0"], new Set(["c", "d"])]);
    await end("a");
    expect(began.slice(2)).toEqual(["c 0"]);
    await end("b", failed({ ...to(gateway), code: "ssh.busy", cause: "full" } as unknown as Failure));
    expect(began.slice(3)).toEqual(["d 0"]);
  });

  it("lets all begin at once that log in as one that was just let in, until that login is refused", async () => {
    const { began, begin, end, pass } = pace();
    await begin("a");
    for (const name of ["b", "c", "d"]) void begin(name);
    await settle();
    expect(began).toEqual(["a 0", "b 0"]);
    await end("a");
    expect(began.slice(2)).toEqual(["c 0", "d 0"]);
    await pass(1);
    await end("c", REFUSED);
    for (const name of ["e", "f"]) void begin(name);
    await pass(4);
    expect(began.slice(4)).toEqual([]);
  });

  it("lets one login in five seconds begin after two that were refused, as many as there are", async () => {
    const { began, beginAll, end, pass } = pace();
    beginAll("a", "b", "c", "d");
    await settle();
    await end("a", REFUSED);
    await end("b", REFUSED);
    await pass(6);
    expect(began.slice(2)).toEqual(["c 5"]);
    await end("c", REFUSED);
    await pass(5);
    expect(began.slice(3)).toEqual(["d 10"]);
  });

  it("counts a second for a connection that ended without a login, as for a host key that nobody knows", async () => {
    const { began, beginAll, end, pass } = pace();
    beginAll("a", "b", "c", "d", "e", "f", "g", "h");
    for (const name of ["a", "b", "c", "d", "e"]) {
      await settle();
      await end(name, UNKNOWN_KEY);
    }
    expect(began.slice(5)).toEqual(["f 0"]);
    await end("f", UNKNOWN_KEY);
    await pass(1);
    expect(began.slice(6)).toEqual(["g 1"]);
  });

  it("keeps none back behind one whose user is asked for longer than ten seconds", async () => {
    const { began, beginAll, pass } = pace();
    beginAll("a", "b", "c");
    await pass(11);
    expect(began).toEqual(["a 0", "b 0", "c 10"]);
  });

  it("lets all try that wait behind one which nobody answers", async () => {
    const { began, beginAll, end, pass } = pace();
    beginAll("a", "b", "c", "d", "e");
    await pass(2);
    await end("a", UNREACHABLE);
    expect(began).toEqual(["a 0", "b 0", "c 2", "d 2", "e 2"]);
  });

  it("lets one in 20 seconds begin once a gateway has put this computer off, and goes to others as before", async () => {
    const { began, waits, begin, end, pass } = pace();
    await begin("first");
    await end("first", PUT_OFF);
    void begin("a");
    void begin("b", { ...gateway, auth: [OTHER_KEY] } as JumpHost);
    await begin("other", { ...gateway, port: 2222 });
    await pass(30);
    expect([began, new Set(waits)]).toEqual([["first 0", "other 0", "a 20"], new Set(["a", "b"])]);
    await pass(30);
    expect(began.slice(3)).toEqual(["b 40"]);
  });

  it("lets all begin as soon as one is let in, or the longest penalty is over", async () => {
    const { began, begin, end, pass } = pace();
    await begin("first");
    await end("first", PUT_OFF);
    for (const name of ["a", "b", "c"]) void begin(name);
    await pass(20);
    await end("a");
    expect(began.slice(1)).toEqual(["a 20", "b 20", "c 20"]);
    await end("b", PUT_OFF);
    await pass(601);
    await begin("d");
    expect(began.slice(4)).toEqual(["d 621"]);
  });

  it("passes over one that is given up, whose turn another one has", async () => {
    const { began, begin, end, pass } = pace();
    await begin("first");
    await end("first", PUT_OFF);
    const given = new AbortController();
    void begin("a", gateway, given.signal);
    void begin("b");
    await pass(3);
    given.abort();
    await pass(20);
    expect(began.slice(1)).toEqual(["a given up", "b 20"]);
  });

  it("does not wait for ever where the computer's clock is set back", async () => {
    const { clock, began, begin, end, pass } = pace();
    await begin("first");
    await end("first", PUT_OFF);
    clock.set(clock.now() - 86_400_000);
    void begin("a");
    await pass(1);
    expect(began.slice(1)).toEqual(["a 0"]);
  });
});

describe("PenaltyPacer, in several processes", () => {
  const inFolder = () => {
    const folder = tempFolder();
    cleanUps.push(() => folder.remove());
    const file = folder.file("login-records.json");
    const clock = new ManualClock();
    const process = () => pace(clock, new LoginRecords(file));
    return { file, clock, process };
  };
  /** Let the time pass until one more begins, each second once it has looked at the file. */
  const passUntilBegun = async (clock: ManualClock, { began, waits }: ReturnType<typeof pace>): Promise<void> => {
    const before = began.length;
    for (let second = 0; second < 60 && began.length === before; second++) {
      const looks = waits.length;
      clock.advance(1_000);
      await expect.poll(() => waits.length > looks || began.length > before).toBe(true);
    }
  };

  it("lets two logins begin that may be refused, of all together", async () => {
    const { clock, process } = inFolder();
    const [one, two] = [process(), process()];
    await one.begin("a");
    await two.begin("b");
    two.beginAll("c");
    await expect.poll(() => two.waits).toContain("c");
    await one.end("a", REFUSED);
    await two.end("b", REFUSED);
    await passUntilBegun(clock, two);
    expect(two.began).toEqual(["b 0", "c 5"]);
  });

  it("knows of a penalty that another one has met, and of its end", async () => {
    const { clock, process } = inFolder();
    const [one, two] = [process(), process()];
    await one.begin("a");
    await one.end("a", PUT_OFF);
    void two.begin("b");
    await expect.poll(() => two.waits).toContain("b");
    await passUntilBegun(clock, two);
    expect(two.began).toEqual(["b 20"]);
    await two.end("b");
    await one.begin("c");
    expect(one.began.slice(1)).toEqual(["c 20"]);
  });

  it.each(["", "{", '{"www.spinach.com:22":{"forgottenAt":"soon"}}', "[1]"])(
    "takes a file of %j for an empty one",
    async (text) => {
      const { file, process } = inFolder();
      writeFileSync(file, text);
      const { began, begin, end } = process();
      await begin("a");
      await end("a", REFUSED);
      expect(began).toEqual(["a 0"]);
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ "www.spinach.com:22": { pending: [] } });
    },
  );

  it("leaves nothing of a login that was let in, and the user's alone", async () => {
    const { file, process } = inFolder();
    const { begin, end } = process();
    await begin("a");
    expect(statSync(file).mode & 0o777).toBe(globalThis.process.platform === "win32" ? 0o666 : 0o600);
    await end("a");
    expect(readFileSync(file, "utf8")).toBe("{}");
  });

  it("forgets a gateway that nobody has dialled for long", async () => {
    const { file, clock, process } = inFolder();
    const { begin, end } = process();
    await begin("a");
    await end("a", REFUSED);
    clock.advance(5_000);
    await begin("b", { ...gateway, port: 2222 });
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")) as object)).toEqual(["www.spinach.com:2222"]);
  });

  it("goes by what it knows itself where the folder cannot be written to", async () => {
    const { file } = inFolder();
    writeFileSync(file, "no folder");
    const { began, beginAll, end, pass } = pace(new ManualClock(), new LoginRecords(join(file, "login-records.json")));
    beginAll("a", "b", "c");
    await expect.poll(() => began).toHaveLength(2);
    await end("a", REFUSED);
    await end("b", REFUSED);
    await pass(1);
    expect(began).toEqual(["a 0", "b 0"]);
  });
});

/** Tells how many connections have ended before anybody was let in. */
class CountingPacer extends PenaltyPacer {
  failures = 0;
  override async waitForTurn(...given: Parameters<PenaltyPacer["waitForTurn"]>): Promise<LoginTurn> {
    const turn = await super.waitForTurn(...given);
    return {
      ...turn,
      failed: async (thrown) => {
        await turn.failed(thrown);
        this.failures++;
      },
    };
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
