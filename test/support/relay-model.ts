import { isPositive, isPreliminary, reply, type FtpReply } from "../../src/core/ftp/reply.js";
import { heldFor, PendingCommands, withDelivery, type PendingCommand, type TransferData } from "../../src/core/relay/pending-commands.js";

/** How a scripted server treats one command. */
export interface Script {
  /** The code of its final reply. */
  readonly code: number;
  readonly times: 0 | 1 | 2;
}

export type Step =
  | { readonly kind: "send"; readonly verb: string; readonly script: Script }
  | { readonly kind: "transfer"; readonly verb: "RETR" | "STOR"; readonly bytes: number; readonly script: Script; readonly hasPreliminary: boolean; readonly breaksAfter: number }
  | { readonly kind: "server" | "data" | "cut"; readonly pick: number };

interface ModelCommand extends PendingCommand {
  readonly verb: string;
  data?: ModelData;
}

/** The bytes of one transfer: `sent` by the one end, `taken` by the other. */
class ModelData implements TransferData {
  sent = 0;
  taken = 0;
  isOver = false;
  isCut = false;
  constructor(readonly bytes: number) {}
}

/** What the server, which alone knows the truth, has in hand for one command. */
interface Job {
  readonly command: ModelCommand;
  readonly script: Script;
  readonly breaksAfter: number;
  begun: boolean;
  readonly hasPreliminary: boolean;
  isAborted: boolean;
  /** The relay has told the client a refusal that it took for this transfer's: nobody takes it for done any more. */
  isToldRefused: boolean;
}

interface Telling {
  readonly said: FtpReply;
  readonly job: Job | undefined;
  readonly command: ModelCommand | undefined;
  readonly heldFor: ModelCommand | undefined;
}

/**
 * A relay without sockets and time around `PendingCommands`, a client that pipelines, and a server that answers by a
 * script: each of its replies is known here by the command that it answers in truth, which the relay must not see.
 *
 * What the model leaves out is what a time limit decides. What it assumes of servers: whoever answers out of order does
 * so beside a transfer alone; a reply that is said twice is said twice in a row; 227 is not said before the transfer
 * that went before has been answered, where it ever is.
 */
export class RelayModel {
  /** What the client was told, with the truth. */
  readonly told: { readonly code: number; readonly job: Job | undefined }[] = [];
  readonly faults: string[] = [];
  readonly #pending = new PendingCommands<ModelCommand>();
  #held: Step[] = [];
  #jobs: Job[] = [];
  #queue: Telling[] = [];
  #isNegotiating = false;
  #transfers: Job[] = [];
  #said = 0;
  #swallowed = 0;

  constructor(private readonly isInOrder: boolean) {}

  take(step: Step): void {
    if (step.kind === "send" || step.kind === "transfer") this.#held.push(step);
    else if (step.kind === "server") this.#speak(step.pick);
    else if (step.kind === "data") this.#move(step.pick);
    else this.#cut(step.pick);
    this.#proceed();
  }

