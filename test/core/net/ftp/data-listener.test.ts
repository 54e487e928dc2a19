import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { DataListener } from "../../../../src/core/net/ftp/data-listener.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

let listener: DataListener | undefined;
const clients: Socket[] = [];
afterEach(() => {
  listener?.close();
  for (const client of clients.splice(0)) client.destroy();
});

type Admission = "admitted" | "refused" | "gone";

/** A listener that judges its clients, in the order in which they come, as it is told. */
async function listen(...verdicts: readonly (Admission | Promise<Admission>)[]) {
  const clock = new ManualClock();
  const entered: (number | undefined)[] = [];
  let judged = 0;
  listener = await DataListener.open({
    address: "127.0.0.1",
    peer: "127.0.0.1",
    clock,
    admit: () => Promise.resolve(verdicts[judged++] ?? "refused"),
    onConnection: (socket) => {
      entered.push(socket.remotePort);
      socket.destroy();
    },
  });
  const { port } = listener;
  return {
    clock,
    entered,
    judged: () => judged,
    client: async (): Promise<number | undefined> => {
      const socket = connect(port, "127.0.0.1");
      clients.push(socket);
      await once(socket, "connect");
      socket.on("error", () => undefined);
      return socket.localPort;
    },
  };
}

describe("a client that has gone before anybody knew whose it was", () => {
  it("comes in where no other does", async () => {
    const { clock, entered, client, judged } = await listen("gone");
    const gone = await client();
    await expect.poll(judged).toBe(1);
    listener?.expectClient();
    await expect.poll(() => clock.pending).toBe(2); // what it waits for, and the listener's own limit
    expect(entered).toEqual([]);
    clock.advance(300);
    await expect.poll(() => entered).toEqual([gone]);
    expect(clock.pending).toBe(0);
  });

  it("stands back behind one of whom it is not known yet when its time is over", async () => {
    let admitOther: (admission: Admission) => void = () => undefined;
    const { clock, entered, client, judged } = await listen(
      "gone",
      new Promise<Admission>((resolve) => (admitOther = resolve)),
    );
    await client();
    listener?.expectClient();
    await expect.poll(() => clock.pending).toBe(2);
    const other = await client();
    await expect.poll(judged).toBe(2);
    clock.advance(300);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(entered).toEqual([]);
    admitOther("admitted");
    await expect.poll(() => entered).toEqual([other]);
  });

  it("stands back behind another that comes", async () => {
    const { clock, entered, client } = await listen("gone", "admitted");
    await client();
    listener?.expectClient();
    await expect.poll(() => clock.pending).toBe(2);
    const other = await client();
    await expect.poll(() => entered).toEqual([other]);
    clock.advance(300);
    expect([entered, clock.pending]).toEqual([[other], 0]);
  });

  it("stands back for as long as no transfer has begun, since most clients connect before they ask for it", async () => {
    const { clock, entered, client, judged } = await listen("gone", "admitted");
    await client();
    await expect.poll(judged).toBe(1);
    clock.advance(59_000);
    expect([entered, clock.pending]).toEqual([[], 1]); // the listener's own limit alone
    const other = await client();
    await expect.poll(() => entered).toEqual([other]);
  });

  it("does not come in once nobody listens any more", async () => {
    const { clock, entered, client, judged } = await listen("gone");
    await client();
    await expect.poll(judged).toBe(1);
    listener?.close();
    listener?.expectClient();
    await listener?.closed;
    expect([entered, clock.pending]).toEqual([[], 0]);
  });

  it("is let go where that is known only once nobody listens any more", async () => {
    let judge: (admission: Admission) => void = () => undefined;
    const { entered, client, judged } = await listen(new Promise<Admission>((resolve) => (judge = resolve)));
    await client();
    await expect.poll(judged).toBe(1);
    listener?.close();
    judge("gone");
    await listener?.closed; // which waits for its sockets
    expect(entered).toEqual([]);
  });

  it("does not come in for one that is refused", async () => {
    const { entered, client, judged } = await listen("refused");
    await client().catch(() => undefined); // it may hear of its end first
    await expect.poll(judged).toBe(1);
    expect(entered).toEqual([]);
    expect(listener?.isOpen).toBe(true);
  });
});
