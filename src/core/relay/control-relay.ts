import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Failure } from "../../shared/status/failure.js";
import type { TransferStatus } from "../../shared/status/tunnel-state.js";
import { formatEndpoint } from "../../shared/words/words.js";
import { BLOCKED_VERBS, withoutBlockedFeatures } from "../ftp/blocked-verbs.js";
import type { FtpCommand } from "../ftp/command.js";
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
import { requiresTls } from "../ftp/tls-demand.js";
import { ClientLeg } from "./client-leg.js";
import type { DataConnection } from "./data-connection.js";
import { DATA_PORT_VERBS, DataNegotiation, type DataNegotiationTask, type TargetQuestion } from "./data-negotiation.js";
import {
  heldFor,
  PendingCommands,
  TRANSFER_VERBS,
  withDelivery,
  type Delivery,
  type Match,
  type PendingCommand,
} from "./pending-commands.js";
import { TargetLeg } from "./target-leg.js";

/** How long one leg may outlive the other once no data connection is open. Milliseconds. */
const AFTERMATH_LIMIT_MS = 60_000;
/** A reply that may answer the relay's question by no port, or be one too many, is the answer where nothing follows for so long. Milliseconds. */
const DOUBT_LIMIT_MS = 1_000;
/** A transfer whose data are over holds the next negotiation back for so long, where its reply does not come. Milliseconds. */
const OVERDUE_REPLY_LIMIT_MS = 1_000;
/** A transfer whose client has made no data connection does so for this long. Milliseconds. */
const ABSENT_CLIENT_LIMIT_MS = 5_000;
/** An answer of the relay's own waits so long for those before it. Milliseconds. */
const OWN_REPLY_LIMIT_MS = 60_000;
/** Above this many commands without an answer, the target is sent no more. */
const MAX_PENDING_COMMANDS = 1_000;

/** Above this many commands that wait to be sent, the client is read no further. */
const MAX_HELD_COMMANDS = 500;

const SERVER_GONE = reply(421, "The server has closed the connection.");
const CLOSING = reply(421, "The tunnel is being closed.");

type RelayCommand = PendingCommand & { data?: DataConnection | undefined };

/** A question for a port that waits, and the reply that may be its answer. */
interface Question {
  readonly command: RelayCommand;
  readonly answer: (answer: FtpReply | undefined) => void;
  doubt?: { readonly reply: FtpReply; readonly cancelTimeout: () => void } | undefined;
}

/**
 * A running pair of control legs. Commands and replies pass to the byte, except what agrees on a data connection
 * (`DataNegotiation`) and what a relay cannot carry (`BLOCKED_VERBS`).
 *
 * `PendingCommands` says whose a reply is, at the moment that it comes. What the client is told stands in one queue,
 * in the order of the replies; a transfer's success holds the queue until the client has its bytes.
 */
export class ControlRelay {
  readonly #client: ClientLeg;
  readonly #target: TargetLeg;
  readonly #pending = new PendingCommands<RelayCommand>();
  readonly #negotiation: DataNegotiation;
  /** Commands that wait to be sent. */
  #held: FtpCommand[] = [];
  #negotiating = false;
  #windingDown = false;
  #clientEnded = false;
  #isTargetEnding = false;
  #hasTargetEnded = false;
  #isAftermathLimited = false;
  #question: Question | undefined;
  /** The transfer for whose reply the next negotiation waits no longer. */
  #replaceable: RelayCommand | undefined;
  /** What is told to the client, one after the other. */
  readonly #toTell: (() => void | Promise<void>)[] = [];
  #telling = false;
  /** Bytes that wait to be told. */
  #untold = 0;
  /** The transfer whose bytes are waited for. */
  #delivering: DataConnection | undefined;
  readonly #timers = new Set<() => void>();
  /** Resolves when both legs and every data connection are closed. */
  readonly closed: Promise<void>;