  /** The server answers whatever it will, and all data come to their end. */
  settle(): void {
    for (let rounds = 0; rounds < 1_000; rounds++) {
      const before = this.#state();
      for (let pick = 0; pick < 4; pick++) {
        this.take({ kind: "data", pick });
        this.take({ kind: "server", pick });
      }
      if (this.#state() !== before) continue;
      if (!this.#replaceOverdue()) break;
    }
    if (this.#queue.length > 0) this.faults.push(`${this.#queue.length} replies were never told`);
    if (this.#held.length > 0) this.faults.push(`${this.#held.length} commands were never sent`);
    if (this.told.length + this.#swallowed !== this.#said) this.faults.push("a reply was lost or told twice");
    const left = this.#pending.waiting.filter((command) => this.#jobOf(command)?.script.times !== 0);
    const hasSilence = this.#all.some(({ script }) => script.times === 0);
    if (!hasSilence && left.length > 0) this.faults.push(`left over: ${left.map(({ verb }) => verb).join()}`);
    for (let time = 0; time < 2; time++) { // a transfer that was cut off is kept behind one agreement, since its success may come late
      this.#negotiate(() => undefined);
      this.#speak(0);
    }
    if (this.#pending.takeAll().length > 0) this.faults.push("a port was agreed on, and something still waits");
  }

  readonly #all: Job[] = [];
  #jobOf = (command: ModelCommand): Job | undefined => this.#all.find((job) => job.command === command);
  #state = (): string => JSON.stringify([this.#said, this.told.length, this.#held.length, this.#jobs.length, this.#isNegotiating, this.#transfers.map(({ command }) => command.data)]);

  #proceed(): void {
    for (let next = this.#held[0]; next !== undefined && !this.#isNegotiating; next = this.#held[0]) {
      if (next.kind === "transfer") {
        if (this.#pending.transfer !== undefined || this.#queue.length > 0) return;
        const step = next;
        this.#negotiate(() => this.#begin(step));
      } else if (next.kind === "send") {
        if (next.verb === "ABOR") for (const job of this.#transfers) if (job.command.isAnswered !== true) job.isAborted = true;
        this.#send({ verb: next.verb }, next.script);
      }
      this.#held.shift();
    }
  }

  #send(command: ModelCommand, script: Script, more: Partial<Job> = {}): Job {
    const job: Job = { command, script, breaksAfter: Infinity, hasPreliminary: false, begun: false, isAborted: false, isToldRefused: false, ...more };
    this.#pending.add(command);
    this.#all.push(job);
    if (script.times > 0 || command.data !== undefined) this.#jobs.push(job);
    return job;
  }

  #begin(step: Step & { readonly kind: "transfer" }): void {
    const job = this.#send({ verb: step.verb, data: new ModelData(step.bytes) }, step.script, { hasPreliminary: step.hasPreliminary, breaksAfter: step.breaksAfter });
    this.#transfers.push(job);
  }

  #negotiate(agreed: () => void): void {
    this.#isNegotiating = true;
    this.#send({
      verb: "PASV", isForPort: true, onReply: (answer) => {
        this.#isNegotiating = false;
        this.#pending.removeQuestions();
        if (isPositive(answer)) agreed();
      },
    }, { code: 227, times: 1 });
  }

  /** The relay's time limit for a transfer that is over and was never answered. */
  #replaceOverdue(): boolean {
    const { transfer } = this.#pending;
    const next = this.#held[0];
    if (transfer?.data?.isOver !== true || next?.kind !== "transfer" || this.#queue.length > 0 || this.#isNegotiating) return false;
    this.#held.shift();
    this.#negotiate(() => this.#begin(next));
    return true;
  }

  /** Say one of the replies that can be said now. */
  #speak(pick: number): void {
    const first = this.#jobs[0];
    const beside = first?.command.data === undefined || this.isInOrder ? undefined : this.#jobs.find(({ command }) => command.data === undefined && command.onReply === undefined);
    const ready = [first, beside].filter((job): job is Job => job !== undefined && canSpeak(job));
    const job = ready[pick % Math.max(1, ready.length)];
    if (job === undefined) return;
    if (job.hasPreliminary && !job.begun && job.breaksAfter > 0) {
      job.begun = true;
      return this.#hear(reply(150, "x"), job);
    }
    job.begun = true;
    this.#jobs = this.#jobs.filter((other) => other !== job);
    const { data } = job.command;
    for (let time = 0; time < job.script.times; time++) this.#hear(reply(job.script.code, "x"), job);
    if (data !== undefined && !succeeds(job) && !data.isOver) this.#end(job, data); // the server closes what it refuses
  }

  #hear(said: FtpReply, job: Job): void {
    this.#said++;
    const unanswered = new Set(this.#pending.waiting);
    const match = this.#pending.match(said);
    const { command } = match;
    if (command?.onReply !== undefined) {
      this.#swallowed++;
      if (!isPreliminary(said)) command.onReply(said);
      return;
    }
    if (command?.verb === "SIZE" && (said.code === 226 || said.code === 250)) this.faults.push(`${said.code} was taken for SIZE's`);
    if (command?.data !== undefined && command !== job.command && !isPositive(said) && unanswered.has(job.command)) this.faults.push(`the refusal of ${job.command.verb} ended a transfer`);
    const held = isPreliminary(said) ? undefined : heldFor(match, said);
    if (job.command.data === undefined && held !== command && held?.data?.isOver === true && !unanswered.has(held)) this.faults.push(`${said.code} of ${job.command.verb} was taken for that of a transfer that was over and answered`);
    this.#queue.push({ said, job, command, heldFor: held });
    this.#tell();
  }

  /** The queue of the relay: a success waits for the bytes that the client is to have. */
  #tell(): void {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const held = next.heldFor === undefined ? undefined : this.#jobOf(next.heldFor);
      const data = held?.command.data;
      if (data !== undefined && held?.command.verb === "RETR" && !data.isOver && !held.isAborted) return;
      this.#queue.shift();
      const last = data === undefined ? next.said : withDelivery(next.said, data.isCut ? "cut" : "whole", next.heldFor?.mayBeRefused === true);
      if (next.command?.data !== undefined && !isPositive(last)) for (const job of this.#all) if (job.command === next.command && !isPreliminary(last)) job.isToldRefused = true;
      if (next.command?.data?.isOver === false && next.command.data.taken === 0 && last.code >= 400) this.#pending.remove(next.command); // as the relay does, which lets the next transfer use it
      this.told.push({ code: last.code, job: next.job });
      this.#judge(last, next.job);
    }
  }

