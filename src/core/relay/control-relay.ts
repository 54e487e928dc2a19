import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Failure } from "../../shared/failure.js";
import type { Transfer } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { FtpCommand } from "../ftp/command.js";
import { CANNOT_PASS, withoutWhatCannotPass } from "../ftp/features.js";
import { intruderInLine } from "../ftp/intruder.js";
import { inSentence, isPreliminary, LONGEST, namesDataPort, reply, type FtpReply } from "../ftp/reply.js";
import { ClientLeg } from "./client-leg.js";
import { AGREES, DataAgreements, type AgreementTask } from "./data-agreements.js";
import type { DataConnection } from "./data-connection.js";
import type { Exchange } from "./exchange.js";
import { TargetLeg } from "./target-leg.js";
import { demandsTls } from "../ftp/tls-demand.js";

/** How long one leg may outlive the other while no data passes. Milliseconds. */
const AFTERMATH_LIMIT_MS = 60_000;

const CLOSING = reply(421, "The tunnel is being closed.");

const TRANSFERS: ReadonlySet<string> = new Set(["RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD"]);

/**
 * A running pair of control legs. Commands and replies pass to the byte, except what agrees on a data connection
 * (`DataAgreements`) and what a relay cannot carry (`CANNOT_PASS`).
 */
export class ControlRelay {
  readonly #client: ClientLeg;
  readonly #target: TargetLeg;
  readonly #agreements: DataAgreements;
  /** Commands that wait their turn. */
  #held: FtpCommand[] = [];
  #hasSpoken = false;
  #agreeing = false;
  #windingDown = false;
  #clientEnded = false;
  #stopLimit: (() => void) | undefined;
  /** Resolves when both legs and every data connection are closed. */
  readonly closed: Promise<void>;

