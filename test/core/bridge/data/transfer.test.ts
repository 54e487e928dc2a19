import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { DataConnection } from "../../../../src/core/bridge/data/data-connection.js";
import { TransferMemoryBudget } from "../../../../src/core/bridge/data/transfer-memory-budget.js";
import { Transfer } from "../../../../src/core/bridge/data/transfer.js";
import { systemClock } from "../../../../src/core/system/system-clock.js";

const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

/** A data connection of the plain kind, as in active mode, and its client's end. */
async function connected(): Promise<{ readonly transfer: Transfer; readonly client: Socket }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const socket = connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  const client = await accepted;
  sockets.push(
    socket.on("error", () => undefined),
    client.on("error", () => undefined),
  );
  server.close();
  const link = {
    socket: () => Promise.resolve(socket.pause()),
    reset: () => socket.destroy(),
  } as unknown as DataConnection;
  const transfer = new Transfer({
    verb: "STOR",
    path: "spinach",
    connection: link,
    clock: systemClock,
    memory: new TransferMemoryBudget(),
    meter: { countUp: () => undefined, countDown: () => undefined },
  });
  await transfer.connect();
  return { transfer, client };
}

it("A transfer is received only once the last bytes were taken, even if the client ended before", async () => {
  const { transfer, client } = await connected();
  let taken = 0;
  let release: () => void = () => undefined;
  const ends: string[] = [];
  const received = transfer
    .receive(async (bytes) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      taken += bytes.length;
    })
    .then(() => void ends.push("received"));
  client.end(Buffer.alloc(10_000));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([taken, ends]).toEqual([0, []]);
  while (ends.length === 0) {
    release();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await received;
  expect(taken).toBe(10_000);
  transfer.end(false);
});

it("A transfer fails by what its taker fails by, even if the client ended before", async () => {
  const { transfer, client } = await connected();
  const received = transfer.receive(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new Error("no more spinach");
  });
  client.end(Buffer.alloc(10_000));
  await expect(received).rejects.toThrow("no more spinach");
  transfer.end(true);
});
