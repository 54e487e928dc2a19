import type { Allowance } from "./allowance.js";
import type { SftpFile } from "./sftp-file.js";

/**
 * Writes a stream of bytes to a file with many writes under way, and tells truthfully whether all of them were taken.
 *
 * One channel's window bounds it: 2 MiB a round trip with OpenSSH's server. A second channel would double that, but a
 * link lost then could leave a hole inside the file, behind which REST would go on as if all were well.
 */
export class WriteBehind {
  #underWay = 0;
  #failure: { readonly thrown: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** @param position of the first byte, from 0 */
  constructor(private readonly file: SftpFile, private position: number, private readonly allowance: Allowance, private readonly now: () => number) {}

  /** Take bytes; resolves when more may come. The bytes may be changed then. @throws SftpRefused as soon as a write has failed */
  async take(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; from += this.file.most.write) {
      while (this.#failure === undefined && this.#isFull) await new Promise<void>((resolve) => { this.#wake = resolve; });
      this.#check();
      this.#send(bytes.subarray(from, from + this.file.most.write));
    }
  }

  /** Close the file behind the last write. Resolves when the server has taken every byte and closed it. @throws SftpRefused */
  async finish(): Promise<void> {
    const closed = this.file.close(); // sent at once: servers answer in order, and a round trip is saved
    closed.catch(() => undefined);
    while (this.#failure === undefined && this.#underWay > 0) await new Promise<void>((resolve) => { this.#wake = resolve; });
    this.#check();
    await closed;
  }

  get #isFull(): boolean {
    return this.#underWay >= this.allowance.bytes || (this.#underWay > 0 && this.file.isHeldBack);
  }

  #send(bytes: Buffer): void {
    const { length } = bytes;
    this.#underWay += length;
    this.file.write(bytes, this.position).then(() => {
      this.#underWay -= length;
      this.allowance.answered(length, this.now(), this.file.roundTrip);
      this.#wake();
    }, (thrown: unknown) => {
      this.#failure ??= { thrown };
      this.#wake();
    });
    this.position += length;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }
}
