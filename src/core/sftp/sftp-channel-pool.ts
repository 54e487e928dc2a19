import { randomBytes } from "node:crypto";
import { FailureError } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { joinPath } from "./remote-path.js";
import { SecondUploadChannel } from "./second-upload-channel.js";
import type { SftpChannel } from "./sftp-channel.js";
import { SftpFileSystem } from "./sftp-file-system.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** How long a gateway may need until a session that was given back can be opened again. Milliseconds. */
const RETRY_DELAYS_MS = [50, 200, 500, 1000];

/**
 * The SFTP channels of a bridge, each of which takes one of the sessions that the gateway allows (`MaxSessions`): one for
 * each client, and a second for one long store at a time, which makes room when a client wants the last.
 */
export class SftpChannelPool {
  /** Nobody else's file has this name. */
  readonly #hiddenName = `.culvert-${randomBytes(8).toString("hex")}`;
  #second: Promise<SecondUploadChannel | undefined> | undefined;
  #isSecondUnusable = false;
  #waitingClients = 0;

  constructor(
    private readonly open: () => Promise<SftpChannel>,
    private readonly clock: Clock,
  ) {}

  /** @throws Failed */
  async openForClient(): Promise<SftpFileSystem> {
    const second = this.#second; // as it is now: while the gateway refuses, it may end by itself
    try {
      return new SftpFileSystem(await this.open());
    } catch (thrown) {
      if (second === undefined || !isRefusal(thrown)) throw thrown;
      this.#waitingClients++;
      try {
        for (const lent of [second, this.#second]) (await lent)?.release();
        return await this.#retry(thrown);
      } finally {
        this.#waitingClients--;
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
  async openSecond(first: SftpFileSystem, folder: string): Promise<SecondUploadChannel | undefined> {
    if (this.#second !== undefined || this.#isSecondUnusable || this.#waitingClients > 0 || !first.canCopy)
      return undefined;
    this.#second = this.#createSecond(first, joinPath(folder, this.#hiddenName));
    return this.#second;
  }

  async #createSecond(first: SftpFileSystem, path: string): Promise<SecondUploadChannel | undefined> {
    try {
      return await SecondUploadChannel.open(first, new SftpFileSystem(await this.open()), path, {
        onReleased: () => {
          this.#second = undefined;
        },
        onUnusable: () => {
          this.#isSecondUnusable = true;
        },
      });
    } catch (thrown) {
      this.#second = undefined;
      if (thrown instanceof FailureError) return undefined;
      if (!(thrown instanceof SftpError)) throw thrown;
      this.#isSecondUnusable ||= thrown.status !== SFTP_STATUS.connectionLost;
      return undefined;
    }
  }

  async #retry(refused: unknown): Promise<SftpFileSystem> {
    let thrown = refused;
    for (const wait of RETRY_DELAYS_MS) {
      await new Promise<void>((resolve) => void this.clock.setTimeout(wait, resolve));
      try {
        return new SftpFileSystem(await this.open());
      } catch (again) {
        if (!isRefusal(again)) throw again;
        thrown = again;
      }
    }
    throw thrown;
  }
}

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof FailureError && thrown.failure.code === "bridge.no-sftp" && thrown.failure.cause !== "timed-out";
