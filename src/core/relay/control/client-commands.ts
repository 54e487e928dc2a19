import type { Failure } from "../../../shared/status/failure.js";
import { DATA_PORT_VERBS } from "../../ftp/admit-data-port.js";
import { TRANSFER_VERBS, type FtpCommand } from "../../ftp/command.js";
import type { ClientProtection } from "../../ftp/auth-pbsz-prot.js";
import { isPositive, reply, type FtpReply } from "../../ftp/reply.js";
import { beginClientTls } from "../../net/ftp/begin-client-tls.js";
import type { ClientTls } from "../../net/tls/client-tls.js";
import { admitCommand } from "./admit-command.js";
import type { AskPassiveAhead } from "./ask-passive-ahead.js";
import type { ControlLegs } from "./control-legs.js";
import type { DataNegotiation } from "../passive-active/data-negotiation.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand, SentCommand } from "../relay-command.js";
import type { ClientReplyQueue } from "./client-reply-queue.js";
import type { SessionState } from "../session/session-state.js";
import type { TargetTlsUpgrade } from "./target-tls-upgrade.js";
import type { TransferSequence } from "./transfer-sequence.js";

/** Above this many commands without an answer, the target is sent no more. */
const MAX_PENDING_COMMANDS = 1_000;

/** What ends the use of a data connection that was made ready: the server may close it, or the client goes. */
const ENDS_SPARE: ReadonlySet<string> = new Set(["ABOR", "QUIT", "CCC"]);

/** Between what a client's commands pass on their way to the target. */
export interface ClientCommandsTask {
  readonly legs: ControlLegs;
  readonly pending: PendingCommands<RelayCommand>;
  readonly replies: ClientReplyQueue;
  readonly negotiation: DataNegotiation;
  readonly transfers: TransferSequence;
  readonly askAhead: AskPassiveAhead;
  readonly state: SessionState;
  readonly protection: ClientProtection;
  readonly upgrade: TargetTlsUpgrade;
  /** Whether the server's own earlier reply may answer a setting that changes nothing. */
  readonly mayConfirm: boolean;
  /** The tunnel closes: no transfer is to begin. */
  isWindingDown(): boolean;
  /** TLS with the client, where it may be had. */
  readonly clientTls: ClientTls;
  readonly reportFailure: (failure: Failure) => void;
  /** Break the control connection and its data connections. */
  readonly cut: () => void;
  /** The target has ended, and no other one takes its place. */
  onTargetEnd(): void;
  /** The client's next command may go. */
  onNext(): void;
}

/** The client's way to the target: each command waits for its turn, is judged (`admitCommand`), and is answered here or sent on. */
export class ClientCommands {
  #isHeld = false;
  #isAgreeing = false;
  /** Tells the client what the two have agreed on, in the place of the server's own answer. */
  #tellAgreed: ((raw: string) => void) | undefined;

  constructor(private readonly task: ClientCommandsTask) {}

  /** Whether the relay itself talks to the target just now. */
  get isHeld(): boolean {
    return this.#isHeld || this.task.upgrade.work !== undefined;
  }

  /** Let no command of the client's go on while the relay itself talks to the target, or to the client. */
  async hold(work: () => Promise<void>): Promise<void> {
    this.#isHeld = true;
    await work();
    this.#isHeld = false;
    this.task.onNext();
  }

  /** Handle the commands that wait, in their order, as far as they may go. */
  proceed(): void {
    const { client, held, target } = this.task.legs;
    // of a client that has gone, what agrees on another data connection is not sent, since nobody hears where, nor what comes behind it
    if (client.isClosed && held.clearFrom(DATA_PORT_VERBS)) client.ignoreInput();
    target.gather(() => {
      for (let next = held.next; next !== undefined && this.#isInTurn(next); next = held.next) {
        held.take();
        this.#handle(next);
      }
    });
  }

  /** The server has named a port: what it says behind that is told behind the relay's own 227 or 229, which takes another moment. What it still owes to earlier commands is told before. */
  onPortNamed(): void {
    const { pending, replies } = this.task;
    if (this.#isAgreeing && !pending.isClientWaiting) this.#tellAgreed ??= replies.reserve();
  }

  /** Send a command on. */
  send(command: SentCommand): void {
    const { data, sent } = command;
    const { legs, pending, state, transfers } = this.task;
    pending.add(command);
    state.sent(sent);
    if (data !== undefined) transfers.begin(command, data);
    legs.target.write(sent.raw);
  }

  #isInTurn({ verb }: FtpCommand): boolean {
    const { legs, pending, replies, negotiation, transfers, state, upgrade } = this.task;
    if (this.isHeld || legs.target.isFull || pending.waitingCount > MAX_PENDING_COMMANDS) return false;
    if (state.isUserUnanswered && upgrade.isPossible && pending.isWaiting("USER")) return false; // no password in the clear to a server that is about to demand TLS
    if (verb === "AUTH") return pending.waitingCount === 0 && replies.isEmpty; // TLS begins behind all that the client is owed, and behind the greeting too
    if (verb === "REIN" && upgrade.isInTls) return pending.waitingCount === 0 && transfers.mayAgreeOnNext;
    if (DATA_PORT_VERBS.has(verb)) return transfers.mayAgreeOnNext;
    if (!TRANSFER_VERBS.has(verb)) return true;
    if (negotiation.next.isInDoubt) {
      void this.hold(async () => {
        await negotiation.next.settle();
        pending.removeQuestions();
      });
      return false;
    }
    const ready = negotiation.next.ready();
    if (ready !== undefined) void this.hold(() => this.#awaitNext(ready));
    return ready === undefined;
  }

  /** A transfer waits for the port that was asked for before its client did, and for another where that is of no use. */
  async #awaitNext(ready: Promise<FtpReply | undefined>): Promise<void> {
    const { legs, pending, replies } = this.task;
    const refusal = await ready;
    pending.removeQuestions();
    if (refusal !== undefined && legs.held.take() !== undefined) replies.addOwn(refusal);
  }

