import { PassThrough } from "node:stream";
import type { ClientChannel } from "ssh2";
import { describe, expect, it } from "vitest";
import { RESPONSE, REQUEST } from "../../../src/core/sftp/packets/request-packets.js";
import { readHandle } from "../../../src/core/sftp/packets/response-bodies.js";
import { SftpChannel } from "../../../src/core/sftp/sftp-channel.js";
import type { SftpStartError } from "../../../src/core/sftp/sftp-start.js";
import { SFTP_STATUS } from "../../../src/core/sftp/status-codes.js";
import { uint32, wireString } from "../../../src/core/ssh/wire-format.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

const packet = (type: number, ...fields: Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.of(type), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
};
const HANDLE = { type: RESPONSE.handle, read: readHandle };

/** A channel whose other end the test plays. */
async function open() {
  const clock = new ManualClock();
  const stream = Object.assign(new PassThrough(), {
    stderr: new PassThrough(),
    isShut: false,
    close() {
      this.isShut = true;
    },
  });
  const sent: Buffer[] = [];
  stream.write = ((chunk: Buffer) => sent.push(chunk) > 0) as typeof stream.write;
  const opening = SftpChannel.open(stream as unknown as ClientChannel, clock, "OpenSSH_9.2p1");
  stream.emit("data", packet(RESPONSE.version, uint32(3)));
  const channel = await opening;
  const idOf = (at: number): Buffer => sent[at]?.subarray(5, 9) ?? Buffer.alloc(4);
  return { clock, stream, channel, sent, idOf };
}

describe("an SFTP channel", () => {
  it("matches answers to requests by their numbers, in whatever order they come", async () => {
    const { channel, stream, idOf } = await open();
    const both = [channel.request(REQUEST.open, [], HANDLE), channel.request(REQUEST.open, [], HANDLE)];
    stream.emit(
      "data",
      Buffer.concat([
        packet(RESPONSE.handle, idOf(2), wireString("two")),
        packet(RESPONSE.handle, idOf(1), wireString("one")),
      ]),
    );
    expect((await Promise.all(both)).map(String)).toEqual(["one", "two"]);
  });

  it("throws the status that the server answers, with its words", async () => {
    const { channel, stream, idOf } = await open();
    const asked = channel.requestStatus(REQUEST.remove, wireString("a"));
    stream.emit(
      "data",
      packet(RESPONSE.status, idOf(1), uint32(SFTP_STATUS.permissionDenied), wireString("no, Bluto"), wireString("")),
    );
    await expect(asked).rejects.toMatchObject({ status: SFTP_STATUS.permissionDenied, serverText: "no, Bluto" });
  });

  it.each([
    ["an answer of another kind", (id: Buffer) => packet(RESPONSE.name, id, uint32(0))],
    ["an answer that ends too early", (id: Buffer) => packet(RESPONSE.handle, id, uint32(99))],
    [
      "a handle that is longer than any may be",
      (id: Buffer) => packet(RESPONSE.handle, id, wireString(Buffer.alloc(257))),
    ],
    ["a handle of a megabyte", (id: Buffer) => packet(RESPONSE.handle, id, wireString(Buffer.alloc(1 << 20)))],
    ["an answer to a request that was never made", () => packet(RESPONSE.status, uint32(4711), uint32(0))],
    [
      "bytes of a file that nobody has asked for",
      (id: Buffer) => packet(RESPONSE.data, id, wireString(Buffer.alloc(9))),
    ],
    ["names that are fewer than it says", (id: Buffer) => packet(RESPONSE.name, id, uint32(0xffff_ffff))],
    ["nothing but a number", () => packet(RESPONSE.status)],
    ["no SFTP at all", () => Buffer.from("Welcome to our server!\r\n")],
  ])("ends with everything that waits when the server sends %s", async (_what, answer) => {
    const { channel, stream, idOf } = await open();
    const waiting = [channel.request(REQUEST.open, [], HANDLE), channel.request(REQUEST.open, [], HANDLE)];
    stream.emit("data", answer(idOf(1)));
    for (const one of waiting) await expect(one).rejects.toMatchObject({ status: SFTP_STATUS.connectionLost });
    expect([channel.isClosed, stream.isShut]).toEqual([true, true]);
  });

  it("ends where a READ is answered by more bytes than were asked for, and none goes beyond its place", async () => {
    const { channel, stream, idOf } = await open();
    const memory = Buffer.alloc(200);
    const read = channel.read(Buffer.from("h"), 100, 0, () => memory);
    stream.emit("data", packet(RESPONSE.data, idOf(1), wireString(Buffer.alloc(101, "x"))));
    await expect(read).rejects.toMatchObject({ status: SFTP_STATUS.connectionLost });
    expect([channel.isClosed, memory.equals(Buffer.alloc(200))]).toEqual([true, true]);
  });

  it("ends when the server has answered nothing for a minute, and not while it answers", async () => {
    const { channel, stream, clock, idOf } = await open();
    const answered = channel.requestStatus(REQUEST.remove);
    const silent = channel.requestStatus(REQUEST.remove);
    clock.advance(50_000);
    stream.emit("data", packet(RESPONSE.status, idOf(1), uint32(0)));
    await answered;
    clock.advance(30_000);
    expect(channel.isClosed).toBe(false);
    clock.advance(60_000);
    await expect(silent).rejects.toMatchObject({ status: SFTP_STATUS.connectionLost });
  });

  it("does not open where the server closes it before it has told its version", async () => {
    const stream = Object.assign(new PassThrough(), { stderr: new PassThrough(), close: () => undefined });
    const opening = SftpChannel.open(stream as unknown as ClientChannel, new ManualClock(), "");
    stream.emit("close");
    await expect(opening).rejects.toMatchObject({ status: SFTP_STATUS.connectionLost });
  });

  it("does not open, and is closed, where the server tells no version that can be read", async () => {
    const stream = Object.assign(new PassThrough(), {
      stderr: new PassThrough(),
      isShut: false,
      close() {
        this.isShut = true;
      },
    });
    const clock = new ManualClock();
    const opening = SftpChannel.open(stream as unknown as ClientChannel, clock, "");
    stream.emit("data", packet(RESPONSE.version));
    await expect(opening).rejects.toMatchObject({ status: SFTP_STATUS.connectionLost });
    expect([stream.isShut, clock.pending]).toEqual([true, 0]);
  });
});