  /** The promise: whose success in truth is told has its bytes. */
  #judge({ code }: FtpReply, job: Job | undefined): void {
    const data = job?.command.data;
    if (job === undefined || data === undefined || (code !== 226 && code !== 250) || job.isAborted || job.isToldRefused) return;
    if (data.isCut) this.faults.push(`${code} was told for ${job.command.verb}, which was cut off`);
    else if (data.taken < data.bytes) this.faults.push(`${code} was told for ${job.command.verb} with ${data.taken} of ${data.bytes} bytes`);
  }

  #move(pick: number): void {
    const moving = this.#transfers.filter(({ begun, command }) => (begun || !this.#hasPreliminary(command)) && command.data?.isOver === false);
    const job = moving[pick % Math.max(1, moving.length)];
    const data = job?.command.data;
    if (job === undefined || data === undefined) return;
    const limit = Math.min(data.bytes, job.breaksAfter);
    if (pick % 2 === 0 && data.sent < limit) data.sent++;
    else if (data.taken < data.sent) data.taken++;
    else if (data.sent === data.bytes) this.#end(job, data);
  }

  #hasPreliminary = (command: ModelCommand): boolean => this.#jobOf(command)?.hasPreliminary === true;

  /** The client, the link or a limit of the relay cuts the data off. */
  #cut(pick: number): void {
    const open = this.#transfers.filter(({ command }) => command.data?.isOver === false);
    const job = open[pick % Math.max(1, open.length)];
    const data = job?.command.data;
    if (job === undefined || data === undefined) return;
    data.isCut = true;
    this.#end(job, data);
  }

  #end(job: Job, data: ModelData): void {
    data.isOver = true;
    this.#pending.forget(job.command);
    this.#tell();
  }
}

const succeeds = ({ script }: Job): boolean => script.code < 400;

/** A server says the last word on a download once it has sent all, whoever has read it; on an upload when it has come to its end, whole or not. */
function canSpeak({ command: { data, verb }, begun, hasPreliminary, script, breaksAfter }: Job): boolean {
  if (data === undefined) return true;
  if (!begun && hasPreliminary) return true;
  if (script.code >= 400) return data.isOver || data.sent >= Math.min(data.bytes, breaksAfter);
  return data.isOver || (verb === "RETR" && data.sent === data.bytes);
}
