import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { resetSocket } from "../../../src/core/net/reset-socket.js";

const opened: { destroy(): unknown }[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** The two ends of one connection. */
async function pair(): Promise<{ ours: Socket; theirs: Socket; outcome: Promise<"ended" | "broken"> }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const theirs = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const outcome = new Promise<"ended" | "broken">((resolve) =>
    theirs.on("end", () => resolve("ended")).on("error", () => resolve("broken")),
  );
  const [ours] = await accepted;
  server.close();
  opened.push(ours, theirs);
  return { ours, theirs, outcome };
}

describe("breakOff", () => {
  it("shows the other side a break, also while bytes wait to be sent before the end", async () => {
    const { ours, theirs, outcome } = await pair();
    theirs.pause();
    ours.end(Buffer.alloc(50_000_000));
    resetSocket(ours);
    theirs.resume();
    expect(await outcome).toBe("broken");
  });

  it("truly closes a connection whose end is on its way", async () => {
    const { ours, theirs, outcome } = await pair();
    theirs.resume();
    ours.on("error", () => undefined).end("all of it");
    resetSocket(ours);
    await once(ours, "close");
    expect(await outcome).toBe("ended");
  });
});
