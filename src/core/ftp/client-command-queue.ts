import type { FtpCommand } from "./command.js";
import { MAX_LINE_BYTES } from "./reply.js";

/** Above this many commands that wait, the client is read no further. */
const MAX_COMMANDS = 500;
/** What a command costs in memory beside its text. Bytes. */
export const COMMAND_BYTES = 256;

/** The commands of a client that wait for their turn, in their order. */
export class CommandQueue {
  #commands: FtpCommand[] = [];
  #bytes = 0;

  add(...commands: readonly FtpCommand[]): void {
    this.#commands.push(...commands);
    for (const { raw } of commands) this.#bytes += raw.length;
  }

  /** The first of them, which stays. */
  get next(): FtpCommand | undefined {
    return this.#commands[0];
  }

  take(): FtpCommand | undefined {
    const next = this.#commands.shift();
    this.#bytes -= next?.raw.length ?? 0;
    return next;
  }

  get isEmpty(): boolean {
    return this.#commands.length === 0;
  }

  /** Whether no more of them should be read for now. */
  get isFull(): boolean {
    return this.#commands.length > MAX_COMMANDS || this.#bytes > MAX_LINE_BYTES;
  }

  /** What it holds of the memory for control connections. */
  get heldBytes(): number {
    return this.#bytes + COMMAND_BYTES * this.#commands.length;
  }

  clear(): void {
    this.#commands = [];
    this.#bytes = 0;
  }

  /** Forget the first command of these verbs, and all behind it. @returns whether there was one */
  clearFrom(verbs: ReadonlySet<string>): boolean {
    const first = this.#commands.findIndex(({ verb }) => verbs.has(verb));
    if (first === -1) return false;
    for (const { raw } of this.#commands.splice(first)) this.#bytes -= raw.length;
    return true;
  }
}
