import { randomBytes } from "node:crypto";
import { modeAttribute } from "./packets.js";
import type { SftpFiles } from "./sftp-file-system.js";
import type { SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** What may lie in the hidden file or be on its way there: what a channel carries in two round trips, and somewhat more. Bytes. */
const MOST_LAID = 8 << 20;
/** However short the pieces are: each place has room for the longest, and the hidden file must not grow for ever. */
const MOST_PLACES = 160;

/** Who lends it, and is told of its end. */
interface Lender {
  /** Told once. */
  readonly givenBack: () => void;
  /** A copy has failed, or was said to be well and was not done: for a disk that is full, or since the server cannot. */
  readonly ruledOut: () => void;
}

/**
 * A second way for the bytes of one store: they are laid down in a hidden file, and the server copies them from there.
 *
 * A channel carries one window a round trip, 2 MiB with OpenSSH's server, whatever the line could. Two channels carry
 * twice that, but they end at two processes, and if both wrote to the stored file, a link lost then could leave a hole
 * in it, behind which REST would go on as if all were well. So the stored file is written by the first channel alone,
 * in its order: what came by the second is copied in its turn. The hidden file has no name any more before a byte is
 * in it, so it is gone with the channels, however they end.
 */
export class SecondChannel {
  /** Where nothing lies any more. */
  readonly #places: number[] = [];
  #placesMade = 0;
  #laid = 0;
  #isOver = false;

  private constructor(private readonly second: SftpFiles, private readonly hiddenBySecond: SftpFile, private readonly hiddenByFirst: SftpFile, private readonly lender: Lender) {}

  /**
   * @param first the files on the channel of the stored file
   * @param second those on the channel that is to lay down; it is ended here
   * @param path of the hidden file; nobody else uses this name, so what stands there is left from a link that was lost
   * @throws SftpRefused
   */
  static async open(first: SftpFiles, second: SftpFiles, path: string, lender: Lender): Promise<SecondChannel> {
    const made: SftpFile[] = [];
    const keep = (file: SftpFile): SftpFile => { made.push(file); return file; };
    const make = () => second.open(path, "new", modeAttribute(0o600));
    try {
      if (second.most.write < first.most.write) throw refused();
      const hiddenBySecond = keep(await make().catch(() => second.remove(path).then(make)));
      const hiddenByFirst = keep(await first.open(path, "read"));
      const proof = randomBytes(16);
      await Promise.all([second.remove(path), hiddenBySecond.write(proof, 0)]);
      const seen = await hiddenByFirst.read(proof.length, 0, () => Buffer.alloc(proof.length));
      if (!seen.equals(proof)) throw refused(); // somebody put another file in its place
      return new SecondChannel(second, hiddenBySecond, hiddenByFirst, lender);
    } catch (thrown) {
      await Promise.all(made.map((file) => file.close())).catch(() => undefined); // Windows removes no file that is open
      await second.remove(path).catch(() => undefined);
      second.end();
      throw thrown;
    }
  }

  /** Whether bytes that are laid down now are on their way at once. */
  get hasRoom(): boolean {
    const hasPlace = this.#places.length > 0 || this.#placesMade < MOST_PLACES;
    return !this.#isOver && hasPlace && this.#laid < MOST_LAID && !this.hiddenBySecond.isHeldBack;
  }

  /**
   * Lay bytes down, while there is room; they may be changed as soon as this returns, so who wants to send them by another
   * way where this fails keeps a copy.
   *
   * @returns where they lie, once they do
   * @throws SftpRefused; the channel is given back then
   */
  async lay(bytes: Buffer): Promise<number> {
    const place = this.#places.pop() ?? this.#placesMade++ * this.hiddenBySecond.most.write;
    this.#laid += bytes.length;
    try {
      await this.hiddenBySecond.write(bytes, place);
      return place;
    } catch (thrown) {
      this.giveBack();
      throw thrown;
    }
  }

  /**
   * Have bytes that lie here copied to the end of the stored file. Its size is asked for right behind: OpenSSH's server
   * answers by OK where the last 64 KiB of a copy could not be written.
   *
   * @param position where the file ends, in bytes
   * @throws SftpRefused
   */
  async copy(place: number, length: number, file: SftpFile, position: number): Promise<void> {
    try {
      const [, { size }] = await Promise.all([file.copy(this.hiddenByFirst, place, length, position), file.stat()]);
      if (size === undefined || size < position + length) throw refused();
    } catch (thrown) {
      if (!isLost(thrown)) this.lender.ruledOut();
      throw thrown;
    }
    this.#laid -= length;
    this.#places.push(place);
  }

  /** Give the second channel back: what is not laid down yet fails, what lies there can still be copied. Safe to call twice. */
  giveBack(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.second.end();
    this.lender.givenBack();
  }

  /** Nothing more is copied. Safe to call twice. */
  close(): void {
    this.giveBack();
    this.hiddenByFirst.letGo();
  }
}

const isLost = (thrown: unknown): boolean => thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.connectionLost;
const refused = (): SftpRefused => new SftpRefused(SFTP_STATUS.failure, "");
