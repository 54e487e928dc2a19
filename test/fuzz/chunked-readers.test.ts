import { PassThrough } from "node:stream";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ControlInput } from "../../src/core/ftp/control-input.js";
import { CommandReader } from "../../src/core/ftp/command-reader.js";
import { ReplyReader } from "../../src/core/ftp/reply-reader.js";
import { ByteCollector } from "../../src/core/net/byte-collector.js";
import { PacketParser } from "../../src/core/sftp/packets/packet-parser.js";
import { readMessage } from "../../src/core/ssh/auth/agent/agent-client.js";
import { judgeHostKey } from "../../src/core/ssh/host-key/known-hosts.js";
import { readIdentification } from "../../src/core/ssh/transport/identification.js";
import { connectViaHttp } from "../../src/core/ssh/transport/proxy/http-connect.js";
import { ProxyConnection } from "../../src/core/ssh/transport/proxy/proxy-connection.js";
import { ManualClock } from "../support/fixtures/test-environment.js";
import { measureWork } from "./measure-work.js";

/** A reader that strangers feed: fed one chunk after the other, it gives what it made of them. */
interface ChunkedReader {
  readonly name: string;
  readonly input: Buffer;
  readonly start: () => { readonly push: (chunk: Buffer) => void; readonly result: () => unknown };
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const length32 = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};
/** A stream that is read at once: what is pushed is emitted. */
function stream() {
  const through = new PassThrough();
  return { through, push: (chunk: Buffer) => void through.emit("data", chunk) };
}

const KILOBYTES = 30;
const READERS: readonly ChunkedReader[] = [
  {
    name: "a greeting of short lines",
    input: latin1(`220-hi\n${"\nx".repeat(KILOBYTES * 512)}\n220 End\r\n`),
    start: replies,
  },
  { name: "a greeting in one line", input: latin1(`220 ${"x".repeat(KILOBYTES * 1024)}\r\n`), start: replies },
  { name: "many replies", input: latin1("220 a\r\n".repeat(KILOBYTES * 150)), start: replies },
  {
    name: "a reply that closes with other codes",
    input: latin1(`220 a\r\n553-${"x\r\n150 \r\n".repeat(KILOBYTES * 100)}553 End\r\n`),
    start: replies,
  },
  { name: "many commands", input: latin1("NOOP\r\n".repeat(KILOBYTES * 150)), start: commands },
  { name: "a command in one line", input: latin1(`RETR ${"x".repeat(KILOBYTES * 1024)}\r\n`), start: commands },
  { name: "a command full of CR", input: latin1(`RETR ${"a\r".repeat(KILOBYTES * 512)}\r\n`), start: commands },
  {
    name: "control input",
    input: latin1(`${"NOOP\r\n".repeat(30)}RETR ${"x ".repeat(KILOBYTES * 512)}\r\n`),
    start: controlInput,
  },
  {
    name: "a packet of SFTP",
    input: Buffer.concat([length32(KILOBYTES * 1024), Buffer.of(104), Buffer.alloc(KILOBYTES * 1024 - 1, 7)]),
    start: () => {
      const packets: string[] = [];
      const parser = new PacketParser({
        bufferFor: () => undefined,
        onData: () => undefined,
        onPacket: (type, body) => packets.push(`${type} ${body.length}`),
      });
      return { push: (chunk) => parser.push(chunk), result: () => packets };
    },
  },
  {
    name: "an agent's answer",
    input: Buffer.concat([length32(KILOBYTES * 1024), Buffer.alloc(KILOBYTES * 1024, 12)]),
    start: () => {
      const { through, push } = stream();
      let message: number | undefined;
      void readMessage(through).then(({ length }) => (message = length));
      return { push, result: () => message };
    },
  },
  {
    name: "an HTTP proxy's head",
    input: latin1(`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(KILOBYTES * 150)}\r\nSSH-2.0-x\r\n`),
    start: () => {
      const through = new PassThrough();
      const queue: Buffer[] = [];
      const socket = Object.assign(through, { read: () => queue.shift() ?? null }) as unknown as Socket;
      const proxy = { host: "proxy", port: 3128 };
      const connection = new ProxyConnection(socket, proxy, new ManualClock(), new AbortController().signal);
      let isOpen: boolean | undefined;
      void connectViaHttp(connection, proxy, { host: "popeye", port: 22 }, undefined).then((open) => (isOpen = open));
      return {
        push: (chunk) => {
          queue.push(chunk);
          through.emit("readable");
        },
        result: () => isOpen,
      };
    },
  },
  {
    name: "a gateway's lines before its identification",
    input: latin1(`${"hello\r\n".repeat(1_500)}SSH-2.0-x\r\n\0\0\0\x01\0`),
    start: identification,
  },
  {
    name: "a gateway's first packet",
    input: latin1(`SSH-2.0-x\r\n\0\0\x3f\0${"x".repeat(15_900)}`),
    start: identification,
  },
  {
    name: "bytes that are collected",
    input: Buffer.alloc(KILOBYTES * 1024, 1),
    start: () => {
      const collector = new ByteCollector();
      return { push: (chunk) => collector.add(chunk), result: () => collector.length };
    },
  },
];

