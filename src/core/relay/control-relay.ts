import type { Socket } from "node:net";
import { failureOf, type Failure } from "../../shared/status/failure.js";
import type { TransferStatus } from "../../shared/status/tunnel-state.js";
import { describeFailure, english, formatEndpoint } from "../../shared/words/words.js";
import { BLOCKED_VERBS, withFeatures, withoutBlockedFeatures } from "../ftp/blocked-verbs.js";
import { ClientProtection } from "../ftp/client-protection.js";
import { STORE_VERBS, TRANSFER_VERBS, type FtpCommand } from "../ftp/command.js";
import type { ForeignProtocol } from "../ftp/foreign-protocol.js";
import type { Heard } from "../ftp/reply-reader.js";
import {
  printableExcerpt,
  isPositive,
  isPreliminary,
  MAX_LINE_BYTES,
  namesDataPort,
  reply,
  type FtpReply,
} from "../ftp/reply.js";
import { changesLogin, loginOutcome } from "../ftp/login-outcome.js";
import { requiresTls } from "../ftp/tls-demand.js";
import { COMMAND_BYTES, type ControlMemoryShare } from "../net/control-memory.js";
import { isInTls } from "../net/reset-socket.js";
import type { ClientTls } from "../net/tls/client-tls.js";
import { Timers } from "../system/timers.js";
import { ClientLeg } from "./client-leg.js";
import { ExpectedSize, sizeInPreliminary } from "./expected-size.js";
import { ConfirmedSettings } from "./confirmed-settings.js";
import type { DataConnection } from "./data-connection.js";
import { DATA_PORT_VERBS, DataNegotiation, type DataNegotiationTask } from "./data-negotiation.js";
import { HeldCommands } from "./held-commands.js";
import { heldFor, PendingCommands, type Match } from "./pending-commands.js";
import { ReplyQueue, type RelayCommand, type SentCommand } from "./reply-queue.js";
import { isSequentialServer } from "./spare-connection.js";
import { TargetLeg } from "./target-leg.js";
import { SERVER_GONE, TargetQuestions } from "./target-questions.js";
import { TlsUpgrade, type UpgradeTask } from "./tls-upgrade.js";
import type { DialledTarget, TargetDialer } from "./tls/target-dialer.js";
import { UntoldTransfers } from "./untold-transfers.js";

/** How long one leg may outlive the other once no data connection is open. Milliseconds. */
const AFTERMATH_LIMIT_MS = 60_000;
/** A transfer whose data are over holds the next negotiation back for so long, where its reply does not come. Milliseconds. */
const OVERDUE_REPLY_LIMIT_MS = 1_000;
/** A transfer whose client has made no data connection does so for this long. Milliseconds. */
const ABSENT_CLIENT_LIMIT_MS = 5_000;
/** An answer of the relay's own waits so long for those before it. Milliseconds. */
const OWN_REPLY_LIMIT_MS = 60_000;
/** How far behind a transfer the question for the next port goes out, where both are on their way at once: a server's 150 is made by then. Milliseconds. */
const BEHIND_TRANSFER_MS = 5;
/** What follows USER waits for its reply for so long. Milliseconds. */
const USER_REPLY_LIMIT_MS = 30_000;
/** Above this many commands without an answer, the target is sent no more. */
const MAX_PENDING_COMMANDS = 1_000;

/** What a server says to USER; whoever it is taken for, the server has decided (RFC 959 section 5.4, RFC 2228 section 5). */
const LOGIN_REPLIES: ReadonlySet<number> = new Set([230, 232, 331, 332, 336, 530]);

/** What ends the use of a data connection that was made ready: the server may close it, or the client goes. */
const ENDS_SPARE: ReadonlySet<string> = new Set(["ABOR", "QUIT", "CCC"]);

const CLOSING = reply(421, "The tunnel is being closed.");

/** In the place of a port that nobody asked for: the client must not dial it, now or with its next PASV. */
const UNASKED_PORT = reply(500, "The server named a port for data that nobody had asked for.");