describe("a channel on which SFTP does not begin", () => {
  /** Play the other end of a channel that is being opened. */
  function opening() {
    const clock = new ManualClock();
    const stream = Object.assign(new PassThrough(), { stderr: new PassThrough(), close: () => undefined });
    stream.write = (() => true) as typeof stream.write;
    const facts = SftpChannel.open(stream as unknown as ClientChannel, clock, "OpenSSH_9.2p1").then(
      () => {
        throw new Error("it began");
      },
      (thrown: unknown) => (thrown as SftpStartError).facts,
    );
    return { clock, stream, facts };
  }

  it.each([
    { does: "a line of a login script", text: "welcome to the server\n" },
    { does: "a line that is shorter than a packet's head", text: "hi\n" },
    { does: "a closed account's shell", text: "This account is currently not available.\n" },
  ])("tells of $does by its text", async ({ text }) => {
    const { stream, facts } = opening();
    stream.emit("data", Buffer.from(text));
    stream.emit("data", packet(RESPONSE.version, uint32(3)));
    stream.emit("close");
    expect((await facts).output.startsWith(text.trim())).toBe(true);
  });

  it("tells how its program ended, though that comes behind the end of its output", async () => {
    const { stream, facts } = opening();
    stream.stderr.emit("data", Buffer.from("\x1b[31mbad ownership\r\n"));
    stream.emit("end");
    stream.emit("exit", 255);
    stream.emit("close");
    expect(await facts).toEqual({
      output: "",
      errorOutput: "[31mbad ownership",
      isEnded: true,
      exitStatus: 255,
    });
  });

  it("tells where nothing came at all in its time", async () => {
    const { clock, facts } = opening();
    clock.advance(60_000);
    expect(await facts).toEqual({ output: "", errorOutput: "", isEnded: false, exitStatus: undefined });
  });
});
