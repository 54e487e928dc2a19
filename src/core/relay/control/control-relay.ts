import type { Socket } from "node:net";
import type { TransferStatus } from "../../../shared/status/tunnel-state.js";
import { ClientProtection } from "../../ftp/auth-pbsz-prot.js";
import { COMMAND_BYTES } from "../../ftp/client-command-queue.js";
import type { Heard } from "../../ftp/reply-reader.js";
import type { ControlMemoryShare } from "../../net/ftp/control-memory-budget.js";
import type { ClientTls } from "../../net/tls/client-tls.js";
import { Timers } from "../../system/timers.js";
import { CLOSING } from "./admit-command.js";
import { AskPassiveAhead } from "./ask-passive-ahead.js";
import { ClientCommands } from "./client-commands.js";
import { ControlLegs, type ControlLegsTask } from "./control-legs.js";
import { DataNegotiation, type DataNegotiationTask } from "../passive-active/data-negotiation.js";
import { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand } from "../relay-command.js";
import { ClientReplyQueue } from "./client-reply-queue.js";
import { SessionState } from "../session/session-state.js";
import { SERVER_GONE, OwnCommands } from "../reply-matching/own-commands.js";
import { TargetReplies } from "./target-replies.js";
import { TargetTlsUpgrade, type TargetTlsUpgradeTask } from "./target-tls-upgrade.js";
import type { DialledTarget, TargetDialer } from "../tls/target-dialer.js";
import { TransferSequence } from "./transfer-sequence.js";

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
 * What the parts of it do for one RETR: the client's PASV comes by `ControlLegs` to `ClientCommands`, which has it answered
 * by `DataNegotiation`. The RETR itself takes what was agreed on and goes to the target, as a transfer of `TransferSequence`.
 * The 150 and the 226 come by `ControlLegs` to `TargetReplies`; `PendingCommands` says whose they are; `TransferSequence`
 * starts the data with the first, and `ClientReplyQueue` tells the client the second once it has every byte.
 */
export class ControlRelay {
  readonly #pending = new PendingCommands<RelayCommand>();
  readonly #timers: Timers;
  readonly #legs: ControlLegs;
  readonly #replies: ClientReplyQueue;
  readonly #questions: OwnCommands;
  readonly #negotiation: DataNegotiation;
  readonly #upgrade: TargetTlsUpgrade;
  readonly #commands: ClientCommands;
  readonly #targetReplies: TargetReplies;
  #isWindingDown = false;
  #isTargetEnding = false;
  /** Resolves when both legs and every data connection are closed. */
  readonly closed: Promise<void>;

