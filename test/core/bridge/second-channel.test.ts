import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Allowance } from "../../../src/core/bridge/allowance.js";
import { SecondChannel } from "../../../src/core/bridge/second-channel.js";
import type { SftpFile } from "../../../src/core/bridge/sftp-file.js";
import type { SftpFiles } from "../../../src/core/bridge/sftp-files.js";
import { WriteBehind } from "../../../src/core/bridge/write-behind.js";
import { SftpRefused } from "../../../src/core/ssh/sftp/status.js";

const MB = 1 << 20;
const SIZE = 24 * MB;
const MOST_WRITE = 256 * 1024;
const WHOLE = Buffer.from(Array.from({ length: SIZE / 4 }, (_, at) => [at & 255, (at >> 8) & 255, (at >> 16) & 255, 7]).flat());

type Turns = () => number;
const later = async (turns: Turns): Promise<void> => {
  for (let left = turns(); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
};

/** The file that is stored: a server carries out one channel's requests in their order, so each shows at once whether it would leave a hole. */
class StoredFile {
  readonly most = { read: MOST_WRITE, write: MOST_WRITE };
  readonly roundTrip = 100;
  readonly bytes = Buffer.alloc(SIZE);
  reached = 0;
  copied = 0;
  isClosed = false;
  #looks = 0;

  constructor(private readonly turns: Turns, private readonly copyFailsAt = Infinity) {}

  /** Now and then, once it is long enough for a second channel. */
  get isHeldBack(): boolean {
    return this.reached > 9 * MB && ++this.#looks % 3 === 0;
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    this.#put(bytes, position);
    await later(this.turns);
  }

  async copy(from: HiddenFile, at: number, length: number, position: number): Promise<void> {
    if (length === 0) return;
    if (++this.copied > this.copyFailsAt) throw new SftpRefused(4, "");
    this.#put(from.bytes.subarray(at, at + length), position);
    await later(this.turns);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  letGo(): void {
    void this.close();
  }

  #put(bytes: Buffer, position: number): void {
    if (this.copied <= this.copyFailsAt) expect([position, this.isClosed]).toEqual([this.reached, false]);
    bytes.copy(this.bytes, position);
    this.reached += bytes.length;
  }
}

/** The hidden file, whose writes take effect when it pleases, and from one of them on fail. */
class HiddenFile {
  readonly most = { read: MOST_WRITE, write: MOST_WRITE };
  readonly isHeldBack = false;
  readonly bytes = Buffer.alloc(64 * MOST_WRITE);
  laid = 0;

  constructor(private readonly turns: Turns, private readonly failsAt: number) {}

  async write(bytes: Buffer, position: number): Promise<void> {
    const copy = Buffer.from(bytes);
    if (++this.laid > this.failsAt) throw new SftpRefused(4, "");
    await later(this.turns);
    copy.copy(this.bytes, position);
  }

  close = (): Promise<void> => Promise.resolve();
  letGo = (): void => undefined;
}

function ground(turns: Turns, { layFailsAt = Infinity, copyFailsAt = Infinity, lentOnce = Promise.resolve() } = {}) {
  const stored = new StoredFile(turns, copyFailsAt);
  const hidden = new HiddenFile(turns, layFailsAt);
  const asked: string[] = [];
  const files = (which: string) => ({
    open: (_path: string, mode: string) => { asked.push(`${which} opens ${mode}`); return Promise.resolve(hidden); },
    remove: () => { asked.push(`${which} removes`); return Promise.resolve(); },
    end: () => void asked.push(`${which} ends`),
  }) as unknown as SftpFiles;
  const ended: boolean[] = [];
  const lend = (file: SftpFile) => lentOnce.then(() => SecondChannel.open({ file, first: files("first"), second: files("second"), path: "/.hidden" }, (failed) => void ended.push(failed)));
  const behind = new WriteBehind(stored as unknown as SftpFile, 0, new Allowance(() => 16 * MB, 0), () => performance.now(), lend);
  const storeAll = async () => {
    const memory = Buffer.alloc(300_000); // used again and again, as a socket's is
    for (let at = 0; at < SIZE; at += memory.length) await behind.take(memory.subarray(0, WHOLE.copy(memory, 0, at)));
    await behind.finish();
  };
  return { stored, hidden, behind, asked, ended, storeAll };
}

const turnsOf = fc.infiniteStream(fc.nat({ max: 3 })).map((stream): Turns => () => stream.next().value as number);

describe("a second channel", () => {
  it("carries part of a long store, which goes to the file in its order whatever comes first", async () => {
    await fc.assert(fc.asyncProperty(turnsOf, async (turns) => {
      const { stored, hidden, behind, ended, storeAll, asked } = ground(turns);
      await storeAll();
      behind.letGo();
      expect([stored.bytes.equals(WHOLE), stored.copied, ended]).toEqual([true, hidden.laid, [false]]);
      expect(hidden.laid).toBeGreaterThan(5);
      expect(asked).toEqual(["second opens new", "first opens read", "second removes", "second ends"]);
    }), { numRuns: 10 });
  });

  it.each([0, 1, 5])("that fails at its write %i costs nothing but its speed", async (layFailsAt) => {
    const { stored, ended, storeAll } = ground(() => 1, { layFailsAt });
    await storeAll();
    expect([stored.bytes.equals(WHOLE), ended]).toEqual([true, [true]]);
  });

  it("from which nothing can be copied makes the store fail, and is not used again", async () => {
    const { ended, storeAll } = ground(() => 1, { copyFailsAt: 3 });
    await expect(storeAll()).rejects.toThrow(SftpRefused);
    expect(ended).toEqual([true]);
  });

  it("is given back when the store is broken off, and nothing is written behind that", async () => {
    const { stored, behind, ended, storeAll, hidden } = ground(() => 2);
    const storing = expect(storeAll()).rejects.toThrow(SftpRefused);
    while (hidden.laid < 4) await later(() => 1);
    behind.letGo();
    const { reached } = stored;
    await storing;
    await later(() => 20);
    expect([stored.reached, ended]).toEqual([reached, [false]]);
  });

  it("is given back at once when the store has ended before it comes", async () => {
    let come: () => void = () => undefined;
    const { behind, ended, hidden, storeAll } = ground(() => 1, { lentOnce: new Promise<void>((resolve) => { come = resolve; }) });
    await storeAll();
    behind.letGo();
    come();
    await later(() => 20);
    expect([ended, hidden.laid]).toEqual([[false], 0]);
  });
});
