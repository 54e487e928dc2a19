import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketParser, NotSftpError } from "../../../../src/core/sftp/packets/packet-parser.js";
import { RESPONSE } from "../../../../src/core/sftp/packets/request-packets.js";
import { uint32, wireString } from "../../../../src/core/ssh/wire-format.js";

const packet = (type: number, ...fields: Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.of(type), ...fields]);
  return Buffer.concat([uint32(body.length), body]);
};
const data = (id: number, bytes: Buffer): Buffer => packet(RESPONSE.data, uint32(id), wireString(bytes));

/** What an intake tells of a stream that comes in pieces; every READ asked for so many bytes. */
function notify(stream: Buffer, cuts: readonly number[], asked = 1000): string[] {
  const heard: string[] = [];
  const buffers = new Map<number, Buffer>();
  const intake = new PacketParser({
    bufferFor: (id, length) => {
      if (length > asked) return undefined;
      const buffer = Buffer.alloc(length);
      buffers.set(id, buffer);
      return buffer;
    },
    onData: (id) => heard.push(`data ${id} ${buffers.get(id)?.toString("latin1")}`),
    onPacket: (type, body) => heard.push(`${type} ${body.toString("latin1")}`),
  });
  for (let at = 0, cut = 0; at < stream.length; cut++) {
    const piece = Buffer.from(stream.subarray(at, at + (cuts[cut % cuts.length] ?? 1)));
    intake.push(piece);
    at += piece.length;
    piece.fill(0); // the chunk is free as soon as it was taken
  }
  return heard;
}

describe("SFTP's packets", () => {
  it("come whole and in their order, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ isData: fc.boolean(), id: fc.nat(), text: fc.string({ maxLength: 300, unit: "binary-ascii" }) }),
          { maxLength: 12 },
        ),
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }),
        (sent, cuts) => {
          const stream = Buffer.concat(
            sent.map(({ isData, id, text }) =>
              isData ? data(id, Buffer.from(text)) : packet(RESPONSE.status, Buffer.from(text)),
            ),
          );
          expect(notify(stream, cuts)).toEqual(
            sent.map(({ isData, id, text }) => (isData ? `data ${id} ${text}` : `${RESPONSE.status} ${text}`)),
          );
        },
      ),
    );
  });

  it.each([
    ["longer than any is", Buffer.concat([uint32(600 * 1024), Buffer.of(RESPONSE.status)])],
    ["without a type", Buffer.from("0000000065", "hex")],
    ["with more bytes than were asked for", data(1, Buffer.alloc(1001))],
    [
      "with a length that does not fit its bytes",
      Buffer.concat([uint32(500), Buffer.of(RESPONSE.data), uint32(1), wireString(Buffer.alloc(9))]),
    ],
  ])("are none where one is %s", (_what, stream) => {
    expect(() => notify(stream, [7])).toThrow(NotSftpError);
  });
});
