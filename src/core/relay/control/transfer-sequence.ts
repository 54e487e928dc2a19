import { isPositive, type FtpReply } from "../../ftp/reply.js";
import type { Timers } from "../../system/timers.js";
import { CLOSING } from "./admit-command.js";
import type { AskPassiveAhead } from "./ask-passive-ahead.js";
import type { ControlLegs } from "./control-legs.js";
import type { DataConnection } from "../data/data-connection.js";
import type { DataNegotiation } from "../passive-active/data-negotiation.js";
import { sizeInPreliminary } from "../session/expected-size.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand, SentTransfer } from "../relay-command.js";
import type { ClientReplyQueue } from "./client-reply-queue.js";
import type { SessionState } from "../session/session-state.js";
import { UnreportedTransfers } from "./unreported-transfers.js";

/** A transfer whose data are over holds the next negotiation back for so long, where its reply does not come. Milliseconds. */
const OVERDUE_REPLY_LIMIT_MS = 1_000;
/** A transfer whose client has made no data connection does so for this long. Milliseconds. */
const ABSENT_CLIENT_LIMIT_MS = 5_000;

/** What the transfers of one control connection need of it. */
export interface TransferSequenceTask {
  readonly legs: ControlLegs;
  readonly pending: PendingCommands<RelayCommand>;
  readonly replies: ClientReplyQueue;
  readonly negotiation: DataNegotiation;
  readonly state: SessionState;
  readonly timers: Timers;
  readonly askAhead: AskPassiveAhead;
  /** One has succeeded. */
  readonly onSuccess: () => void;
  /** The tunnel closes: the last transfer that is under way ends the control connection. */
  readonly isWindingDown: () => boolean;
  /** The client's next command may go. */
  readonly onNext: () => void;
}

/**
 * The transfers of one control connection, one after the other: each begins with its command, or with the 1xx that shows
 * that an unknown command was one, and ends with its final reply.
 */
export class TransferSequence {
  readonly #unreported = new UnreportedTransfers();
  /** The transfer for whose reply the next negotiation waits no longer. */
  #replaceable: RelayCommand | undefined;

  constructor(private readonly task: TransferSequenceTask) {}

  /** A transfer has its data connection. @param command that goes to the target now, or has gone */
  begin(command: RelayCommand, data: DataConnection): void {
    const { state, pending, onNext } = this.task;
    const { verb, argument } = command.sent ?? { verb: command.verb, argument: "" };
    command.data = data;
    this.#unreported.begin(data);
    const { size, isFromStart } = state.expectedSize.take({ verb, argument });
    command.isFromStart = isFromStart;
    data.begin(verb, argument, size);
    void data.over.then(() => {
      pending.forget(command);
      onNext();
    });
  }

  /** Whatever is answered 1xx while a data connection waits for its transfer is that transfer. */
  onPreliminary(command: RelayCommand, answer: FtpReply): void {
    if (command.data === undefined && command.verb !== "") {
      const data = this.task.negotiation.next.take();
      if (data !== undefined) this.begin(command, data);
    }
    const size = command.verb === "RETR" && command.isFromStart === true ? sizeInPreliminary(answer) : undefined;
    if (size !== undefined) command.data?.record.expectSize(size);
    command.data?.onPreliminary();
  }

  /** A transfer's final reply has come: it is told once the client has its bytes. */
  onFinalReply(command: RelayCommand, data: DataConnection, answer: FtpReply): void {
    const { legs, replies, isWindingDown, askAhead } = this.task;
    this.#unreported.answered(data, answer);
    replies.addFinal({ command, data }, answer, (lastReply) => this.leave(command, data, answer, lastReply));
    replies.add(() => {
      if (isWindingDown()) legs.hangUp(CLOSING);
      else if (isPositive(answer)) askAhead.ask(false);
    });
  }

  /** A transfer's final reply is told: who refuses one leaves its data connection to the next, perhaps. @param lastReply as the client hears it */
  leave(command: RelayCommand, data: DataConnection, final: FtpReply, lastReply: FtpReply): void {
    const { negotiation, pending, onSuccess } = this.task;
    const isDone = isPositive(final);
    this.#unreported.remove(data);
    if (isDone) onSuccess();
    negotiation.port.spare.transferEnded(isDone);
    if (!isDone) negotiation.next.changeToSpare(data);
    if (!data.leave(!isDone, lastReply)) return;
    pending.remove(command);
    negotiation.next.putBack(data);
  }

  /** The client asks for an end (ABOR). */
  abort(): void {
    for (const data of [this.task.pending.transfer?.data, this.task.replies.delivering]) data?.abort();
  }

  /** The next data connection is agreed on once the last transfer is over: not every server can keep two apart. */
  get mayAgreeOnNext(): boolean {
    const { replies, pending } = this.task;
    if (replies.delivering !== undefined) return false;
    const { transfer } = pending;
    if (transfer?.data === undefined || transfer === this.#replaceable) return true;
    if (transfer.mayBeRefused === true && !transfer.data.hasClient) return true;
    this.#replaceLater(transfer, transfer.data);
    return false;
  }

  /** The next data connection is agreed on: the transfer that holds nobody back any more is given up. */
  giveUpReplaceable(): void {
    this.#replaceable?.data?.giveUp();
    this.#replaceable = undefined;
  }

  /**
   * The server may have closed a connection that was made ready, before it heard of the transfer that was to use it. Behind
   * REST its refusal is the client's to hear: whether the offset outlives that, no server says, and a file that began at
   * another byte would be damaged.
   */
  mayRetry(command: RelayCommand | undefined): command is SentTransfer {
    return (
      command?.data?.mayBeStale === true &&
      command.sent !== undefined &&
      command.isFromStart === true &&
      !this.task.pending.isClientWaiting
    );
  }

  /** Nothing more will be heard of any. */
  endAll(): void {
    this.#unreported.endAll();
  }

  /** Some servers never answer a transfer that was broken off, and some clients never make the connection that they asked for. */
  #replaceLater(transfer: RelayCommand, data: DataConnection): void {
    const { timers, onNext } = this.task;
    const replace = () => {
      this.#replaceable = transfer;
      onNext();
    };
    void data.over.then(() => timers.set(OVERDUE_REPLY_LIMIT_MS, replace));
    timers.set(ABSENT_CLIENT_LIMIT_MS, () => {
      if (!data.hasClient) replace();
    });
  }
}