/** What a control connection needs beside what its data connections do. */
export interface ControlRelayTask extends DataNegotiationTask {
  /** Opens another control connection to the target, for one that is to go on in TLS. */
  readonly dialer: TargetDialer;
  /** TLS with the client, where it may be had. */
  readonly clientTls: ClientTls;
}

/**
 * A running pair of control legs. Commands and replies pass to the byte, except what agrees on a data connection
 * (`DataNegotiation`) and what a relay cannot carry (`BLOCKED_VERBS`).
 *
 * `PendingCommands` says whose a reply is, at the moment that it comes; `ReplyQueue` tells the client, in that order.
 */
export class ControlRelay {
  readonly #client: ClientLeg;
  #target: TargetLeg;
  readonly #upgrade: TlsUpgrade;
  readonly #pending = new PendingCommands<RelayCommand>();
  readonly #questions: TargetQuestions;
  readonly #timers: Timers;
  readonly #replies: ReplyQueue;
  readonly #negotiation: DataNegotiation;
  readonly #protection: ClientProtection;
  readonly #expectedSize = new ExpectedSize();
  readonly #untoldTransfers = new UntoldTransfers();
  readonly #settings = new ConfirmedSettings();
  #isSequential = false;
  readonly #held = new HeldCommands();
  #negotiating = false;
  /** USER was sent, and nothing has come that answers a login. */
  #isUserUnanswered = false;
  #windingDown = false;
  #clientEnded = false;
  #isTargetEnding = false;
  #hasTargetEnded = false;
  #isAftermathLimited = false;
  /** The transfer for whose reply the next negotiation waits no longer. */
  #replaceable: RelayCommand | undefined;
  /** Bytes that wait to be told. */
  #untold = 0;
  /** Resolves when both legs and every data connection are closed. */
  readonly closed: Promise<void>;

