import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Failure } from "../../../shared/status/failure.js";
import { describeFailure, english, formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import type { TrafficMeter } from "../../forward/traffic-meter.js";
import { CommandQueue } from "../../ftp/client-command-queue.js";
import type { ForeignProtocol } from "../../ftp/detect-foreign-protocol.js";
import type { Heard } from "../../ftp/reply-reader.js";
import { printableExcerpt, reply, type FtpReply } from "../../ftp/reply.js";
import { ControlSocket } from "../../net/ftp/control-socket.js";
import type { Timers } from "../../system/timers.js";
import { TargetLeg } from "./target-leg.js";
import type { DialledTarget } from "../tls/target-dialer.js";

/** How long one leg may outlive the other once no data connection is open. Milliseconds. */
const AFTERMATH_LIMIT_MS = 60_000;

/** What the legs of a control connection tell, and ask, of the relay between them. */
export interface ControlLegsTask {
  readonly target: Endpoint;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly meter: TrafficMeter;
  reportFailure(failure: Failure): void;
  /** Commands have come, or a leg can take more. */
  onReady(): void;
  /** The client speaks no FTP; nothing that came with that is to be sent. */
  onForeignProtocol(speaks: ForeignProtocol): void;
  /** From the target. */
  onHeard(heard: Heard): void;
  /** What answers at the target speaks no FTP. @param line the first line that is none */
  onMalformed(line: string): void;
  /** No command will follow those that have come. */
  onClientEnd(): void;
  /** No reply will follow those that have come. */
  onTargetEnd(): void;
  /** Whether no data connection is open or agreed on. */
  isDataIdle(): boolean;
}

/** Both legs of a control connection: how they begin, and how each of them ends once the other has. */
export class ControlLegs {
  /** The client's leg. */
  readonly client: ControlSocket;
  /** The client's commands that the target is still to be sent. */
  readonly held = new CommandQueue();
  #target: TargetLeg;
  #hasClientEnded = false;
  #hasTargetEnded = false;
  #isAftermathLimited = false;

  /** @param socket accepted, paused, half-open, with its `error` listener; in TLS perhaps */
  constructor(
    socket: Socket,
    dialled: DialledTarget,
    private readonly task: ControlLegsTask,
  ) {
    this.client = new ControlSocket(
      socket,
      {
        onCommands: (commands) => {
          this.held.add(...commands);
          task.onReady();
        },
        onRead: (bytes) => task.meter.countUp(bytes),
        onForeignProtocol: (speaks) => {
          this.held.clear(); // a web page hopes for a line of its request to be taken as a command
          task.onForeignProtocol(speaks);
        },
        onLineTooLong: () => this.hangUp(reply(500, "That line is too long.")),
        onEnd: () => this.#onClientEnd(),
        onDrain: () => task.onReady(),
      },
      task.clock,
    );
    this.#target = this.#useTarget(dialled);
    void this.client.closed.then(() => {
      this.client.endInput();
      this.#onClientEnd();
    });
  }

  /** The target's leg of now. */
  get target(): TargetLeg {
    return this.#target;
  }

  get hasClientEnded(): boolean {
    return this.#hasClientEnded;
  }

  get hasTargetEnded(): boolean {
    return this.#hasTargetEnded;
  }

  /** Another control connection takes the place of the target's: nothing is heard of the one before. */
  replaceTarget(dialled: DialledTarget): void {
    this.#target.replace();
    this.#hasTargetEnded = false;
    this.#target = this.#useTarget(dialled);
  }

  /** Read the client on as far as what has come from it can go on. */
  read(): void {
    this.client.read(!this.held.isFull && !this.#target.isFull && !this.client.isFull);
  }

  /** Pass text on to the client, as latin1. @returns when it can take more; nothing where that is at once */
  writeToClient(raw: string): Promise<void> | undefined {
    const { client } = this;
    client.cork(); // what came together goes on together: some programs tell a greeting of two replies from two answers by that
    client.write(raw);
    return client.isFull ? client.untilDrained() : undefined;
  }

  /** The target has ended, and no other takes its place: the client is told what is left, and ends too. */
  closeTarget(): void {
    this.#target.close();
    this.limitAftermath();
  }

  /** Tell the client why, and end both legs. */
  fail(failure: Failure): void {
    this.hangUp(reply(421, describeFailure(failure, english).says), failure);
  }

  /** Tell the client this last reply, and end both legs. */
  hangUp(last: FtpReply, failure?: Failure): void {
    if (failure !== undefined) this.task.reportFailure(failure);
    this.held.clear();
    this.client.write(last.raw);
    this.client.hangUp();
    this.closeTarget();
  }

  /** What answers at the target speaks no FTP: tell the client, and end both legs. @param heard the first line that is none */
  hangUpMalformed(heard: string): void {
    const target = formatEndpoint(this.task.target);
    this.hangUp(reply(421, "What answers at the target does not speak FTP."), { code: "ftp.not-ftp", target, heard });
  }

  /** Break both, so that the client sees it. */
  cut(): void {
    this.client.reset();
    this.#target.close();
  }

  /** Resolves when no control connection to the target is open, nor will be. @param upgrade another one that is being made now */
  async whenTargetClosed(upgrade: () => Promise<void> | undefined): Promise<void> {
    let last: TargetLeg | undefined;
    while (last !== this.#target) {
      last = this.#target;
      await last.closed;
      await upgrade();
    }
  }

  /** One leg has ended: the other may go on for a while, and for as long as data connections are open, which have limits of their own. */
  limitAftermath(): void {
    if (this.#isAftermathLimited) return;
    this.#isAftermathLimited = true;
    this.task.timers.set(AFTERMATH_LIMIT_MS, () => {
      this.#isAftermathLimited = false;
      if (!this.task.isDataIdle()) return this.limitAftermath();
      this.cut();
    });
  }

  /** A control connection to the target, whose replies are heard from now on. */
  #useTarget({ stream, tls, greeting }: DialledTarget): TargetLeg {
    const { task } = this;
    if (greeting !== "") stream.unshift(Buffer.from(greeting, "latin1"));
    stream.on("data", (chunk: Buffer) => task.meter.countDown(chunk.length));
    if (tls !== undefined) stream.once("error", (error: NodeJS.ErrnoException) => this.#onTlsError(error));
    return new TargetLeg(
      stream,
      {
        onHeard: (heard) => task.onHeard(heard),
        onMalformed: (line) => task.onMalformed(line),
        onDrain: () => task.onReady(),
        onEnd: () => {
          this.#hasTargetEnded = true;
          task.onTargetEnd();
        },
      },
      task.clock,
    );
  }

  #onClientEnd(): void {
    this.#hasClientEnded = true;
    this.limitAftermath();
    this.task.onClientEnd();
  }

  /** What came was no TLS, or not as the server had written it: a server that goes back to plain text, say. An end alone is no error. */
  #onTlsError(error: NodeJS.ErrnoException & { readonly reason?: string }): void {
    if (error.code?.startsWith("ERR_SSL_") !== true) return;
    const detail = printableExcerpt(error.reason ?? error.code);
    this.fail({ code: "ftp.tls-failed", target: formatEndpoint(this.task.target), cause: "other", detail });
  }
}
