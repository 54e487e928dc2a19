import { modeAttribute } from "../ssh/sftp/packet.js";
import { SFTP_STATUS, SftpRefused } from "../ssh/sftp/status.js";
import type { SftpFile } from "./sftp-file.js";
import type { SftpFiles } from "./sftp-files.js";

/** How many writes may lie in the hidden file: what a channel carries in two round trips, and somewhat more. */
const PLACES = 64;

/** What a second channel is to do. */
interface SecondChannelTask {
  /** That is stored. */
  readonly file: SftpFile;
  /** The files on its channel. */
  readonly first: SftpFiles;
  /** Those on the channel that is to lay down; it is ended here. */
  readonly second: SftpFiles;
  /** Where the hidden file is made, by a name that nobody else may use. */
  readonly path: string;
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
  readonly #places: number[];
  #isOver = false;

  private constructor(private readonly files: SftpFiles, private readonly laid: SftpFile, private readonly seen: SftpFile, private readonly ended: (failed: boolean) => void) {
    this.#places = Array.from({ length: PLACES }, (_, place) => place * laid.most.write);
  }

  /** @param ended told once, and whether the server has failed to do its part @throws SftpRefused */
  static async open({ file, first, second, path }: SecondChannelTask, ended: (failed: boolean) => void): Promise<SecondChannel> {
    const made: SftpFile[] = [];
    try {
      const laid = await second.open(path, "new", modeAttribute(0o600));
      made.push(laid);
      const seen = await first.open(path, "read");
      made.push(seen);
      await Promise.all([second.remove(path), file.copy(seen, 0, 0, 0)]); // all of nothing: a server that cannot copy shows it by this
      return new SecondChannel(second, laid, seen, ended);
    } catch (thrown) {
      await Promise.all(made.map((one) => one.close())).catch(() => undefined); // Windows removes no file that is open
      await second.remove(path).catch(() => undefined); // it may also be left from a link that was lost while it was made
      second.end();
      throw thrown;
    }
  }

  /** Whether bytes that are laid down now are on their way at once. */
  get hasRoom(): boolean {
    return !this.#isOver && this.#places.length > 0 && !this.laid.isHeldBack;
  }

  /** Lay bytes down, while there is room; they may be changed as soon as this returns. @returns where they lie, once they do @throws SftpRefused; there is no room any more then */
  async lay(bytes: Buffer): Promise<number> {
    const place = this.#places.pop() ?? 0;
    try {
      await this.laid.write(bytes, place);
      return place;
    } catch (thrown) {
      this.#end(!isLost(thrown));
      throw thrown;
    }
  }

  /** Have bytes that lie here copied to their position in the file. @throws SftpRefused */
  async copy(place: number, length: number, file: SftpFile, position: number): Promise<void> {
    try {
      await file.copy(this.seen, place, length, position);
      this.#places.push(place);
    } catch (thrown) {
      this.#end(!isLost(thrown));
      throw thrown;
    }
  }

  /** Give the channel back: what is not laid down yet fails, what lies here can still be copied. Safe to call twice. */
  giveUp(): void {
    this.#end(false);
    this.files.end();
  }

  /** Safe to call twice. */
  close(): void {
    this.giveUp();
    this.seen.letGo();
  }

  #end(failed: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.ended(failed);
  }
}

const isLost = (thrown: unknown): boolean => thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.connectionLost;