  constructor(
    socket: Socket,
    dialled: DialledTarget,
    private readonly task: ControlRelayTask,
    private readonly memory?: ControlMemoryShare,
  ) {
    const { clock } = task.access;
    if (memory !== undefined) memory.onExcess = () => void this.cut();
    this.#timers = new Timers(clock);
    this.#protection = new ClientProtection(task.clientTls.mode, isInTls(socket));
    this.#client = new ClientLeg(
      socket,
      {
        onCommands: (commands) => this.#onCommands(commands),
        onRead: (bytes) => task.meter.countUp(bytes),
        onForeignProtocol: (speaks) => this.#onForeignProtocol(speaks),
        onEndlessLine: () => this.#hangUp(reply(500, "That line is too long.")),
        onEnd: () => this.#onClientEnd(),
        onDrain: () => this.#proceed(),
      },
      clock,
    );
    this.#pending.add({ verb: "" }); // the greeting answers no command
    this.#replies = new ReplyQueue(
      (raw) => this.#client.write(raw),
      () => this.#proceed(),
    );
    this.#questions = new TargetQuestions(
      this.#pending,
      this.#timers,
      (line) => this.#target.write(line),
      ({ raw }) => this.#replies.addText(raw),
    );
    this.#negotiation = new DataNegotiation(
      this.#client.here,
      this.#client.peer,
      (question) => (this.#hasTargetEnded ? Promise.resolve(SERVER_GONE) : this.#questions.ask(question)),
      {
        ...task,
        clientDataTls: () => (this.#protection.protectsData ? (data) => task.clientTls.acceptData(data) : undefined),
      },
    );
    this.#upgrade = new TlsUpgrade(this.#upgradeTask(), dialled.tls !== undefined);
    this.#target = this.#useTarget(dialled);
    void this.#client.closed.then(() => this.#onClientEnd());
    this.closed = Promise.all([this.#client.closed, this.#whenTargetClosed()])
      .then(() => this.#negotiation.close())
      .finally(() => {
        this.#timers.cancelAll();
        this.#untoldTransfers.endAll();
      });
    this.#proceed();
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return this.#negotiation.transfers(now);
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  drain(): void {
    this.#windingDown = true;
    this.#negotiation.spare.stop();
    if (this.transfers(this.task.access.clock.now()).length === 0) this.#hangUp(CLOSING);
  }

  /** Break both the control connection and the data connections, so that the client sees it. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#client.cut();
    this.#target.close();
    await Promise.all([this.#client.closed, this.#negotiation.cut()]);
  }

  /** A control connection to the target, whose replies are heard from now on. */
  #useTarget({ stream, tls, greeting }: DialledTarget): TargetLeg {
    const { meter, access } = this.task;
    this.#negotiation.setTls(tls);
    if (greeting !== "") stream.unshift(Buffer.from(greeting, "latin1"));
    stream.on("data", (chunk: Buffer) => meter.countDown(chunk.length));
    if (tls !== undefined) stream.once("error", (error: NodeJS.ErrnoException) => this.#onTlsError(error));
    return new TargetLeg(
      stream,
      {
        onHeard: (heard) => this.#onHeard(heard),
        onMalformed: (heard) =>
          this.#replies.add(() =>
            this.#hangUp(reply(421, "What answers at the target does not speak FTP."), {
              code: "ftp.not-ftp",
              target: formatEndpoint(this.task.target),
              heard,
            }),
          ),
        onDrain: () => this.#proceed(),
        onEnd: () => this.#onTargetEnd(),
      },
      access.clock,
    );
  }

  #upgradeTask(): UpgradeTask {
    const { target, dialer, reportFailure } = this.task;
    return {
      target,
      dialer,
      client: this.#client.peer,
      pending: this.#pending,
      questions: this.#questions,
      negotiation: this.#negotiation,
      isClientClosed: () => this.#client.isClosed,
      replaceTarget: (dialled) => {
        this.#target.replace();
        this.#hasTargetEnded = false;
        this.#target = this.#useTarget(dialled);
      },
      send: (command) => this.#send(command),
      answer: (ownReply) => this.#answer(ownReply),
      tell: (raw) => this.#replies.addText(raw),
      hangUp: (last) => this.#hangUp(last),
      fail: (failure) => this.#fail(failure),
      reportFailure,
      onDone: () => {
        if (this.#hasTargetEnded) this.#onTargetEnd();
        this.#proceed();
      },
    };
  }

  /** Resolves when no control connection to the target is open or will be. */
  async #whenTargetClosed(): Promise<void> {
    let last: TargetLeg | undefined;
    while (last !== this.#target) {
      last = this.#target;
      await last.closed;
      await this.#upgrade.work;
    }
  }

  /** What came was no TLS, or not as the server had written it: a server that goes back to plain text, say. An end alone is no error. */
  #onTlsError(error: NodeJS.ErrnoException & { readonly reason?: string }): void {
    if (error.code?.startsWith("ERR_SSL_") !== true) return;
    const detail = printableExcerpt(error.reason ?? error.code);
    this.#fail({ code: "ftp.tls-failed", target: formatEndpoint(this.task.target), cause: "other", detail });
  }

  #fail(failure: Failure): void {
    this.#hangUp(reply(421, describeFailure(failure, english).says), failure);
  }

  #onCommands(commands: readonly FtpCommand[]): void {
    this.#held.add(commands);
    this.#proceed();
  }

  /** A web page hopes for a line of its request to be taken as a command: the server hears nothing of what came with that. */
  #onForeignProtocol(speaks: ForeignProtocol): void {
    this.#held.clear();
    this.task.reportFailure({ code: "relay.not-ftp", speaks });
    void this.cut();
  }

  /** Handle the commands that wait, in their order, as far as they may go; and read more where that is not much. */
  #proceed(): void {
    // of a client that has gone, what agrees on another data connection is not sent, since nobody hears where, nor what comes behind it
    if (this.#client.isClosed && this.#held.clearFrom(DATA_PORT_VERBS)) this.#client.forgetUnread();
    for (let next = this.#held.next; next !== undefined && this.#mayHandle(next); next = this.#held.next) {
      this.#held.take();
      this.#handle(next);
    }
    this.memory?.set(
      this.#held.bytes +
        COMMAND_BYTES * (this.#held.count + this.#pending.waitingCount) +
        this.#untold +
        this.#client.heldBytes +
        this.#target.heldBytes,
    );
    this.#client.read(!this.#held.isFull && !this.#target.isFull && !this.#client.isBehind);
    const isAllHandled = this.#held.count === 0 && !this.#client.hasUnread;
    if (this.#clientEnded && isAllHandled && !this.#isBusy && !this.#isTargetEnding) void this.#endTarget();
  }

  /** Whether the relay itself talks to the target just now. */
  get #isBusy(): boolean {
    return this.#negotiating || this.#upgrade.work !== undefined;
  }

  /** The next data connection is agreed on once the last transfer is over: not every server can keep two apart. */
  #mayHandle({ verb }: FtpCommand): boolean {
    if (this.#isBusy || this.#target.isFull || this.#pending.waitingCount > MAX_PENDING_COMMANDS) return false;
    if (this.#isUserUnanswered && this.#upgrade.isPossible && this.#pending.isWaiting("USER")) return false; // no password in the clear to a server that is about to demand TLS
    if (verb === "AUTH" && !this.#isAnswerTold) return false;
    if (verb === "REIN" && this.#upgrade.isInTls) return this.#pending.waitingCount === 0 && this.#mayNegotiate();
    if (TRANSFER_VERBS.has(verb) && this.#negotiation.isNextInDoubt) {
      void this.#settleNext();
      return false;
    }
    if (TRANSFER_VERBS.has(verb) && !this.#isNextReady()) return false;
    return !DATA_PORT_VERBS.has(verb) || this.#mayNegotiate();
  }

  async #settleNext(): Promise<void> {
    this.#negotiating = true;
    await this.#negotiation.settleNext();
    this.#pending.removeQuestions();
    this.#negotiating = false;
    this.#proceed();
  }

  /** A transfer waits for the port that was asked for before its client did, and for another where that is of no use. */
  #isNextReady(): boolean {
    const ready = this.#negotiation.readyNext();
    if (ready === undefined) return true;
    this.#negotiating = true;
    void ready.then((refusal) => {
      this.#pending.removeQuestions();
      this.#negotiating = false;
      const next = refusal === undefined ? undefined : this.#held.take();
      if (refusal !== undefined && next !== undefined) this.#answer(refusal);
      this.#proceed();
    });
    return false;
  }

  #mayNegotiate(): boolean {
    if (this.#replies.delivering !== undefined) return false;
    const { transfer } = this.#pending;
    if (transfer?.data === undefined || transfer === this.#replaceable) return true;
    if (transfer.mayBeRefused === true && !transfer.data.hasClient) return true;
    this.#replaceLater(transfer, transfer.data);
    return false;
  }

  /** Some servers never answer a transfer that was broken off, and some clients never make the connection that they asked for. */
  #replaceLater(transfer: RelayCommand, data: DataConnection): void {
    const replace = () => {
      this.#replaceable = transfer;
      this.#proceed();
    };
    void data.over.then(() => this.#timers.set(OVERDUE_REPLY_LIMIT_MS, replace));
    this.#timers.set(ABSENT_CLIENT_LIMIT_MS, () => {
      if (!data.hasClient) replace();
    });
  }

  #handle(command: FtpCommand): void {
    const { verb, raw } = command;
    if (raw.includes("\0")) return this.#answer(reply(501, "A command cannot hold NUL."));
    const own = this.#protection.answer(command, this.#client.isLoggedIn);
    if (own?.beginsTls === true) return void this.#beginTls(own.reply);
    if (own !== undefined) return this.#answer(own.reply);
    if (BLOCKED_VERBS.has(verb)) return this.#answer(reply(502, `${verb} is not needed: the tunnel encrypts already.`));
    if (DATA_PORT_VERBS.has(verb)) return this.#windingDown ? this.#answer(CLOSING) : void this.#negotiate(command);
    const mayBeKnown = this.task.lookAhead.isAllowed && this.#isClientAnswered;
    const confirmed = mayBeKnown ? this.#settings.replyTo(command) : undefined;
    if (confirmed !== undefined) return this.#replies.addText(confirmed.raw);
    if (verb === "USER" || verb === "REIN") this.#negotiation.spare.startAnew();
    else if (ENDS_SPARE.has(verb)) this.#negotiation.spare.drop();
    else if (verb === "FEAT") this.#negotiation.passiveReplyDelay.askedFeatures();
    if (verb === "REIN" && this.#upgrade.isInTls) {
      this.#settings.sent(command);
      return this.#upgrade.reinitialize();
    }
    if (verb === "ABOR") for (const data of [this.#pending.transfer?.data, this.#replies.delivering]) data?.abort();
    const data = TRANSFER_VERBS.has(verb) ? this.#negotiation.takeNext() : undefined;
    if (data === undefined && TRANSFER_VERBS.has(verb) && this.#negotiation.spare.isPassiveUnasked)
      return this.#answer(reply(425, "Use PORT or PASV first."));
    this.#send({ verb, data, sent: command });
    if (data === undefined || !this.#isSequential) return;
    if (this.task.lookAhead.isAllowed && !STORE_VERBS.has(verb)) data.endUnread();
    this.#lookAheadBehind(data);
  }

  /** Whether the client has been told all that it is owed: TLS begins behind that, and behind the greeting too. */
  get #isAnswerTold(): boolean {
    return this.#pending.waitingCount === 0 && this.#replies.isEmpty;
  }

  /**
   * What the client has sent in the clear behind AUTH, before it was told that TLS begins, may have been put there by
   * somebody between: it ends the session (RFC 4217 section 15; the STARTTLS faults of 2021, CVE-2011-0411 before them).
   */
  async #beginTls(granted: FtpReply): Promise<void> {
    const { clientTls, reportFailure } = this.task;
    this.#negotiating = true;
    try {
      await clientTls.prepare();
      if (this.#held.count > 0 || this.#client.hasMore)
        this.#hangUp(reply(421, "Something came in the clear behind AUTH."), {
          code: "ftp.client-tls-failed",
          client: this.#client.peer.host,
          cause: "injected",
          detail: "",
        });
      else {
        await this.#client.beginTls(granted.raw, (socket) => clientTls.accept(socket));
        this.#protection.secured();
      }
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code === "ftp.own-certificate") this.#answer(reply(431, describeFailure(failure, english).says));
      else void this.cut();
      reportFailure(failure);
    } finally {
      this.#negotiating = false;
      this.#proceed();
    }
  }

  #send(pending: SentCommand): void {
    const { data, sent } = pending;
    this.#settings.sent(sent);
    this.#pending.add(pending);
    if (sent.verb === "USER") this.#awaitUserReply();
    this.#expectedSize.onCommand(sent);
    if (data !== undefined) this.#beginTransfer(pending, data);
    this.#target.write(sent.raw);
  }

  /** What follows USER waits for its reply, but not for ever: some servers leave a command before it unanswered, such as an empty line. */
  #awaitUserReply(): void {
    this.#isUserUnanswered = true;
    this.#timers.set(USER_REPLY_LIMIT_MS, () => {
      this.#isUserUnanswered = false;
      this.#proceed();
    });
  }

  /** Whether the server owes the client no answer. */
  get #isClientAnswered(): boolean {
    return !this.#pending.isClientWaiting;
  }

  /**
   * The gateway's system acknowledges what the server says a while later (RFC 1122 section 4.2.3.2; Linux: 40 ms), or with what
   * goes to the server next. Until then the server's system holds back its next small packet (RFC 896), which is the 226
   * behind the 150. So the question goes out by itself, a moment behind the transfer, and takes the acknowledgement along.
   */
  #lookAheadBehind(data: DataConnection): void {
    setTimeout(() => {
      if (this.#pending.transfer?.data === data) this.#lookAhead(true);
    }, BEHIND_TRANSFER_MS);
  }

  /** Make the next data connection ready, where nothing waits that could be mistaken for it. @param isBehindTransfer the one that has just been sent */
  #lookAhead(isBehindTransfer: boolean): void {
    const isAlone = this.#pending.waitingCount === (isBehindTransfer ? 1 : 0) && this.#held.count === 0;
    const isEnding = this.#windingDown || this.#clientEnded || this.#isTargetEnding || this.#hasTargetEnded;
    if (isAlone && !isEnding && !this.#isBusy) this.#negotiation.spare.prepare(isBehindTransfer);
  }

  #beginTransfer(command: RelayCommand, data: DataConnection): void {
    const { verb, argument } = command.sent ?? { verb: command.verb, argument: "" };
    command.data = data;
    this.#untoldTransfers.begin(data);
    const { size, isFromStart } = this.#expectedSize.take({ verb, argument });
    command.isFromStart = isFromStart;
    data.begin(verb, argument, size);
    void data.over.then(() => {
      this.#pending.forget(command);
      this.#proceed();
    });
  }

  /** The commands behind it wait, since it may take more than one question to the target. */
  async #negotiate(command: FtpCommand): Promise<void> {
    this.#negotiating = true;
    if (!this.#isClientAnswered) this.#negotiation.spare.drop(); // the server answers in turn, and what is ready would be told too early
    this.#replaceable?.data?.giveUp();
    this.#replaceable = undefined;
    let answer = await this.#negotiation.agree(command);
    const isUpgraded = this.#upgrade.isCalledFor(command.verb, answer) ? await this.#upgrade.enter(answer) : undefined;
    if (typeof isUpgraded === "object") answer = await this.#negotiation.agree(command);
    if (!this.#negotiation.isAskingAhead) this.#pending.removeQuestions();
    const early = this.#pending.transfer; // STOU, say, that was sent before its data connection was agreed on
    const data =
      early !== undefined && early.data === undefined && isPositive(answer) ? this.#negotiation.takeNext() : undefined;
    this.#replies.addText(answer.raw);
    if (early !== undefined && data !== undefined)
      this.#replies.add(() => {
        this.#beginTransfer(early, data);
        data.start();
      });
    if (isUpgraded === "refused" && this.#hasTargetEnded) this.#onTargetEnd();
    this.#negotiating = false;
    this.#proceed();
  }

  /** An answer that needs no target, told when its turn comes. */
  #answer(ownReply: FtpReply): void {
    const command: RelayCommand = { verb: "", ownReply };
    this.#pending.add(command);
    this.#addOwnReplies();
    if (this.#pending.waiting.includes(command))
      this.#timers.set(OWN_REPLY_LIMIT_MS, () => {
        if (!this.#pending.waiting.includes(command)) return;
        this.#pending.remove(command);
        this.#replies.addText(ownReply.raw);
      });
  }

  #addOwnReplies(): void {
    for (let own = this.#pending.takeOwnReply(); own !== undefined; own = this.#pending.takeOwnReply()) {
      const { raw } = own;
      this.#replies.addText(raw);
    }
  }

  /** Whose a reply is, is found out when it comes; it is told when those before it are, and no further is read where they are many. */
  #onHeard(heard: Heard): void {
    this.#untold += heard.raw.length;
    if (this.#untold > MAX_LINE_BYTES) this.#target.read(false);
    if (heard.kind === "text") this.#onText(heard.raw);
    else this.#onReply({ code: heard.code, raw: heard.raw });
    this.#replies.add(() => {
      this.#untold -= heard.raw.length;
      if (this.#untold <= MAX_LINE_BYTES) this.#target.read(true);
    });
    this.#addOwnReplies();
    this.#proceed();
  }

  /** Text between replies means nothing, and changes nothing. */
  #onText(raw: string): void {
    const text = this.#pending.waiting[0]?.verb === "FEAT" ? withoutBlockedFeatures({ code: 0, raw }).raw : raw;
    this.#replies.addText(text);
  }

  #onReply(answer: FtpReply): void {
    const match = this.#pending.match(answer);
    const { command } = match;
    if (answer.code === 421 && command?.onReply !== undefined && this.#negotiation.isAskingAhead)
      this.#replies.addText(answer.raw); // no client has asked: it is told that the server goes
    if (this.#questions.take(answer, command)) return;
    if (command?.verb === "" && command.ownReply === undefined) this.#isSequential = isSequentialServer(answer.raw);
    if (answer.code === 425 && this.#mayRetry(command)) return void this.#retry(command, answer);
    if (isPreliminary(answer)) {
      if (command !== undefined) this.#onPreliminary(command, answer);
      // a client may send a small file and close as soon as it hears this: then it could not be found out any more whose it is
      return this.#replies.add(() => {
        const admission = command?.data?.admission;
        return admission === undefined
          ? this.#client.write(answer.raw)
          : admission.then(() => this.#client.write(answer.raw));
      });
    }
    if (command !== undefined && this.#upgrade.isCalledFor(command.verb, answer))
      return this.#upgrade.repeat(command, answer, () => this.#onFinalReply(match, answer));
    if (command !== undefined) this.#upgrade.note(command, answer);
    if (command === undefined && namesDataPort(answer)) return;
    this.#onFinalReply(match, namesDataPort(answer) ? (this.#questions.takeDoubtfulRefusal() ?? UNASKED_PORT) : answer);
  }

  #onFinalReply(match: Match<RelayCommand>, answer: FtpReply): void {
    const { command } = match;
    if (LOGIN_REPLIES.has(answer.code)) this.#isUserUnanswered = false;
    this.#judge(command?.verb, answer);
    if (command?.sent !== undefined) this.#expectedSize.onReply(command.sent, answer);
    if (changesLogin(command?.verb, answer)) this.#client.setLoggedIn(command?.verb !== "REIN");
    if (command?.sent !== undefined && match.mayEnd === undefined && this.#isClientAnswered)
      this.#settings.answered(command.sent, answer);
    const data = command?.data;
    if (command !== undefined && data !== undefined) {
      this.#untoldTransfers.answered(data, answer);
      this.#replies.addFinal({ command, data }, answer, (lastReply) => this.#onFinal(command, data, answer, lastReply));
      return this.#replies.add(() => {
        if (this.#windingDown) this.#hangUp(CLOSING);
        else if (isPositive(answer)) this.#lookAhead(false);
      });
    }
    const held = heldFor(match, answer);
    if (held !== undefined) return this.#replies.addPossibleFinal(held, answer);
    if (command?.verb !== "FEAT") return this.#replies.addText(answer.raw);
    this.#replies.addText(withFeatures(withoutBlockedFeatures(answer), this.#protection.features).raw);
  }

  /** Whatever is answered 1xx while a data connection waits for its transfer is that transfer. */
  #onPreliminary(command: RelayCommand, answer: FtpReply): void {
    if (command.data === undefined && command.verb !== "") {
      const data = this.#negotiation.takeNext();
      if (data !== undefined) this.#beginTransfer(command, data);
    }
    const size = command.verb === "RETR" && command.isFromStart === true ? sizeInPreliminary(answer) : undefined;
    if (size !== undefined) command.data?.expectSize(size);
    command.data?.onPreliminary();
  }

  /** A transfer's final reply has come: who refuses one leaves its data connection to the next, perhaps. */
  #onFinal(command: RelayCommand, data: DataConnection, final: FtpReply, lastReply: FtpReply): void {
    this.#untoldTransfers.remove(data);
    if (isPositive(final)) this.#upgrade.forgetSession();
    this.#negotiation.spare.transferEnded(isPositive(final));
    if (!isPositive(final)) this.#negotiation.changeToSpare(data);
    if (!data.leave(!isPositive(final), lastReply)) return;
    this.#pending.remove(command);
    this.#negotiation.putBack(data);
  }

  /**
   * The server may have closed a connection that was made ready, before it heard of the transfer that was to use it. Behind
   * REST its refusal is the client's to hear: whether the offset outlives that, no server says, and a file that began at
   * another byte would be damaged.
   */
  #mayRetry(command: RelayCommand | undefined): command is Retryable {
    return (
      command?.data?.mayBeStale === true &&
      command.sent !== undefined &&
      command.isFromStart === true &&
      this.#isClientAnswered
    );
  }

  /** The client hears of the second try alone. */
  async #retry(command: Retryable, refusal: FtpReply): Promise<void> {
    const { verb, data, sent } = command;
    this.#negotiating = true;
    this.task.lookAhead.isRefused = true;
    this.#pending.remove(command);
    const second = await this.#negotiation.renew(data);
    this.#pending.removeQuestions();
    if (second === undefined && !this.#hasTargetEnded) this.#send({ verb, data, sent });
    else this.#replies.addFinal({ command, data }, refusal, (last) => this.#onFinal(command, data, refusal, last));
    this.#negotiating = false;
    this.#proceed();
  }

  /** Find out whether the server wants TLS, and whether it lets the client in; who was let in has found nothing wrong. */
  #judge(verb: string | undefined, answer: FtpReply): void {
    const { access, reportFailure } = this.task;
    const outcome = loginOutcome(verb, answer);
    if (outcome !== undefined)
      access.reportHop(
        outcome === "accepted"
          ? { kind: "login-accepted", at: access.clock.now() }
          : { kind: "login-refused", at: access.clock.now(), said: printableExcerpt(answer.raw) },
      );
    if (requiresTls(verb, answer))
      reportFailure({
        code: this.#upgrade.isInTls ? "ftp.tls-refused" : "ftp.tls-demanded", // session reuse, say
        target: formatEndpoint(this.task.target),
        said: printableExcerpt(answer.raw),
      });
    else if (answer.code === 230) reportFailure(undefined);
  }

  /** No command will follow; those that came are still sent. */
  #onClientEnd(): void {
    this.#clientEnded = true;
    this.#negotiation.spare.stop();
    this.#limitAftermath();
    this.#proceed();
  }

  /** The server hears of the client's end once the data under way are over: many break a transfer off with its control connection. */
  async #endTarget(): Promise<void> {
    this.#isTargetEnding = true;
    await this.#negotiation.close();
    this.#target.end();
    await this.#client.closed;
    const isStoring = this.#pending.transfer?.data?.hasClient === true; // its last bytes may be on their way to the disk
    if (!isStoring) this.#target.close();
  }

  /** The server will answer no more; data under way go on. */
  #onTargetEnd(): void {
    this.#hasTargetEnded = true;
    if (this.#upgrade.isBusy) return; // another one may take its place
    for (const { onReply, ownReply } of this.#pending.takeAll()) {
      onReply?.(SERVER_GONE);
      if (ownReply !== undefined) this.#replies.addText(ownReply.raw);
    }
    void this.#negotiation.close();
    this.#replies.add(() => this.#client.end());
    this.#target.close();
    this.#limitAftermath();
  }

  #hangUp(last: FtpReply, failure?: Failure): void {
    if (failure !== undefined) this.task.reportFailure(failure);
    this.#held.clear();
    this.#client.hangUp(last.raw);
    this.#target.close();
    this.#limitAftermath();
  }

  /** One leg has ended: the other may go on for a while, and for as long as data connections are open, which have limits of their own. */
  #limitAftermath(): void {
    if (this.#isAftermathLimited) return;
    this.#isAftermathLimited = true;
    this.#timers.set(AFTERMATH_LIMIT_MS, () => {
      this.#isAftermathLimited = false;
      if (!this.#negotiation.isIdle) return this.#limitAftermath();
      this.#client.cut();
      this.#target.close();
    });
  }
}

/** A transfer that can be sent once more. */
type Retryable = SentCommand & { readonly data: DataConnection };
