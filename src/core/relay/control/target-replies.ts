import { withFeatures, withoutBlockedFeatures } from "../../ftp/blocked-verbs.js";
import type { ClientProtection } from "../../ftp/auth-pbsz-prot.js";
import type { Heard } from "../../ftp/reply-reader.js";
import { isPreliminary, MAX_LINE_BYTES, namesDataPort, reply, type FtpReply } from "../../ftp/reply.js";
import type { AskPassiveAhead } from "./ask-passive-ahead.js";
import { portNamedIn } from "../../ftp/passive-endpoint.js";
import type { ClientCommands } from "./client-commands.js";
import type { ControlLegs } from "./control-legs.js";
import type { DataNegotiation } from "../passive-active/data-negotiation.js";
import { transferToAwait } from "../reply-matching/final-reply.js";
import type { Match } from "../reply-matching/pending-command-shape.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand, SentTransfer } from "../relay-command.js";
import type { ClientReplyQueue } from "./client-reply-queue.js";
import type { SessionState } from "../session/session-state.js";
import type { LookAhead } from "../passive-active/spare-data-connection.js";
import type { OwnCommands } from "../reply-matching/own-commands.js";
import type { TargetTlsUpgrade } from "./target-tls-upgrade.js";
import type { TransferSequence } from "./transfer-sequence.js";

/** In the place of a port that nobody asked for: the client must not dial it, now or with its next PASV. */
const UNASKED_PORT = reply(500, "The server named a port for data that nobody had asked for.");

/** Between what the target's replies pass on their way to the client. */
export interface TargetRepliesTask {
  readonly legs: ControlLegs;
  readonly pending: PendingCommands<RelayCommand>;
  readonly replies: ClientReplyQueue;
  readonly questions: OwnCommands;
  readonly negotiation: DataNegotiation;
  readonly commands: ClientCommands;
  readonly transfers: TransferSequence;
  readonly askAhead: AskPassiveAhead;
  readonly lookAhead: LookAhead;
  readonly state: SessionState;
  readonly protection: ClientProtection;
  readonly upgrade: TargetTlsUpgrade;
  /** The client's next command may go. */
  readonly onNext: () => void;
}

/**
 * The target's way to the client: whose a reply is, is found out when it comes (`PendingCommands`), and it is told when those
 * before it are (`ClientReplyQueue`). No further is read where many wait to be told.
 */
export class TargetReplies {
  #untoldBytes = 0;

  constructor(private readonly task: TargetRepliesTask) {}

  /** What waits to be told. Bytes. */
  get untoldBytes(): number {
    return this.#untoldBytes;
  }

  onHeard(heard: Heard): void {
    const { legs, replies, onNext } = this.task;
    this.#untoldBytes += heard.raw.length;
    if (this.#untoldBytes > MAX_LINE_BYTES) legs.target.read(false);
    if (heard.kind === "text") this.#onText(heard.raw);
    else this.#onReply({ code: heard.code, raw: heard.raw });
    replies.add(() => {
      this.#untoldBytes -= heard.raw.length;
      if (this.#untoldBytes <= MAX_LINE_BYTES) legs.target.read(true);
    });
    replies.addOwnInTurn();
    onNext();
  }

  /** Text between replies means nothing, and changes nothing. */
  #onText(raw: string): void {
    const { pending, replies } = this.task;
    replies.addText(pending.waiting[0]?.verb === "FEAT" ? withoutBlockedFeatures({ code: 0, raw }).raw : raw);
  }

  #onReply(answer: FtpReply): void {
    const { pending, replies, questions, negotiation, commands, transfers, askAhead, upgrade } = this.task;
    const match = pending.match(answer);
    const { command } = match;
    if (answer.code === 421 && command?.onReply !== undefined && negotiation.next.isAskingAhead)
      replies.addText(answer.raw); // no client has asked: it is told that the server goes
    if (questions.take(answer, command)) {
      if (portNamedIn(answer) !== undefined) commands.onPortNamed();
      return;
    }
    if (command?.verb === "" && command.ownReply === undefined) askAhead.greeted(answer.raw);
    if (answer.code === 425 && transfers.mayRetry(command))
      return void commands.hold(() => this.#retry(command, answer));
    if (isPreliminary(answer)) return this.#onPreliminary(command, answer);
    if (command !== undefined && upgrade.isCalledFor(command.verb, answer))
      return upgrade.repeat(command, answer, () => this.#onFinalReply(match, answer));
    if (command !== undefined) upgrade.note(command, answer);
    if (command === undefined && namesDataPort(answer)) return;
    this.#onFinalReply(match, namesDataPort(answer) ? (questions.takeDoubtfulRefusal() ?? UNASKED_PORT) : answer);
  }

  /** A client may send a small file and close as soon as it hears this: then it could not be found out any more whose it is. */
  #onPreliminary(command: RelayCommand | undefined, { raw, code }: FtpReply): void {
    const { legs, replies, transfers } = this.task;
    if (command !== undefined) transfers.onPreliminary(command, { raw, code });
    replies.add(() => {
      const admission = command?.data?.client.admission;
      return admission === undefined ? legs.writeToClient(raw) : admission.then(() => legs.writeToClient(raw));
    });
  }

  #onFinalReply(match: Match<RelayCommand>, answer: FtpReply): void {
    const { pending, replies, transfers, state, protection } = this.task;
    const { command, mayEnd } = match;
    state.answered(command, answer, mayEnd === undefined && !pending.isClientWaiting);
    if (command?.data !== undefined) return transfers.onFinalReply(command, command.data, answer);
    const held = transferToAwait(match, answer);
    if (held !== undefined) return replies.addPossibleFinal(held, answer);
    if (command?.verb !== "FEAT") return replies.addText(answer.raw);
    replies.addText(withFeatures(withoutBlockedFeatures(answer), protection.features).raw);
  }

  /** Send a transfer once more by a fresh data connection. The client hears of the second try alone. */
  async #retry(command: SentTransfer, refusal: FtpReply): Promise<void> {
    const { legs, pending, replies, negotiation, commands, transfers, lookAhead } = this.task;
    const { verb, data, sent } = command;
    lookAhead.isRefused = true;
    pending.remove(command);
    const second = await negotiation.next.renew(data);
    pending.removeQuestions();
    if (second === undefined && !legs.hasTargetEnded) commands.send({ verb, data, sent });
    else replies.addFinal({ command, data }, refusal, (last) => transfers.leave(command, data, refusal, last));
  }
}