function replies() {
  const reader = new ReplyReader();
  const heard: string[] = [];
  const push = (chunk: Buffer) => {
    for (const { kind, raw } of reader.push(chunk.toString("latin1"))) heard.push(`${kind} ${raw.length}`);
  };
  return { push, result: () => heard };
}

function commands() {
  const reader = new CommandReader();
  const lines: string[] = [];
  return {
    push: (chunk: Buffer) => void lines.push(...reader.take(chunk.toString("latin1")).map(({ raw }) => raw)),
    result: () => lines.join("").replaceAll(/(?<=\r)\n(?=.)/g, "").length > 0,
  };
}

function controlInput() {
  let heard = "";
  const input = new ControlInput(new ManualClock(), {
    onCommands: (all) => (heard += all.map(({ raw }) => raw).join("")),
    onForeignProtocol: (speaks) => (heard += speaks),
    onLineTooLong: () => (heard += "too long"),
    onEnd: () => undefined,
    onFlow: () => undefined,
  });
  input.read(true);
  return { push: (chunk: Buffer) => input.push(chunk), result: () => heard };
}

function identification() {
  const { through, push } = stream();
  const read = readIdentification(through, () => undefined);
  return { push, result: () => [read.isSsh(), read.software()] };
}

/** Feed a reader its input in pieces. @returns what it looked through */
function feed({ input, start }: ChunkedReader, size: number) {
  const { push, result } = start();
  const work = measureWork(() => {
    for (let from = 0; from < input.length; from += size) push(input.subarray(from, from + size));
  });
  return { work, result };
}

/** More than each byte needs to be decoded, searched, joined and matched a few times; each chunk costs a little of its own. */
const MAX_WORK_PER_BYTE = 40;
const MAX_WORK_PER_CHUNK = 100;

describe("the work of a reader grows with what comes, not with how often", () => {
  it.each(READERS)("$name", async (reader) => {
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const whole = feed(reader, reader.input.length);
    await settled();
    for (const size of [1, 2, 3, 7, 64, 1_000, 16_384]) {
      const { work, result } = feed(reader, size);
      await settled();
      const chunks = Math.ceil(reader.input.length / size);
      expect(work, `in chunks of ${size}`).toBeLessThan(
        reader.input.length * MAX_WORK_PER_BYTE + chunks * MAX_WORK_PER_CHUNK,
      );
      expect(result()).toEqual(whole.result());
    }
  });

  it("of known_hosts: a large file of patterns", () => {
    const line = `${"*a".repeat(40)}b,[c]:22 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9m8jVTh41HrcvfQL35FVwoKbbAYeyZdvzL3HPn5TD+\n`;
    const read = (lines: number) =>
      measureWork(() => judgeHostKey(line.repeat(lines), "known_hosts", "a".repeat(60), 22, Buffer.alloc(8)));
    expect(read(400)).toBeLessThan(read(200) * 2.5);
  });
});

describe("the measure itself", () => {
  it("notices a reader that looks at all again with each chunk", () => {
    const again = (): ReturnType<ChunkedReader["start"]> => {
      let received = Buffer.alloc(0);
      return {
        push: (chunk) => {
          received = Buffer.concat([received, chunk]);
        },
        result: () => received.length,
      };
    };
    const { work } = feed({ name: "a slow reader", input: Buffer.alloc(10_000), start: again }, 1);
    expect(work).toBeGreaterThan(10_000 * (MAX_WORK_PER_BYTE + MAX_WORK_PER_CHUNK));
  });
});
