import { PassThrough } from "node:stream";
import { expect, describe, it } from "vitest";
import { ProbeControlConnection } from "../../../../src/core/check/ftp/probe-control-connection.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

const closableStream = () => Object.assign(new PassThrough(), { close: () => undefined });

describe("the check's talk with an FTP server", () => {
  it("never takes a reply that comes too late for the next question's", async () => {
    const [stream, clock] = [closableStream(), new ManualClock()];
    const ftp = new ProbeControlConnection(stream, clock);
    const greeted = ftp.greeting();
    clock.advance(15_000);
    await expect(greeted).rejects.toMatchObject({ reason: "timed-out" });
    stream.emit("data", Buffer.from("220 popeye\r\n"));
    await expect(ftp.request("NOOP")).rejects.toMatchObject({ reason: "timed-out" });
    ftp.close();
  });

  it("waits for the reply that ends a command, past those that only promise it", async () => {
    const stream = closableStream();
    const ftp = new ProbeControlConnection(stream, new ManualClock());
    stream.emit("data", Buffer.from("125 Soon.\r\n150 Here it comes.\r\n226 Done.\r\n"));
    expect((await ftp.finalReply()).code).toBe(226);
    ftp.close();
  });
});