  constructor(socket: Socket, channel: Channel, private readonly task: AgreementTask) {
    this.#client = new ClientLeg(socket, {
      said: (commands, bytes) => { task.meter.up(bytes); this.#hear(commands); },
      endless: () => this.#hangUp(reply(500, "That line is too long.")),
      ended: () => { this.#clientEnded = true; this.#limitAftermath(); this.#proceed(); },
      drained: () => this.#proceed(),
    });
    this.#target = new TargetLeg(channel, {
      answered: (answer, exchange) => this.#answered(answer, exchange),
      passedOver: (exchange) => this.#passedOver(exchange),
      malformed: (heard) => this.#hangUp(reply(421, "What answers at the target does not speak FTP."), { code: "ftp.not-ftp", target: at(task.target), heard }),
      ended: () => { this.#client.end(); this.#target.close(); this.#limitAftermath(); },
    });
    this.#agreements = new DataAgreements(this.#client.here, this.#client.peer, (verb) => this.#target.ask(verb), task);
    channel.on("data", (chunk: Buffer) => task.meter.down(chunk.length)).on("drain", () => this.#proceed());
    void this.#client.closed.then(() => this.#target.close());
    this.closed = Promise.all([this.#client.closed, this.#target.closed]).then(() => this.#agreements.close()).finally(() => this.#stopLimit?.());
    this.#proceed();
  }

  /** What passes now. */
  transfers(now: number): Transfer[] {
    return this.#agreements.transfers(now);
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  windDown(): void {
    this.#windingDown = true;
    if (this.transfers(this.task.link.clock.now()).length === 0) this.#hangUp(CLOSING);
  }

  /** Break both the control connection and the data connections, so that the client sees it. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#client.cut();
    await Promise.all([this.#client.closed, this.#agreements.cut()]);
  }

  /** A request of a web browser begins with a line of its own, behind which the page may have written anything. */
  #hear(commands: readonly FtpCommand[]): void {
    const [first] = commands;
    if (!this.#hasSpoken && first !== undefined && intruderInLine(first.raw.trimEnd()) !== undefined) return void this.cut();
    this.#hasSpoken ||= first !== undefined;
    this.#held.push(...commands);
    this.#proceed();
  }

  /** Handle the commands that wait, in their order, as far as they may go; and read more where that is not much. */
  #proceed(): void {
    for (let next = this.#held[0]; next !== undefined && this.#mayHandle(next); next = this.#held[0]) {
      this.#held.shift();
      this.#handle(next);
    }
    const held = this.#held.reduce((bytes, { raw }) => bytes + raw.length, 0);
    this.#client.read(held <= LONGEST && !this.#target.isFull && !this.#client.isBehind);
    if (this.#clientEnded && this.#held.length === 0 && !this.#agreeing) this.#target.end();
  }

  /** The next data connection is agreed on once the last transfer is over: not every server can keep two apart. */
  #mayHandle({ verb }: FtpCommand): boolean {
    return !this.#agreeing && !this.#target.isFull && !(AGREES.has(verb) && this.#target.isTransferring);
  }

  #handle(command: FtpCommand): void {
    const { verb, argument, raw } = command;
    if (raw.includes("\0")) return this.#target.answer(reply(501, "A command cannot hold NUL."));
    if (CANNOT_PASS.has(verb)) return this.#target.answer(reply(502, `${verb} is not needed: the tunnel encrypts already.`));
    if (AGREES.has(verb) && this.#windingDown) return this.#target.answer(CLOSING);
    if (AGREES.has(verb)) return void this.#agree(command);
    const data = TRANSFERS.has(verb) ? this.#agreements.takeNext() : undefined;
    data?.begin(verb, argument);
    this.#target.send({ verb, ...(data === undefined ? {} : { data }) }, raw);
  }

  /** The commands behind it wait, since it may take more than one exchange with the target. */
  async #agree(command: FtpCommand): Promise<void> {
    this.#agreeing = true;
    this.#target.answer(await this.#agreements.agree(command));
    this.#agreeing = false;
    this.#proceed();
  }

  #answered(answer: FtpReply, exchange: Exchange | undefined): void | Promise<void> {
    const dealtWith = this.#deal(answer, exchange);
    if (dealtWith === undefined) this.#proceed();
    else return dealtWith.then(() => this.#proceed());
  }

  /** @returns when the next reply may be dealt with; at once where nothing is returned */
  #deal(answer: FtpReply, { verb, own, data }: Partial<Exchange> = {}): void | Promise<void> {
    if (own !== undefined) return this.#client.tell(own);
    if (isPreliminary(answer)) {
      data?.started();
      return this.#client.tell(answer);
    }
    this.#judge(verb, answer);
    if (data !== undefined) return this.#finish(data, answer);
    if (!namesDataPort(answer)) return this.#client.tell(verb === "FEAT" ? withoutWhatCannotPass(answer) : answer);
    // nobody asked for a data port: the client must not dial it, now or with its next PASV
    if (verb !== undefined) return this.#client.tell(reply(500, "The server named a port for data that nobody had asked for."));
  }

  async #finish(data: DataConnection, final: FtpReply): Promise<void> {
    const last = await data.ended(final);
    this.#agreements.leave(data);
    await this.#client.tell(last);
    if (this.#windingDown) this.#hangUp(CLOSING);
  }

  /** Find out whether the server wants TLS; who was let in has found nothing wrong. */
  #judge(verb: string | undefined, answer: FtpReply): void {
    if (demandsTls(verb, answer)) this.task.found({ code: "ftp.tls-demanded", target: at(this.task.target), said: inSentence(answer.raw) });
    else if (answer.code === 230) this.task.found(undefined);
  }

  #passedOver({ own, data }: Exchange): void {
    if (own !== undefined) void this.#client.tell(own);
    data?.abandon();
    if (data !== undefined) this.#agreements.leave(data);
  }

  #hangUp(last: FtpReply, trouble?: Failure): void {
    if (trouble !== undefined) this.task.found(trouble);
    this.#held = [];
    this.#client.hangUp(last);
    this.#target.close();
    this.#limitAftermath();
  }

  /** One leg has ended: the other may go on for a while, and for as long as data passes. */
  #limitAftermath(): void {
    if (this.#stopLimit !== undefined) return;
    const before = this.#agreements.passed;
    this.#stopLimit = this.task.link.clock.after(AFTERMATH_LIMIT_MS, () => {
      this.#stopLimit = undefined;
      if (this.#agreements.passed === before) void this.cut();
      else this.#limitAftermath();
    });
  }
}