  constructor(
    socket: Socket,
    dialled: DialledTarget,
    private readonly task: ControlRelayTask,
    private readonly memory?: ControlMemoryShare,
  ) {
    const { target, access, clientTls, lookAhead, reportFailure } = task;
    if (memory !== undefined) memory.onExcess = () => void this.cut();
    const onNext = () => this.#proceed();
    const pending = this.#pending;
    const timers = (this.#timers = new Timers(access.clock));
    const legs = (this.#legs = new ControlLegs(socket, dialled, this.#legsTask()));
    const { client } = legs;
    pending.add({ verb: "" }); // the greeting answers no command
    const replies = (this.#replies = new ClientReplyQueue(pending, timers, (raw) => legs.writeToClient(raw), onNext));
    const questions = (this.#questions = new OwnCommands(
      pending,
      timers,
      (line) => legs.target.write(line),
      ({ raw }) => replies.addText(raw),
    ));
    const protection = new ClientProtection(clientTls.mode, client.isInTls);
    const negotiation = (this.#negotiation = new DataNegotiation(
      {
        here: client.local,
        peer: client.peer,
        isLoggedIn: () => client.isLoggedIn,
        ask: (question) => (legs.hasTargetEnded ? Promise.resolve(SERVER_GONE) : questions.ask(question)),
      },
      {
        ...task,
        clientDataTls: () => (protection.protectsData ? (data) => clientTls.acceptData(data) : undefined),
      },
    ));
    negotiation.port.setTls(dialled.tls);
    const upgrade = (this.#upgrade = new TargetTlsUpgrade(this.#upgradeTask(), dialled.tls !== undefined));
    const state = new SessionState({
      target,
      access,
      timers,
      reportFailure,
      isInTls: () => upgrade.isInTls,
      setLoggedIn: (isLoggedIn) => client.setLoggedIn(isLoggedIn),
      onUserLimit: onNext,
    });
    const askAhead = new AskPassiveAhead({
      pending,
      spare: negotiation.port.spare,
      isAllowed: lookAhead.isAllowed,
      isQuiet: () => legs.held.isEmpty && !this.#commands.isHeld,
    });
    const common = { legs, pending, replies, negotiation, askAhead, state, protection, upgrade, timers, onNext };
    const transfers = new TransferSequence({
      ...common,
      onSuccess: () => upgrade.forgetSession(),
      isWindingDown: () => this.#isWindingDown,
    });
    const commands = (this.#commands = new ClientCommands({
      ...common,
      transfers,
      mayConfirm: lookAhead.isAllowed,
      isWindingDown: () => this.#isWindingDown,
      clientTls,
      reportFailure,
      cut: () => void this.cut(),
      onTargetEnd: () => this.#onTargetEnd(),
    }));
    this.#targetReplies = new TargetReplies({ ...common, transfers, commands, questions, lookAhead });
    this.closed = Promise.all([client.closed, legs.whenTargetClosed(() => upgrade.work)])
      .then(() => negotiation.close())
      .finally(() => {
        timers.cancelAll();
        transfers.endAll();
      });
    this.#proceed();
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return this.#negotiation.connections.transfers(now);
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  drain(): void {
    this.#isWindingDown = true;
    this.#negotiation.port.spare.stop();
    if (this.transfers(this.task.access.clock.now()).length === 0) this.#legs.hangUp(CLOSING);
  }

  /** Break both the control connection and the data connections, so that the client sees it. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#legs.cut();
    await Promise.all([this.#legs.client.closed, this.#negotiation.cut()]);
  }

  #legsTask(): ControlLegsTask {
    const { target, access, meter, reportFailure } = this.task;
    return {
      target,
      clock: access.clock,
      timers: this.#timers,
      meter,
      reportFailure,
      onReady: () => this.#proceed(),
      onForeignProtocol: (speaks) => {
        reportFailure({ code: "relay.not-ftp", speaks });
        void this.cut();
      },
      onHeard: (heard: Heard) => this.#targetReplies.onHeard(heard),
      onMalformed: (line) => this.#replies.add(() => this.#legs.hangUpMalformed(line)),
      onClientEnd: () => {
        this.#negotiation.port.spare.stop();
        this.#proceed();
      },
      onTargetEnd: () => this.#onTargetEnd(),
      isDataIdle: () => this.#negotiation.connections.isIdle,
    };
  }

  #upgradeTask(): TargetTlsUpgradeTask {
    const { target, dialer, reportFailure } = this.task;
    const legs = this.#legs;
    return {
      target,
      dialer,
      client: legs.client.peer,
      pending: this.#pending,
      questions: this.#questions,
      negotiation: this.#negotiation,
      isClientClosed: () => legs.client.isClosed,
      replaceTarget: (dialled) => {
        legs.replaceTarget(dialled);
        this.#negotiation.port.setTls(dialled.tls);
      },
      send: (command) => this.#commands.send(command),
      answer: (ownReply) => this.#replies.addOwn(ownReply),
      tell: (raw) => this.#replies.addText(raw),
      hangUp: (last) => legs.hangUp(last),
      fail: (failure) => legs.fail(failure),
      reportFailure,
      onDone: () => {
        if (legs.hasTargetEnded) this.#onTargetEnd();
        this.#proceed();
      },
    };
  }

  /** Let what has come go on as far as it may, and read more where that is not much. */
  #proceed(): void {
    const { client, target, held, hasClientEnded } = this.#legs;
    this.#commands.proceed();
    this.memory?.set(
      held.heldBytes +
        COMMAND_BYTES * this.#pending.waitingCount +
        this.#targetReplies.untoldBytes +
        client.heldBytes +
        target.heldBytes,
    );
    this.#legs.read();
    const isAllHandled = held.isEmpty && !client.hasUnread;
    if (hasClientEnded && isAllHandled && !this.#commands.isHeld && !this.#isTargetEnding) void this.#endTarget();
  }

  /** The server hears of the client's end once the data under way are over: many break a transfer off with its control connection. */
  async #endTarget(): Promise<void> {
    this.#isTargetEnding = true;
    await this.#negotiation.close();
    this.#legs.target.end();
    await this.#legs.client.closed;
    const isStoring = this.#pending.transfer?.data?.hasClient === true; // its last bytes may be on their way to the disk
    if (!isStoring) this.#legs.target.close();
  }

  /** The server will answer no more; data under way go on. */
  #onTargetEnd(): void {
    if (this.#upgrade.isBusy) return; // another one may take its place
    for (const { onReply, ownReply } of this.#pending.takeAll()) {
      onReply?.(SERVER_GONE);
      if (ownReply !== undefined) this.#replies.addText(ownReply.raw);
    }
    void this.#negotiation.close();
    this.#replies.add(() => this.#legs.client.end());
    this.#legs.closeTarget();
  }
}
