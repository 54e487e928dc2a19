import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InFlightLimit } from "../../../src/core/sftp/in-flight-limit.js";
import { SecondUploadChannel } from "../../../src/core/sftp/second-upload-channel.js";
import type { SftpFileSystem } from "../../../src/core/sftp/sftp-file-system.js";
import type { SftpFile } from "../../../src/core/sftp/sftp-file.js";
import { SftpError } from "../../../src/core/sftp/status-codes.js";
import { WriteBehind } from "../../../src/core/sftp/write-behind.js";

const MB = 1 << 20;
const SIZE = 40 * MB;
const MAX_WRITE = 256 * 1024;
const WHOLE = Buffer.alloc(SIZE);
for (let at = 0; at < SIZE; at += 4) WHOLE.writeUInt32LE(at, at);

type Turns = () => number;
const later = async (turns: Turns): Promise<void> => {
  for (let left = turns(); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
};

/** What a server may do to a request that writes to the stored file: its number, from 1, in the order in which they come. */
type Fate = (request: number, isCopy: boolean) => "well" | "refused" | "said to be well, and not done";

/** The file that is stored: a server carries out one channel's requests in their order, and so each shows at once whether it would leave a hole. */
class StoredFile {
  readonly maxSizes = { read: MAX_WRITE, write: MAX_WRITE };
  readonly roundTrip = 100;
  readonly bytes = Buffer.alloc(SIZE);
  size = 0;
  requests = 0;
  copied = 0;
  isClosed = false;
  hasFailed = false;
  #looks = 0;

  constructor(
    private readonly turns: Turns,
    private readonly fate: Fate,
  ) {}

  /** Now and then, once it is long enough for a second channel. */
  get isBackedUp(): boolean {
    return this.size > 9 * MB && ++this.#looks % 3 === 0;
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    await this.#put(bytes, position, this.fate(++this.requests, false));
  }

  async copy(from: HiddenFile, at: number, length: number, position: number): Promise<void> {
    this.copied++;
    await this.#put(from.bytes.subarray(at, at + length), position, this.fate(++this.requests, true));
  }

  async stat(): Promise<{ size: number }> {
    const { size } = this;
    await later(this.turns);
    return { size };
  }

  async truncate(size: number): Promise<void> {
    this.size = size;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  release(): void {
    void this.close();
  }

  async #put(bytes: Buffer, position: number, fate: ReturnType<Fate>): Promise<void> {
    this.hasFailed ||= fate !== "well";
    if (!this.hasFailed) expect([position, this.isClosed]).toEqual([this.size, false]);
    if (fate === "well") {
      bytes.copy(this.bytes, position);
      this.size = Math.max(this.size, position + bytes.length);
    }
    await later(this.turns);
    if (fate === "refused") throw new SftpError(4, "");
  }
}

/** The hidden file, whose writes take effect when it pleases, and from one of them on fail. */
class HiddenFile {
  readonly maxSizes = { read: MAX_WRITE, write: MAX_WRITE };
  readonly isBackedUp = false;
  readonly bytes = Buffer.alloc(160 * MAX_WRITE);
  laid = -1; // the first proves that it is the right file

  constructor(
    private readonly turns: Turns,
    private readonly failsAt: number,
  ) {}

  async write(bytes: Buffer, position: number): Promise<void> {
    const copy = Buffer.from(bytes);
    if (++this.laid > this.failsAt) throw new SftpError(4, "");
    await later(this.turns);
    copy.copy(this.bytes, position);
  }

  read = (length: number): Promise<Buffer> => Promise.resolve(this.bytes.subarray(0, length));
  close = (): Promise<void> => Promise.resolve();
  release = (): void => undefined;
}

interface GroundOptions {
  readonly layFailsAt?: number;
  readonly fate?: Fate;
  readonly lentOnce?: Promise<void>;
  /** What the first channel finds under the hidden file's name. */
  readonly seen?: HiddenFile;
  /** Milliseconds that pass between one look at the clock and the next. */
  readonly pace?: number;
}

function prepare(
  turns: Turns,
  { layFailsAt = Infinity, fate = () => "well", lentOnce = Promise.resolve(), seen, pace = 1 }: GroundOptions = {},
) {
  const stored = new StoredFile(turns, fate);
  const hidden = new HiddenFile(turns, layFailsAt);
  const asked: string[] = [];
  const notified: string[] = [];
  const files = (which: "first" | "second") =>
    ({
      maxSizes: stored.maxSizes,
      open: (_path: string, mode: string) => {
        asked.push(`${which} opens ${mode}`);
        return Promise.resolve(which === "first" ? (seen ?? hidden) : hidden);
      },
      remove: () => {
        asked.push(`${which} removes`);
        return Promise.resolve();
      },
      close: () => void asked.push(`${which} ends`),
    }) as unknown as SftpFileSystem;
  const lender = {
    onReleased: () => void notified.push("given back"),
    onUnusable: () => void notified.push("ruled out"),
  };
  const lendSecond = () =>
    lentOnce.then(() => SecondUploadChannel.open(files("first"), files("second"), "/.hidden", lender));
  let now = 0;
  const behind = new WriteBehind({
    file: stored as unknown as SftpFile,
    offset: 0,
    isAtEnd: true,
    truncate: (size) => stored.truncate(size),
    inFlightLimit: new InFlightLimit(() => 16 * MB, 0),
    now: () => (now += pace),
    openSecondChannel: lendSecond,
  });
  const storeAll = async () => {
    const memory = Buffer.alloc(300_000); // used again and again, as a socket's is
    for (let at = 0; at < SIZE; at += memory.length) await behind.write(memory.subarray(0, WHOLE.copy(memory, 0, at)));
    await behind.finish();
  };
  /** Without a hole, as far as it goes. */
  const isBeginning = () => stored.bytes.subarray(0, stored.size).equals(WHOLE.subarray(0, stored.size));
  return { stored, hidden, behind, asked, told: notified, storeAll, isBeginning };
}

const turnsOf = fc.infiniteStream(fc.nat({ max: 3 })).map(
  (stream): Turns =>
    () =>
      stream.next().value as number,
);

describe("a second channel", () => {
  it("carries part of a long store, which goes to the file in its order whatever comes first", async () => {
    let laid = 0;
    await fc.assert(
      fc.asyncProperty(turnsOf, async (turns) => {
        const { stored, hidden, behind, told: notified, storeAll, asked } = prepare(turns);
        await storeAll();
        behind.release();
        expect(stored.bytes.equals(WHOLE)).toBe(true);
        if (stored.copied === 0) return; // all was over before the second channel came
        laid += hidden.laid;
        expect([stored.copied, notified]).toEqual([hidden.laid, ["given back"]]);
        expect(asked).toEqual(["second opens new", "first opens read", "second removes", "second ends"]);
      }),
      { numRuns: 10 },
    );
    expect(laid).toBeGreaterThan(50);
  });

  it.each([0, 1, 5])(
    "that fails at its write %i costs nothing but its speed, and is given back at once",
    async (layFailsAt) => {
      const { stored, told: notified, asked, storeAll } = prepare(() => 1, { layFailsAt });
      await storeAll();
      expect([stored.bytes.equals(WHOLE), notified, asked.at(-1)]).toEqual([true, ["given back"], "second ends"]);
    },
  );

  it.each([
    { what: "a copy is refused", fate: "refused", of: "copy" },
    { what: "a copy is said to be well and was not done", fate: "said to be well, and not done", of: "copy" },
    { what: "a write is refused", fate: "refused", of: "write" },
  ] as const)("leaves no hole where $what, though what is behind it goes well", async ({ fate, of }) => {
    await fc.assert(
      fc.asyncProperty(turnsOf, fc.integer({ min: 1, max: 90 }), async (turns, fails) => {
        let left = fails;
        const {
          stored,
          behind,
          told: notified,
          storeAll,
          isBeginning,
        } = prepare(turns, {
          fate: (_request, isCopy) => (isCopy === (of === "copy") && --left === 0 ? fate : "well"),
        });
        const ended = await storeAll().then(
          () => "told as stored",
          (thrown: unknown) => thrown,
        );
        behind.release();
        await later(() => 20);
        if (left > 0)
          expect([ended, stored.bytes.equals(WHOLE)]).toEqual(["told as stored", true]); // there were not so many
        else expect([ended, isBeginning(), stored.size < SIZE]).toEqual([expect.any(SftpError), true, true]);
        expect(notified.includes("ruled out")).toBe(left <= 0 && of === "copy");
      }),
      { numRuns: 15 },
    );
  });

  it("is not used where another file was put in the hidden one's place", async () => {
    const { storeAll, asked, hidden } = prepare(() => 1, { seen: new HiddenFile(() => 0, Infinity) });
    await expect(storeAll()).rejects.toThrow(SftpError); // who lends it takes that for "none to be had"
    expect([asked.at(-1), hidden.laid]).toEqual(["second ends", 0]);
  });

  it("is not asked for where the line is slower than one channel", async () => {
    const { storeAll, asked, stored } = prepare(() => 1, { pace: 1_000 });
    await storeAll();
    expect([asked, stored.bytes.equals(WHOLE)]).toEqual([[], true]);
  });

  it("is given back when the store is broken off, and nothing is written behind that", async () => {
    const { stored, behind, told: notified, storeAll, hidden } = prepare(() => 2);
    const storing = expect(storeAll()).rejects.toThrow(SftpError);
    while (hidden.laid < 4) await later(() => 1);
    behind.release();
    const { size } = stored;
    await storing;
    await later(() => 20);
    expect([stored.size, notified]).toEqual([size, ["given back"]]);
  });

  it("is given back at once when the store has ended before it comes", async () => {
    let come: () => void = () => undefined;
    const {
      behind,
      told: notified,
      hidden,
      storeAll,
    } = prepare(() => 1, {
      lentOnce: new Promise<void>((resolve) => {
        come = resolve;
      }),
    });
    await storeAll();
    behind.release();
    come();
    await later(() => 20);
    expect([notified, hidden.laid]).toEqual([["given back"], 0]);
  });
});
