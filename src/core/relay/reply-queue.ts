import type { FtpCommand } from "../ftp/command.js";
import { isPositive, type FtpReply } from "../ftp/reply.js";
import type { DataConnection } from "./data-connection.js";
import { withDelivery, type Delivery, type PendingCommand } from "./pending-commands.js";

/** A command of a client's, with the data connection of a transfer. */
export type RelayCommand = PendingCommand & {
  data?: DataConnection | undefined;
  /** As it was sent; left out where it was not, or is the relay's own. */
  readonly sent?: FtpCommand;
  /** A transfer of the whole file, and not from an offset on (REST). */
  isFromStart?: boolean;
};

/** A command that was sent on, or is to be. */
export type SentCommand = RelayCommand & { readonly sent: FtpCommand };

/**
 * What the client hears, one after the other, in the order of the target's replies. A transfer's success holds the queue
 * until the client has its bytes, and is none where it could not get them.
 */
export class ReplyQueue {
  readonly #tasks: (() => void | Promise<void>)[] = [];
  #running = false;
  #delivering: DataConnection | undefined;

  /**
   * @param write takes text to the client, as latin1; a promise where the client is to be waited for
   * @param onContinue called when what had to wait has been done
   */
  constructor(
    private readonly write: (raw: string) => void | Promise<void>,
    private readonly onContinue: () => void,
  ) {}

  /** Whether all is told that was to be told. */
  get isEmpty(): boolean {
    return !this.#running && this.#tasks.length === 0;
  }

  /** The data connection whose bytes are waited for. */
  get delivering(): DataConnection | undefined {
    return this.#delivering;
  }

  /** Do something when all before it is done, and at once where nothing is. */
  add(task: () => void | Promise<void>): void {
    this.#tasks.push(task);
    if (!this.#running) this.#runNext();
  }

  /** Text of the target's, or a reply of the relay's own. */
  addText(raw: string): void {
    this.add(() => this.write(raw));
  }

  /** A transfer's final reply. @param onFinal called before it is written, with what the client will hear */
  addFinal(
    { command, data }: { command: RelayCommand; data: DataConnection },
    final: FtpReply,
    onFinal: (lastReply: FtpReply) => void,
  ) {
    this.add(async () => {
      const last = isPositive(final)
        ? withDelivery(final, await this.#deliver(data), command.mayBeRefused === true)
        : final;
      onFinal(last);
      await this.write(last.raw);
    });
  }

  /** A success that may be a transfer's is held back as if it were. */
  addPossibleFinal(transfer: RelayCommand, answer: FtpReply): void {
    this.add(async () => {
      if (transfer.data === undefined) return;
      const { data } = transfer;
      const delivery = await this.#deliver(data);
      const lastReply = delivery === "cut" ? withDelivery(answer, delivery, true) : answer;
      data.onPossibleFinal(lastReply);
      await this.write(lastReply.raw);
    });
  }

  async #deliver(data: DataConnection): Promise<Delivery> {
    this.#delivering = data;
    const delivery = await data.delivered();
    this.#delivering = undefined;
    return delivery;
  }

  #runNext(): void {
    this.#running = true;
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      const done = task();
      if (done === undefined) continue;
      void done.then(() => {
        this.#runNext();
        this.onContinue();
      });
      return;
    }
    this.#running = false;
  }
}
