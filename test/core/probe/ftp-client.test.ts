import { PassThrough } from "node:stream";
import { expect, describe, it } from "vitest";
import { FtpTalk } from "../../../src/core/probe/ftp-client.js";
import { HandClock } from "../../support/fixtures/test-environment.js";

describe("the check's talk with an FTP server", () => {
  it("never takes a reply that comes too late for the next question's", async () => {
    const [stream, clock] = [new PassThrough(), new HandClock()];
    const talk = new FtpTalk(stream, clock);
    const greeted = talk.greeting();
    clock.advance(15_000);
    await expect(greeted).rejects.toMatchObject({ why: "timed-out" });
    stream.emit("data", Buffer.from("220 popeye\r\n"));
    await expect(talk.ask("NOOP")).rejects.toMatchObject({ why: "timed-out" });
    talk.close();
  });

  it("waits for the reply that ends a command, past those that only promise it", async () => {
    const stream = new PassThrough();
    const talk = new FtpTalk(stream, new HandClock());
    stream.emit("data", Buffer.from("125 Soon.\r\n150 Here it comes.\r\n226 Done.\r\n"));
    expect((await talk.final()).code).toBe(226);
    talk.close();
  });
});
