import { isPositive, type FtpReply } from "../../ftp/reply.js";
import type { Timers } from "../../system/timers.js";
import type { DataConnection } from "../data/data-connection.js";
import { finalReplyFor, type DeliveryOutcome } from "../reply-matching/final-reply.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand } from "../relay-command.js";

/** An answer of the relay's own waits so long for those before it. Milliseconds. */
const OWN_REPLY_LIMIT_MS = 60_000;

/**
 * What the client hears, one after the other, in the order of the target's replies. A transfer's success holds the queue
 * until the client has its bytes, and is none where it could not get them.
 */
export class ClientReplyQueue {
  readonly #tasks: (() => void | Promise<void>)[] = [];
  #running = false;
  #delivering: DataConnection | undefined;

  /**
   * @param pending where an answer of the relay's own waits for its turn
   * @param write takes text to the client, as latin1; a promise where the client is to be waited for
   * @param onContinue called when what had to wait has been done
   */
  constructor(
    private readonly pending: PendingCommands<RelayCommand>,
    private readonly timers: Timers,
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

  /** Keep the place of a reply that is not known yet: what comes behind it is told behind it. @returns what fills the place, which must be called */
  reserve(): (raw: string) => void {
    let fill: (raw: string) => void = () => undefined;
    const filled = new Promise<string>((resolve) => (fill = resolve));
    this.add(async () => this.write(await filled));
    return fill;
  }

  /** An answer of the relay's own, which needs no target: it is told when those before it are. */
  addOwn(ownReply: FtpReply): void {
    const { pending } = this;
    const command: RelayCommand = { verb: "", ownReply };
    pending.add(command);
    this.addOwnInTurn();
    if (pending.waiting.includes(command))
      this.timers.set(OWN_REPLY_LIMIT_MS, () => {
        if (!pending.waiting.includes(command)) return;
        pending.remove(command);
        this.addText(ownReply.raw);
      });
  }

  /** To be called when a command was answered: the answers of the relay's own behind it may be next. */
  addOwnInTurn(): void {
    for (let own = this.pending.takeOwnReply(); own !== undefined; own = this.pending.takeOwnReply())
      this.addText(own.raw);
  }

  /** A transfer's final reply. @param onFinal called before it is written, with what the client will hear */
  addFinal(
    { command, data }: { command: RelayCommand; data: DataConnection },
    final: FtpReply,
    onFinal: (lastReply: FtpReply) => void,
  ) {
    this.add(async () => {
      const last = isPositive(final)
        ? finalReplyFor(final, await this.#deliver(data), command.mayBeRefused === true)
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
      const lastReply = delivery === "cut" ? finalReplyFor(answer, delivery, true) : answer;
      data.record.onPossibleFinal(lastReply);
      await this.write(lastReply.raw);
    });
  }

  async #deliver(data: DataConnection): Promise<DeliveryOutcome> {
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
