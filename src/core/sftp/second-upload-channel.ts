import { randomBytes } from "node:crypto";
import { modeAttribute } from "./packets/request-packets.js";
import type { SftpFileSystem } from "./sftp-file-system.js";
import type { SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** What may lie in the hidden file or be on its way there: what a channel carries in two round trips, and somewhat more. Bytes. */
const MAX_STAGED_BYTES = 8 << 20;
/** However short the pieces are: each place has room for the longest, and the hidden file must not grow for ever. */
const MAX_SLOTS = 160;

/** Who lends it, and is told of its end. */
interface ChannelOwner {
  /** Told once. */
  readonly onReleased: () => void;
  /** A copy has failed, or was said to be well and was not done: for a disk that is full, or since the server cannot. */
  readonly onUnusable: () => void;
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
export class SecondUploadChannel {
  /** Where nothing lies any more. */
  readonly #freeOffsets: number[] = [];
  #slotsUsed = 0;
  #stagedBytes = 0;
  #isReleased = false;

  private constructor(
    private readonly second: SftpFileSystem,
    private readonly hiddenBySecond: SftpFile,
    private readonly hiddenByFirst: SftpFile,
    private readonly owner: ChannelOwner,
  ) {}

  /**
   * @param first the files on the channel of the stored file
   * @param second those on the channel that is to lay down; it is ended here
   * @param path of the hidden file; nobody else uses this name, so what stands there is left from a link that was lost
   * @throws SftpError
   */
  static async open(
    first: SftpFileSystem,
    second: SftpFileSystem,
    path: string,
    owner: ChannelOwner,
  ): Promise<SecondUploadChannel> {
    const openFiles: SftpFile[] = [];
    const keep = (file: SftpFile): SftpFile => {
      openFiles.push(file);
      return file;
    };
    const make = () => second.open(path, "new", modeAttribute(0o600));
    try {
      if (second.maxSizes.write < first.maxSizes.write) throw copyFailed();
      const hiddenBySecond = keep(await make().catch(() => second.remove(path).then(make)));
      const hiddenByFirst = keep(await first.open(path, "read"));
      const proof = randomBytes(16);
      await Promise.all([second.remove(path), hiddenBySecond.write(proof, 0)]);
      const seen = await hiddenByFirst.read(proof.length, 0, () => Buffer.alloc(proof.length));
      if (!seen.equals(proof)) throw copyFailed(); // somebody put another file in its place
      return new SecondUploadChannel(second, hiddenBySecond, hiddenByFirst, owner);
    } catch (thrown) {
      await Promise.all(openFiles.map((file) => file.close())).catch(() => undefined); // Windows removes no file that is open
      await second.remove(path).catch(() => undefined);
      second.close();
      throw thrown;
    }
  }

  /** Whether bytes that are laid down now are on their way at once. */
  get hasRoom(): boolean {
    const hasSlot = this.#freeOffsets.length > 0 || this.#slotsUsed < MAX_SLOTS;
    return !this.#isReleased && hasSlot && this.#stagedBytes < MAX_STAGED_BYTES && !this.hiddenBySecond.isBackedUp;
  }

  /**
   * Lay bytes down, while there is room; they may be changed as soon as this returns, so who wants to send them by another
   * way where this fails keeps a copy.
   *
   * @returns where they lie, once they do
   * @throws SftpError; the channel is given back then
   */
  async stage(bytes: Buffer): Promise<number> {
    const offset = this.#freeOffsets.pop() ?? this.#slotsUsed++ * this.hiddenBySecond.maxSizes.write;
    this.#stagedBytes += bytes.length;
    try {
      await this.hiddenBySecond.write(bytes, offset);
      return offset;
    } catch (thrown) {
      this.release();
      throw thrown;
    }
  }

  /**
   * Have bytes that lie here copied to the end of the stored file. Its size is asked for right behind: OpenSSH's server
   * answers by OK where the last 64 KiB of a copy could not be written.
   *
   * @param targetOffset where the file ends, in bytes
   * @throws SftpError
   */
  async copy(stagedOffset: number, length: number, file: SftpFile, targetOffset: number): Promise<void> {
    try {
      const [, { size }] = await Promise.all([
        file.copy(this.hiddenByFirst, stagedOffset, length, targetOffset),
        file.stat(),
      ]);
      if (size === undefined || size < targetOffset + length) throw copyFailed();
    } catch (thrown) {
      if (!isLost(thrown)) this.owner.onUnusable();
      throw thrown;
    }
    this.#stagedBytes -= length;
    this.#freeOffsets.push(stagedOffset);
  }

  /** Give the second channel back: what is not laid down yet fails, what lies there can still be copied. Safe to call twice. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.second.close();
    this.owner.onReleased();
  }

  /** Nothing more is copied. Safe to call twice. */
  close(): void {
    this.release();
    this.hiddenByFirst.release();
  }
}

const isLost = (thrown: unknown): boolean =>
  thrown instanceof SftpError && thrown.status === SFTP_STATUS.connectionLost;
const copyFailed = (): SftpError => new SftpError(SFTP_STATUS.failure, "");