  constructor(
    socket: Socket,
    channel: Channel,
    private readonly task: DataNegotiationTask,
  ) {
    const { clock } = task.access;
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
    this.#target = new TargetLeg(
      channel,
      {
        onHeard: (heard) => this.#onHeard(heard),
        onMalformed: (heard) =>
          this.#tell(() =>
            this.#hangUp(reply(421, "What answers at the target does not speak FTP."), {
              code: "ftp.not-ftp",
              target: formatEndpoint(task.target),
              heard,
            }),
          ),
        onDrain: () => this.#proceed(),
        onEnd: () => this.#onTargetEnd(),
      },
      clock,
    );
    this.#pending.add({ verb: "" }); // the greeting answers no command
    this.#negotiation = new DataNegotiation(
      this.#client.here,
      this.#client.peer,
      (question) => this.#ask(question),
      task,
    );
    channel.on("data", (chunk: Buffer) => task.meter.countDown(chunk.length));
    void this.#client.closed.then(() => this.#onClientEnd());
    this.closed = Promise.all([this.#client.closed, this.#target.closed])
      .then(() => this.#negotiation.close())
      .finally(() => {
        for (const stop of this.#timers) stop();
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
    if (this.transfers(this.task.access.clock.now()).length === 0) this.#hangUp(CLOSING);
  }

  /** Break both the control connection and the data connections, so that the client sees it. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#client.cut();
    this.#target.close();
    await Promise.all([this.#client.closed, this.#negotiation.cut()]);
  }

  #onCommands(commands: readonly FtpCommand[]): void {
    this.#held.push(...commands);
    this.#proceed();
  }

  /** A web page hopes for a line of its request to be taken as a command: the server hears nothing of what came with that. */
  #onForeignProtocol(speaks: ForeignProtocol): void {
    this.#held = [];
    this.task.reportFailure({ code: "relay.not-ftp", speaks });
    void this.cut();
  }

  /** Handle the commands that wait, in their order, as far as they may go; and read more where that is not much. */
  #proceed(): void {
    for (let next = this.#held[0]; next !== undefined && this.#mayHandle(next); next = this.#held[0]) {
      this.#held.shift();
      this.#handle(next);
    }
    const held = this.#held.reduce((bytes, { raw }) => bytes + raw.length, 0);
    const isHeldMuch = held > MAX_LINE_BYTES || this.#held.length > MAX_HELD_COMMANDS;
    this.#client.read(!isHeldMuch && !this.#target.isFull && !this.#client.isBehind);
    const isAllHandled = this.#held.length === 0 && !this.#client.hasUnread;
    if (this.#clientEnded && isAllHandled && !this.#negotiating && !this.#isTargetEnding) void this.#endTarget();
  }

  /** The next data connection is agreed on once the last transfer is over: not every server can keep two apart. */
  #mayHandle({ verb }: FtpCommand): boolean {
    if (this.#negotiating || this.#target.isFull || this.#pending.waiting.length > MAX_PENDING_COMMANDS) return false;
    return !DATA_PORT_VERBS.has(verb) || this.#mayNegotiate();
  }

  #mayNegotiate(): boolean {
    if (this.#delivering !== undefined) return false;
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
    void data.over.then(() => this.#after(OVERDUE_REPLY_LIMIT_MS, replace));
    this.#after(ABSENT_CLIENT_LIMIT_MS, () => {
      if (!data.hasClient) replace();
    });
  }

  #handle(command: FtpCommand): void {
    const { verb, argument, raw } = command;
    if (raw.includes("\0")) return this.#answer(reply(501, "A command cannot hold NUL."));
    if (BLOCKED_VERBS.has(verb)) return this.#answer(reply(502, `${verb} is not needed: the tunnel encrypts already.`));
    if (DATA_PORT_VERBS.has(verb)) return this.#windingDown ? this.#answer(CLOSING) : void this.#negotiate(command);
    if (verb === "ABOR") for (const data of [this.#pending.transfer?.data, this.#delivering]) data?.abort();
    const data = TRANSFER_VERBS.has(verb) ? this.#negotiation.takeNext() : undefined;
    const pending: RelayCommand = { verb, data };
    this.#pending.add(pending);
    if (data !== undefined) this.#beginTransfer(pending, data, argument);
    this.#target.write(raw);
  }

  #beginTransfer(command: RelayCommand, data: DataConnection, argument: string): void {
    command.data = data;
    data.begin(command.verb, argument);
    void data.over.then(() => {
      this.#pending.forget(command);
      this.#proceed();
    });
  }

  /** The commands behind it wait, since it may take more than one question to the target. */
  async #negotiate(command: FtpCommand): Promise<void> {
    this.#negotiating = true;
    this.#replaceable?.data?.giveUp();
    this.#replaceable = undefined;
    const answer = await this.#negotiation.agree(command);
    this.#pending.removeQuestions();
    const early = this.#pending.transfer; // STOU, say, that was sent before its data connection was agreed on
    const data =
      early !== undefined && early.data === undefined && isPositive(answer) ? this.#negotiation.takeNext() : undefined;
    this.#tell(() => this.#client.write(answer.raw));
    if (early !== undefined && data !== undefined)
      this.#tell(() => {
        this.#beginTransfer(early, data, "");
        data.start();
      });
    this.#negotiating = false;
    this.#proceed();
  }

  /** A question of the relay's own. @returns its final reply; nothing where none came in time, or one that answers nothing */
  #ask({ line, limitMs, isForPort = false, onLate }: TargetQuestion): Promise<FtpReply | undefined> {
    if (this.#hasTargetEnded) return Promise.resolve(SERVER_GONE);
    return new Promise((resolve) => {
      const finish = (answer: FtpReply | undefined) => {
        cancelTimeout();
        if (this.#question?.command === command) this.#question = undefined;
        resolve(answer);
      };
      let isLate = false;
      const command: RelayCommand = {
        verb: line.split(" ", 1)[0] ?? "",
        isForPort,
        onReply: (answer) => {
          if (isLate) onLate?.(answer);
          else finish(answer);
        },
      };
      const cancelTimeout = this.#after(limitMs, () => {
        isLate = true;
        finish(undefined);
      });
      if (isForPort) this.#question = { command, answer: finish };
      this.#pending.add(command);
      this.#target.write(`${line}\r\n`);
    });
  }

  /** An answer that needs no target, told when its turn comes. */
  #answer(ownReply: FtpReply): void {
    const command: RelayCommand = { verb: "", ownReply };
    this.#pending.add(command);
    this.#tellOwnReplies();
    if (this.#pending.waiting.includes(command))
      this.#after(OWN_REPLY_LIMIT_MS, () => {
        if (!this.#pending.waiting.includes(command)) return;
        this.#pending.remove(command);
        this.#tell(() => this.#client.write(ownReply.raw));
      });
  }

  #tellOwnReplies(): void {
    for (let own = this.#pending.takeOwnReply(); own !== undefined; own = this.#pending.takeOwnReply()) {
      const { raw } = own;
      this.#tell(() => this.#client.write(raw));
    }
  }

  /** Whose a reply is, is found out when it comes; it is told when those before it are, and no further is read where they are many. */
  #onHeard(heard: Heard): void {
    this.#untold += heard.raw.length;
    if (this.#untold > MAX_LINE_BYTES) this.#target.read(false);
    if (heard.kind === "text") this.#onText(heard.raw);
    else this.#onReply({ code: heard.code, raw: heard.raw });
    this.#tell(() => {
      this.#untold -= heard.raw.length;
      if (this.#untold <= MAX_LINE_BYTES) this.#target.read(true);
    });
    this.#tellOwnReplies();
    this.#proceed();
  }

  /** Text between replies means nothing, and changes nothing. */
  #onText(raw: string): void {
    const text = this.#pending.waiting[0]?.verb === "FEAT" ? withoutBlockedFeatures({ code: 0, raw }).raw : raw;
    this.#tell(() => this.#client.write(text));
  }

  #onReply(answer: FtpReply): void {
    const match = this.#pending.match(answer);
    const { command } = match;
    if (command?.onReply !== undefined) {
      if (isPreliminary(answer)) return;
      this.#tellDoubt();
      command.onReply(answer);
    } else if (command === undefined && this.#question !== undefined && isPositive(answer))
      this.#doubt(this.#question, answer);
    else this.#tellReply(answer, match);
  }

  /** A positive reply that names no port may be one too many for an earlier command, which the client is told, or all that the question gets. */
  #doubt(question: Question, answer: FtpReply): void {
    this.#tellDoubt();
    question.doubt = {
      reply: answer,
      cancelTimeout: this.#after(DOUBT_LIMIT_MS, () => {
        this.#pending.remove(question.command);
        question.answer(undefined);
      }),
    };
  }

  #tellDoubt(): void {
    const doubt = this.#question?.doubt;
    if (this.#question === undefined || doubt === undefined) return;
    doubt.cancelTimeout();
    this.#question.doubt = undefined;
    this.#tell(() => this.#client.write(doubt.reply.raw));
  }

  #tellReply(answer: FtpReply, match: Match<RelayCommand>): void {
    const { command } = match;
    if (isPreliminary(answer)) {
      if (command !== undefined) this.#onPreliminary(command);
      // a client may send a small file and close as soon as it hears this: then it could not be found out any more whose it is
      return this.#tell(() => {
        const admission = command?.data?.admission;
        return admission === undefined
          ? this.#client.write(answer.raw)
          : admission.then(() => this.#client.write(answer.raw));
      });
    }
    this.#judge(command?.verb, answer);
    if (changesLogin(command?.verb, answer)) this.#client.setLoggedIn(command?.verb !== "REIN");
    const data = command?.data;
    if (command !== undefined && data !== undefined) return this.#tell(() => this.#finish(command, data, answer));
    const held = heldFor(match, answer);
    if (held !== undefined) return this.#tell(() => this.#tellDelivered(held, answer));
    // nobody asked for a data port: the client must not dial it, now or with its next PASV
    if (namesDataPort(answer))
      return command === undefined
        ? undefined
        : this.#tell(() =>
            this.#client.write(reply(500, "The server named a port for data that nobody had asked for.").raw),
          );
    this.#tell(() => this.#client.write((command?.verb === "FEAT" ? withoutBlockedFeatures(answer) : answer).raw));
  }

  /** Whatever is answered 1xx while a data connection waits for its transfer is that transfer. */
  #onPreliminary(command: RelayCommand): void {
    if (command.data === undefined && command.verb !== "") {
      const data = this.#negotiation.takeNext();
      if (data !== undefined) this.#beginTransfer(command, data, "");
    }
    command.data?.onPreliminary();
  }

  /** A transfer's final reply: a success is told once the client has the bytes, and is none where it could not get them. */
  async #finish(command: RelayCommand, data: DataConnection, final: FtpReply): Promise<void> {
    const last = isPositive(final)
      ? withDelivery(final, await this.#deliver(data), command.mayBeRefused === true)
      : final;
    if (data.leave(!isPositive(final))) {
      this.#pending.remove(command);
      this.#negotiation.putBack(data);
    }
    await this.#client.write(last.raw);
    if (this.#windingDown) this.#hangUp(CLOSING);
  }

  /** A success that may be the transfer's is held back as if it were. */
  async #tellDelivered(transfer: RelayCommand, answer: FtpReply): Promise<void> {
    if (transfer.data === undefined) return;
    const delivery = await this.#deliver(transfer.data);
    await this.#client.write((delivery === "cut" ? withDelivery(answer, delivery, true) : answer).raw);
  }

  async #deliver(data: DataConnection): Promise<Delivery> {
    this.#delivering = data;
    const delivery = await data.delivered();
    this.#delivering = undefined;
    return delivery;
  }

  /** Find out whether the server wants TLS; who was let in has found nothing wrong. */
  #judge(verb: string | undefined, answer: FtpReply): void {
    if (requiresTls(verb, answer))
      this.task.reportFailure({
        code: "ftp.tls-demanded",
        target: formatEndpoint(this.task.target),
        said: printableExcerpt(answer.raw),
      });
    else if (answer.code === 230) this.task.reportFailure(undefined);
  }

  /** No command will follow; those that came are still sent. */
  #onClientEnd(): void {
    this.#clientEnded = true;
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
    for (const { onReply, ownReply } of this.#pending.takeAll()) {
      onReply?.(SERVER_GONE);
      if (ownReply !== undefined) this.#tell(() => this.#client.write(ownReply.raw));
    }
    void this.#negotiation.close();
    this.#tell(() => this.#client.end());
    this.#target.close();
    this.#limitAftermath();
  }

  #hangUp(last: FtpReply, failure?: Failure): void {
    if (failure !== undefined) this.task.reportFailure(failure);
    this.#held = [];
    this.#client.hangUp(last.raw);
    this.#target.close();
    this.#limitAftermath();
  }

  /** One leg has ended: the other may go on for a while, and for as long as data connections are open, which have limits of their own. */
  #limitAftermath(): void {
    if (this.#isAftermathLimited) return;
    this.#isAftermathLimited = true;
    this.#after(AFTERMATH_LIMIT_MS, () => {
      this.#isAftermathLimited = false;
      if (!this.#negotiation.isIdle) return this.#limitAftermath();
      this.#client.cut();
      this.#target.close();
    });
  }

  /** @returns stops the timer; all of them stop with the relay */
  #after(milliseconds: number, callback: () => void): () => void {
    const cancel = this.task.access.clock.setTimeout(milliseconds, () => {
      this.#timers.delete(stop);
      callback();
    });
    const stop = () => {
      this.#timers.delete(stop);
      cancel();
    };
    this.#timers.add(stop);
    return stop;
  }

  /** One after the other, and at once where nothing is being told. */
  #tell(callback: () => void | Promise<void>): void {
    this.#toTell.push(callback);
    if (!this.#telling) this.#tellNext();
  }

  #tellNext(): void {
    this.#telling = true;
    for (let act = this.#toTell.shift(); act !== undefined; act = this.#toTell.shift()) {
      const done = act();
      if (done !== undefined)
        return void done.then(() => {
          this.#tellNext();
          this.#proceed();
        });
    }
    this.#telling = false;
  }
}

/** Whether the client is let in by this, or out: by 230 and 232 to USER, by any 2xx to PASS and ACCT, whose 202 says that there was no need (RFC 959, section 5.4; RFC 2228, section 5). */
const changesLogin = (verb: string | undefined, { code }: FtpReply): boolean =>
  verb === "USER" ? code === 230 || code === 232 : /^(?:PASS|ACCT|REIN)$/.test(verb ?? "") && code >= 200 && code < 300;
