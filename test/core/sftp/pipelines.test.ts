import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InFlightLimit } from "../../../src/core/sftp/in-flight-limit.js";
import { ReadAhead } from "../../../src/core/sftp/read-ahead.js";
import type { SftpFile } from "../../../src/core/sftp/sftp-file.js";
import { WriteBehind } from "../../../src/core/sftp/write-behind.js";

const MAX_BYTES = 200_000;
const bytesOf = (size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255));

/** A file whose server answers in any order, gives less than was asked, and counts what is under way. */
class AwkwardFile {
  readonly maxSizes = { read: 40_000, write: 40_000 };
  written = Buffer.alloc(0);
  underWay = 0;
  highest = 0;
  closed = false;
  readonly isBackedUp = false;
  readonly roundTrip = 100;

  constructor(
    private readonly bytes: Buffer,
    private readonly mostRead: number,
    private readonly order: () => number,
    private readonly failsAt = Infinity,
  ) {}

  async read(length: number, position: number, room: () => Buffer): Promise<Buffer> {
    return this.#later(length, () => {
      const came = this.bytes.subarray(
        position,
        Math.min(position + Math.min(length, this.mostRead), this.bytes.length),
      );
      const into = room();
      return into.subarray(0, came.copy(into));
    });
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    const copy = Buffer.from(bytes);
    await this.#later(copy.length, () => {
      if (position + copy.length > this.failsAt) throw new Error("disk full");
      if (this.written.length < position + copy.length)
        this.written = Buffer.concat([this.written, Buffer.alloc(position + copy.length - this.written.length)]);
      copy.copy(this.written, position);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  async #later<T>(bytes: number, callback: () => T): Promise<T> {
    this.underWay += bytes;
    this.highest = Math.max(this.highest, this.underWay);
    for (let turns = this.order(); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
    this.underWay -= bytes;
    return callback();
  }
}

const fileLike = (file: AwkwardFile): SftpFile => file as unknown as SftpFile;
const inFlightLimit = () => new InFlightLimit(() => MAX_BYTES, 0);
const now = () => performance.now();
const writing = (file: AwkwardFile) =>
  new WriteBehind({
    file: fileLike(file),
    offset: 0,
    isAtEnd: true,
    truncate: () => Promise.resolve(),
    inFlightLimit: inFlightLimit(),
    now,
    openSecondChannel: () => Promise.resolve(undefined),
  });
const orders = fc.infiniteStream(fc.nat({ max: 3 })).map((stream) => () => stream.next().value as number);

describe("reading ahead", () => {
  it("gives every byte in its order, whatever the server does, and keeps to its memory", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 300_000 }),
        fc.integer({ min: 2_000, max: 50_000 }),
        fc.nat(),
        orders,
        fc.boolean(),
        async (size, mostRead, from, order, knows) => {
          const bytes = bytesOf(size);
          const position = size === 0 ? 0 : from % size;
          const file = new AwkwardFile(bytes, mostRead, order);
          const ahead = new ReadAhead(fileLike(file), position, inFlightLimit(), now);
          ahead.size = knows ? size : undefined;
          const parts: Buffer[] = [];
          for (let part = await ahead.next(); part !== undefined; part = await ahead.next()) {
            parts.push(Buffer.from(part));
            ahead.recycle(part);
          }
          expect(Buffer.concat(parts).equals(bytes.subarray(position))).toBe(true);
          expect(ahead.deliveredOffset).toBe(size);
          expect(file.highest).toBeLessThanOrEqual(MAX_BYTES + file.maxSizes.read);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("tells that a file ended before its size", async () => {
    const ahead = new ReadAhead(fileLike(new AwkwardFile(bytesOf(100_000), 50_000, () => 0)), 0, inFlightLimit(), now);
    ahead.size = 150_000;
    let came = 0;
    for (let part = await ahead.next(); part !== undefined; part = await ahead.next()) came += part.length;
    expect([came, ahead.deliveredOffset]).toEqual([100_000, 100_000]);
  });
});

describe("writing behind", () => {
  it("writes every byte to its place, however it is cut, and keeps to its memory", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 300_000 }),
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1 }),
        orders,
        async (size, cuts, order) => {
          const bytes = bytesOf(size);
          const file = new AwkwardFile(Buffer.alloc(0), 0, order);
          const behind = writing(file);
          for (let at = 0, cut = 0; at < size; at += cuts[cut++ % cuts.length] ?? 1)
            await behind.write(bytes.subarray(at, at + (cuts[cut % cuts.length] ?? 1)));
          await behind.finish();
          expect([file.written.equals(bytes), file.closed]).toEqual([true, true]);
          expect(file.highest).toBeLessThanOrEqual(MAX_BYTES + file.maxSizes.write);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("never finishes well when one write has failed", async () => {
    for (const failsAt of [0, 39_999, 120_000, 199_999]) {
      const file = new AwkwardFile(Buffer.alloc(0), 0, () => 1, failsAt);
      const behind = writing(file);
      await expect(
        (async () => {
          for (let at = 0; at < 200_000; at += 20_000) await behind.write(bytesOf(20_000));
          await behind.finish();
        })(),
      ).rejects.toThrow("disk full");
    }
  });
});
