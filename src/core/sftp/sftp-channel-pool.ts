import { randomBytes } from "node:crypto";
import { Failed } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { joinPath } from "./remote-path.js";
import { SecondChannel } from "./second-upload-channel.js";
import type { SftpChannel } from "./sftp-channel.js";
import { SftpFiles } from "./sftp-file-system.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** How long a gateway may need until a session that was given back can be opened again. Milliseconds. */
const WAITS_MS = [50, 200, 500, 1000];

/**
 * The SFTP channels of a bridge, each of which takes one of the sessions that the gateway allows (`MaxSessions`): one for
 * each client, and a second for one long store at a time, which makes room when a client wants the last.
 */
export class SftpChannels {
  /** Nobody else's file has this name. */
  readonly #hiddenName = `.culvert-${randomBytes(8).toString("hex")}`;
  #second: Promise<SecondChannel | undefined> | undefined;
  #isRuledOut = false;
  #clientsInWait = 0;

  constructor(private readonly open: () => Promise<SftpChannel>, private readonly clock: Clock) {}

  /** @throws Failed */
  async forClient(): Promise<SftpFiles> {
    const second = this.#second; // as it is now: while the gateway refuses, it may end by itself
    try {
      return new SftpFiles(await this.open());
    } catch (thrown) {
      if (second === undefined || !isRefusal(thrown)) throw thrown;
      this.#clientsInWait++;
      try {
        for (const lent of [second, this.#second]) (await lent)?.giveBack();
        return await this.#tryAgain(thrown);
      } finally {
        this.#clientsInWait--;
      }
    }
  }

  /**
   * The borrower closes it.
   *
   * @param first the files on the store's channel
   * @param folder where a hidden file may be made
   * @returns nothing where another store has it, a client waits for a session, or the server does not let it be
   */
  async lendSecond(first: SftpFiles, folder: string): Promise<SecondChannel | undefined> {
    if (this.#second !== undefined || this.#isRuledOut || this.#clientsInWait > 0 || !first.mayCopy) return undefined;
    this.#second = this.#openSecond(first, joinPath(folder, this.#hiddenName));
    return this.#second;
  }

  async #openSecond(first: SftpFiles, path: string): Promise<SecondChannel | undefined> {
    try {
      return await SecondChannel.open(first, new SftpFiles(await this.open()), path, {
        givenBack: () => { this.#second = undefined; },
        ruledOut: () => { this.#isRuledOut = true; },
      });
    } catch (thrown) {
      this.#second = undefined;
      if (thrown instanceof Failed) return undefined;
      if (!(thrown instanceof SftpRefused)) throw thrown;
      this.#isRuledOut ||= thrown.status !== SFTP_STATUS.connectionLost;
      return undefined;
    }
  }

  async #tryAgain(refused: unknown): Promise<SftpFiles> {
    let thrown = refused;
    for (const wait of WAITS_MS) {
      await new Promise<void>((resolve) => void this.clock.after(wait, resolve));
      try {
        return new SftpFiles(await this.open());
      } catch (again) {
        if (!isRefusal(again)) throw again;
        thrown = again;
      }
    }
    throw thrown;
  }
}

const isRefusal = (thrown: unknown): boolean => thrown instanceof Failed && thrown.failure.code === "bridge.no-sftp" && thrown.failure.cause !== "timed-out";
