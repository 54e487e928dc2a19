import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, it } from "vitest";
import type { AdmitClient } from "../../../../src/core/net/admission/admit-client.js";
import { DataConnection } from "../../../../src/core/bridge/data/data-connection.js";
import type { Clock } from "../../../../src/core/environment.js";
import { systemClock } from "../../../../src/core/system/system-clock.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";
import { waitFor } from "../../../support/wait-for.js";

const admit: AdmitClient = () => Promise.resolve("admitted");

/** A data connection to a client that reads nothing yet. */
async function connected(clock: Clock) {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const called = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const endpoint = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const link = DataConnection.active({ local: endpoint, client: endpoint, admit }, clock, endpoint);
  const [socket, client] = await Promise.all([link.socket(), called]);
  server.close();
  client.on("error", () => undefined);
  return { link, socket, client };
}

it("A data connection that breaks while its last bytes wait has not come to its end", async () => {
  const { link, socket, client } = await connected(systemClock);
  socket.write(Buffer.alloc(20 << 20)); // more than the system takes
  const finished = link.finish(socket);
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.resetAndDestroy();
  await expect(finished).rejects.toMatchObject({ failure: { code: "ftp.client-unreachable" } });
});

it.each([
  { of: "more than the system takes", size: 20 << 20, waits: true },
  { of: "no more than the system takes", size: 64 << 10, waits: false },
])(
  "A data connection is kept for a client that pauses for minutes, with $of still to be read",
  async ({ size, waits }) => {
    const clock = new ManualClock();
    const { link, socket, client } = await connected(clock);
    const bytes = Buffer.alloc(size, "spinach");
    socket.write(bytes);
    let finished = false;
    const finishing = link.finish(socket).then(() => {
      finished = true;
    });
    if (!waits) await finishing;
    for (let minute = 0; minute < 20; minute++) clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([finished, socket.destroyed]).toEqual([!waits, false]);
    const came: Buffer[] = [];
    client
      .on("data", (chunk) => came.push(chunk))
      .once("end", () => client.end())
      .resume();
    await finishing;
    await waitFor("its end", () => (socket.destroyed ? true : undefined));
    expect(Buffer.concat(came).equals(bytes)).toBe(true);
  },
);

it("A data connection whose client stays behind the end is not kept for ever", async () => {
  const clock = new ManualClock();
  const { link, socket, client } = await connected(clock);
  socket.write("spinach");
  await link.finish(socket);
  client.resume();
  clock.advance(31 * 60_000);
  expect(socket.destroyed).toBe(true);
  client.destroy();
});

it("A client that connects seconds behind the end of its control connection comes in, and one that never does is not waited for long", async () => {
  const clock = new ManualClock();
  const here = { host: "127.0.0.1", port: 0 };
  const wait = async () => {
    const { connection, port } = await DataConnection.passive({ local: here, client: here, admit }, clock);
    const socket = connection.socket();
    socket.catch(() => undefined);
    connection.controlEnded();
    clock.advance(4_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { socket, port };
  };
  const late = await wait();
  const client = connect({ host: "127.0.0.1", port: late.port });
  (await late.socket).destroy();
  client.destroy();
  const absent = await wait();
  clock.advance(2_000);
  await expect(absent.socket).rejects.toMatchObject({ failure: { code: "ftp.client-unreachable" } });
});

it("A client that has come is served, however late it is found out whose it is; one that has not is given up", async () => {
  const clock = new ManualClock();
  const here = { host: "127.0.0.1", port: 0 };
  let judge: (verdict: "admitted") => void = () => undefined;
  const judged = new Promise<"admitted">((resolve) => (judge = resolve));
  let isLookedAt = false;
  const slowly: AdmitClient = () => {
    isLookedAt = true;
    return judged;
  };
  const { connection, port } = await DataConnection.passive({ local: here, client: here, admit: slowly }, clock);
  const socket = connection.socket();
  const client = connect({ host: "127.0.0.1", port });
  await waitFor("the look at it", () => (isLookedAt ? true : undefined));
  clock.advance(20_000);
  await new Promise((resolve) => setImmediate(resolve));
  judge("admitted");
  (await socket).destroy();
  client.destroy();
  const absent = await DataConnection.passive({ local: here, client: here, admit }, clock);
  const nobody = absent.connection.socket();
  clock.advance(20_000);
  await expect(nobody).rejects.toMatchObject({ failure: { code: "ftp.client-unreachable" } });
});
