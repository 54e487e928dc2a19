import type { LookupAddress } from "node:dns";
import { connect, createServer, Socket, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  ATTEMPT_DELAY_MS,
  dialHappyEyeballs,
  interleaveFamilies,
} from "../../../../src/core/net/dial/happy-eyeballs.js";
import { freePort } from "../../../support/fixtures/free-port.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

describe("the addresses of a name", () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function listening(): Promise<number> {
    const server = createServer((socket) => sockets.push(socket.on("error", () => undefined)));
    servers.push(server);
    const port = await freePort("127.0.0.1");
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return port;
  }
  const begun: string[] = [];
  /** Of each address: a port that accepts, one that refuses, or nothing that ever answers. */
  const socketTo = (ports: Readonly<Record<string, number | undefined>>) => {
    begun.length = 0;
    return ({ address }: LookupAddress): Socket => {
      begun.push(address);
      const port = ports[address];
      const socket = port === undefined ? new Socket() : connect(port, "127.0.0.1");
      sockets.push(socket);
      return socket;
    };
  };
  const never = new AbortController().signal;

  it("are tried in turn, one of each family", () => {
    const [a, b, c, x, y] = [v6("a"), v6("b"), v6("c"), v4("x"), v4("y")];
    expect(interleaveFamilies([a, b, c, x, y])).toEqual([a, x, b, y, c]);
    expect(interleaveFamilies([x, a, b])).toEqual([x, a, b]);
    expect(interleaveFamilies([x])).toEqual([x]);
  });

  it("have the next one beside them after a while, and none is given up before one accepts", async () => {
    const clock = new ManualClock();
    const port = await listening();
    const connected = dialHappyEyeballs([v6("::a"), v6("::b"), v4("slow")], socketTo({ slow: port }), clock, never);
    expect(begun).toEqual(["::a"]);
    const first = sockets[0];
    clock.advance(ATTEMPT_DELAY_MS);
    expect(begun).toEqual(["::a", "slow"]);
    expect(first?.destroyed).toBe(false);
    expect((await connected).remotePort).toBe(port);
    expect(first?.destroyed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("keep the first one where it answers late, and give up the others", async () => {
    const clock = new ManualClock();
    const port = await listening();
    const late = new Socket();
    sockets.push(late);
    const other = socketTo({});
    const connected = dialHappyEyeballs(
      [v4("late"), v6("::b")],
      (address) => (address.address === "late" ? late : other(address)),
      clock,
      never,
    );
    clock.advance(10 * ATTEMPT_DELAY_MS);
    expect(begun).toEqual(["::b"]);
    late.connect(port, "127.0.0.1");
    expect(await connected).toBe(late);
    expect(sockets.filter(({ destroyed }) => !destroyed)).toContain(late);
  });

  it("have the next one at once where one refuses", async () => {
    const port = await listening();
    const refuses = await freePort("127.0.0.1");
    const connected = await dialHappyEyeballs(
      [v6("::a"), v4("good")],
      socketTo({ "::a": refuses, good: port }),
      new ManualClock(),
      never,
    );
    expect(connected.remotePort).toBe(port);
  });

  it("that all refuse end it with what each said", async () => {
    const refuses = await freePort("127.0.0.1");
    const connected = dialHappyEyeballs(
      [v6("::a"), v4("b")],
      socketTo({ "::a": refuses, b: refuses }),
      new ManualClock(),
      never,
    );
    await expect(connected).rejects.toMatchObject({ errors: [{ code: "ECONNREFUSED" }, { code: "ECONNREFUSED" }] });
  });

  it("are all given up with the signal", async () => {
    const clock = new ManualClock();
    const giveUp = new AbortController();
    const connected = dialHappyEyeballs([v6("::a"), v4("b")], socketTo({}), clock, giveUp.signal);
    clock.advance(ATTEMPT_DELAY_MS);
    giveUp.abort("enough");
    await expect(connected).rejects.toBe("enough");
    expect(sockets.every(({ destroyed }) => destroyed)).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
