import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { failureOf, type Failure } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { isPositive, printableExcerpt, reply, type FtpReply } from "../../ftp/reply.js";
import { requiresTls } from "../../ftp/requires-tls.js";
import type { DataConnection } from "../data/data-connection.js";
import type { DataNegotiation } from "../passive-active/data-negotiation.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand, SentCommand } from "../relay-command.js";
import { SessionCommands } from "../session/session-commands.js";
import { SERVER_GONE, type OwnCommands } from "../reply-matching/own-commands.js";
import type { DialledTarget, TargetDialer } from "../tls/target-dialer.js";

/** How long a command may take that is sent again in TLS. Milliseconds. */
const REPEATED_COMMAND_LIMIT_MS = 30_000;

/** What an upgrade needs of the control connection that it is for. */
export interface TargetTlsUpgradeTask {
  readonly target: Endpoint;
  /** The client's own address. */
  readonly client: Endpoint;
  readonly dialer: TargetDialer;
  readonly pending: PendingCommands<RelayCommand>;
  readonly questions: OwnCommands;
  readonly negotiation: DataNegotiation;
  isClientClosed(): boolean;
  /** The control connection to the target is this one from now on: nothing is heard of the one before. */
  replaceTarget(dialled: DialledTarget): void;
  /** Send a command on. */
  send(command: SentCommand): void;
  /** An answer of the relay's own, in its turn. */
  answer(ownReply: FtpReply): void;
  tell(raw: string): void;
  /** Tell the client, and end. */
  hangUp(last: FtpReply): void;
  fail(failure: Failure): void;
  reportFailure(failure: Failure): void;
  /** To be called when the relay may go on with what the client has sent. */
  onDone(): void;
}

/**
 * Takes a session that began in the clear into TLS, once the server demands that. RFC 4217 leaves code and moment open:
 * it may be at USER, PASS or PASV, or as late as at the first transfer.
 *
 * A new control connection takes the place of the first, since many servers hang up with their demand (vsftpd, Pure-FTPd)
 * and nothing that came in the clear may count in TLS. What had brought the first one to where it was is said again there,
 * and then the command that was refused; the client sees none of it. Where the server will not have TLS after all, the first
 * connection goes on.
 */
export class TargetTlsUpgrade {
  readonly #session = new SessionCommands();
  #isRefused = false;
  #isInTls: boolean;
  #work: Promise<void> | undefined;
  #isEntering = false;

  constructor(
    private readonly task: TargetTlsUpgradeTask,
    isInTls: boolean,
  ) {
    this.#isInTls = isInTls;
  }

  get isInTls(): boolean {
    return this.#isInTls;
  }

  /** Stands while another control connection takes the first one's place. */
  get work(): Promise<void> | undefined {
    return this.#work;
  }

  /** Whether the end of the first one is to be waited with, since another may take its place. */
  get isBusy(): boolean {
    return this.#isEntering || this.#work !== undefined;
  }

  /** Whether a demand for TLS could be met. */
  get isPossible(): boolean {
    return this.task.dialer.mayUpgrade && !this.#isInTls && !this.#isRefused && this.#session.lines !== undefined;
  }

  /** Whether a reply demands TLS, and that can be met. */
  isCalledFor(verb: string, answer: FtpReply): boolean {
    return this.isPossible && requiresTls(verb, answer);
  }

  /** To be told of each final reply that demands no TLS. */
  note(command: RelayCommand, answer: FtpReply): void {
    if (this.isPossible) this.#session.note(command, answer);
  }

  /** A transfer has succeeded: what demands TLS does so before. */
  forgetSession(): void {
    this.#session.forget();
  }

  /** Go into TLS, and send the command once more that was refused for the want of it. @param onRefused called where the server will not have it after all */
  repeat(command: RelayCommand, demand: FtpReply, onRefused: () => void): void {
    const { data } = command;
    data?.holdBack();
    this.#run(async () => {
      const unanswered = await this.enter(demand);
      if (unanswered === "refused") {
        onRefused();
        return;
      }
      if (unanswered === "failed") {
        data?.giveUp();
        return;
      }
      const refusal = data === undefined ? undefined : await this.#changeTarget(data);
      if (refusal === undefined) this.#sendAgain(command);
      else {
        data?.giveUp();
        this.task.tell(refusal.raw);
      }
      for (const other of unanswered) this.#sendAgain(other);
    });
  }

  /**
   * Have a control connection in TLS take the place of the one in the clear, and bring it to where that was.
   *
   * @returns the commands that the first one had not answered yet; else the client was told, unless the server has refused
   */
  async enter(demand: FtpReply): Promise<readonly RelayCommand[] | "refused" | "failed"> {
    const { dialer, target, client, pending } = this.task;
    const lines = this.#session.lines ?? [];
    this.#isEntering = true;
    try {
      const dialled = await dialer.dialInTls(client);
      if (this.task.isClientClosed()) {
        dialled.stream.close();
        return "failed";
      }
      this.#isInTls = true;
      this.#session.forget();
      const unanswered = pending.waiting;
      pending.takeAll();
      this.task.replaceTarget({ ...dialled, greeting: "" });
      return (await this.#say(lines)) ? unanswered : "failed";
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code !== "ftp.tls-refused") {
        this.task.fail(failure);
        return "failed";
      }
      this.#isRefused = true;
      const said = printableExcerpt(demand.raw);
      this.task.reportFailure({ code: "ftp.tls-demanded", target: formatEndpoint(target), said });
      return "refused";
    } finally {
      this.#isEntering = false;
    }
  }

  /** To a server REIN is the end of TLS as well (RFC 4217 section 13): a new control connection is as good as new, and its greeting the answer. */
  reinitialize(): void {
    this.#run(async () => {
      const dialled = await this.task.dialer.dialInTls(this.task.client);
      if (this.task.isClientClosed()) {
        dialled.stream.close();
        return;
      }
      this.task.pending.add({ verb: "REIN" });
      this.task.replaceTarget(dialled);
    });
  }

  #run(work: () => Promise<unknown>): void {
    this.#work = work()
      .catch((thrown: unknown) => this.task.fail(failureOf(thrown)))
      .then(() => {
        this.#work = undefined;
        this.task.onDone();
      });
  }

  /** @returns whether the server took all of them; else the client was told */
  async #say(lines: readonly string[]): Promise<boolean> {
    for (const line of lines) {
      const answer = await this.task.questions.ask({ line, limitMs: REPEATED_COMMAND_LIMIT_MS });
      if (answer !== undefined && isPositive(answer)) continue;
      this.task.hangUp(answer ?? SERVER_GONE);
      return false;
    }
    return true;
  }

  #sendAgain({ verb, sent, ownReply, data }: RelayCommand): void {
    if (ownReply !== undefined) this.task.answer(ownReply);
    if (sent !== undefined) this.task.send({ verb, sent, data });
  }

  /** A data connection that was agreed on before gets a leg that belongs to the control connection of now. @returns why not */
  async #changeTarget(data: DataConnection): Promise<FtpReply | undefined> {
    const reached = await this.task.negotiation.reachTargetAgain();
    this.task.pending.removeQuestions();
    if ("refusal" in reached) return reached.refusal;
    return data.changeTarget(reached) ? undefined : reply(425, "Try again: data go in TLS from now on.");
  }
}
