import { randomBytes } from "node:crypto";
import { Failed } from "../../shared/failure.js";
import type { Clock } from "../outside.js";
import type { SftpChannel } from "../ssh/sftp/sftp-channel.js";
import { SftpRefused } from "../ssh/sftp/status.js";
import { joinPath } from "./path.js";
import { SecondChannel } from "./second-channel.js";
import type { SftpFile } from "./sftp-file.js";
import { SftpFiles } from "./sftp-files.js";

/** How long a gateway may need until a session that was given back can be opened again. Milliseconds. */
const WAITS_MS = [50, 200, 500, 1000];

/**
 * The SFTP channels of a bridge, each of which takes one of the sessions that the gateway allows (`MaxSessions`): one for
 * each client, and a second for one long store at a time, which makes room when a client wants the last.
 */
export class SftpChannels {
  /** Nobody else's file has this name, whatever is left of it from a link that was lost. */
  readonly #hiddenName = `.culvert-${randomBytes(8).toString("hex")}`;
  #second: Promise<SecondChannel | undefined> | undefined;
  #hasFailed = false;

  constructor(private readonly open: () => Promise<SftpChannel>, private readonly clock: Clock) {}

  /** @throws Failed */
  async forClient(): Promise<SftpFiles> {
    const second = this.#second;
    try {
      return new SftpFiles(await this.open());
    } catch (thrown) {
      if (second === undefined) throw thrown;
      (await second)?.giveUp();
      return this.#tryAgain(thrown);
    }
  }

  /**
   * @param file that is being stored
   * @param first the files on its channel
   * @param folder where a hidden file may be made
   * @returns nothing where another store has it, or the server does not let it be
   */
  async lendSecond(file: SftpFile, first: SftpFiles, folder: string): Promise<SecondChannel | undefined> {
    if (this.#second !== undefined || this.#hasFailed || !first.mayCopy) return undefined;
    this.#second = this.#openSecond(file, first, joinPath(folder, this.#hiddenName));
    return this.#second;
  }

  async #openSecond(file: SftpFile, first: SftpFiles, path: string): Promise<SecondChannel | undefined> {
    try {
      const second = new SftpFiles(await this.open());
      return await SecondChannel.open({ file, first, second, path }, (failed) => {
        this.#second = undefined;
        this.#hasFailed ||= failed;
      });
    } catch (thrown) {
      this.#second = undefined;
      if (thrown instanceof Failed || thrown instanceof SftpRefused) return undefined;
      throw thrown;
    }
  }

  async #tryAgain(refused: unknown): Promise<SftpFiles> {
    let thrown = refused;
    for (const wait of WAITS_MS) {
      await new Promise<void>((resolve) => void this.clock.after(wait, resolve));
      try {
        return new SftpFiles(await this.open());
      } catch (again) {
        thrown = again;
      }
    }
    throw thrown;
  }
}