  #handle(command: FtpCommand): void {
    const { legs, pending, replies, state, protection, upgrade, mayConfirm } = this.task;
    const admission = admitCommand(command, {
      protection,
      isLoggedIn: legs.client.isLoggedIn,
      isWindingDown: this.task.isWindingDown(),
      confirmed: mayConfirm && !pending.isClientWaiting ? state.settings : undefined,
      isTargetInTls: upgrade.isInTls,
    });
    switch (admission.kind) {
      case "answer":
        return replies.addOwn(admission.reply);
      case "begin-tls":
        return void this.hold(() => this.#beginTls(admission.granted));
      case "agree":
        return void this.hold(() => this.#agree(command));
      case "confirmed":
        return replies.addText(admission.reply.raw);
      case "reinitialize":
        this.#noteVerb(command.verb);
        state.settings.sent(command);
        return upgrade.reinitialize();
      case "send":
        this.#noteVerb(command.verb);
        return TRANSFER_VERBS.has(command.verb)
          ? this.#sendTransfer(command)
          : this.send({ verb: command.verb, sent: command });
    }
  }

  #beginTls(granted: FtpReply): Promise<void> {
    const { legs, replies, protection, clientTls, reportFailure, cut } = this.task;
    return beginClientTls(granted, {
      socket: legs.client,
      queue: legs.held,
      clientTls,
      reportFailure,
      onSecured: () => protection.secured(),
      answer: (code, text) => replies.addOwn(reply(code, text)),
      hangUp: (code, text) => legs.hangUp(reply(code, text)),
      cut,
    });
  }

  /** What some verbs mean for data connections, before they go on. */
  #noteVerb(verb: string): void {
    const { negotiation, transfers } = this.task;
    if (verb === "USER" || verb === "REIN") negotiation.port.spare.startAnew();
    else if (ENDS_SPARE.has(verb)) negotiation.port.spare.drop();
    else if (verb === "FEAT") negotiation.passiveReplyDelay.askedFeatures();
    if (verb === "ABOR") transfers.abort();
  }

  /** A transfer takes the data connection that was agreed on. */
  #sendTransfer(sent: FtpCommand): void {
    const { negotiation, replies, askAhead } = this.task;
    const { verb } = sent;
    const data = negotiation.next.take();
    if (data === undefined && negotiation.port.spare.isPassiveUnasked)
      return replies.addOwn(reply(425, "Use PORT or PASV first."));
    this.send({ verb, data, sent });
    if (data !== undefined) askAhead.transferSent(verb, data);
  }

  /** The commands behind it wait, since it may take more than one question to the target. */
  async #agree(command: FtpCommand): Promise<void> {
    const { legs, pending, replies, negotiation, transfers, upgrade } = this.task;
    if (pending.isClientWaiting) negotiation.port.spare.drop(); // the server answers in turn, and what is ready would be told too early
    transfers.giveUpReplaceable();
    this.#isAgreeing = true;
    let answer = await negotiation.agree(command);
    const isUpgraded = upgrade.isCalledFor(command.verb, answer) ? await upgrade.enter(answer) : undefined;
    if (typeof isUpgraded === "object") answer = await negotiation.agree(command);
    if (!negotiation.next.isAskingAhead) pending.removeQuestions();
    const early = pending.transfer; // STOU, say, that was sent before its data connection was agreed on
    const data =
      early !== undefined && early.data === undefined && isPositive(answer) ? negotiation.next.take() : undefined;
    this.#isAgreeing = false;
    if (this.#tellAgreed === undefined) replies.addText(answer.raw);
    else this.#tellAgreed(answer.raw);
    this.#tellAgreed = undefined;
    if (early !== undefined && data !== undefined)
      replies.add(() => {
        transfers.begin(early, data);
        data.start();
      });
    if (isUpgraded === "refused" && legs.hasTargetEnded) this.task.onTargetEnd();
  }
}
