import type { FtpCommand } from "../../ftp/command.js";
import { MAX_LINE_BYTES } from "../../ftp/reply.js";

/** Above this many commands that wait to be sent, the client is read no further. */
const MAX_HELD_COMMANDS = 500;

/** A client's commands that wait to be sent to the target, in their order. */
export class HeldCommands {
  #commands: FtpCommand[] = [];
  #bytes = 0;

  get count(): number {
    return this.#commands.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether no more of them should be read for now. */
  get isFull(): boolean {
    return this.#bytes > MAX_LINE_BYTES || this.#commands.length > MAX_HELD_COMMANDS;
  }

  /** The first of them, which stays. */
  get next(): FtpCommand | undefined {
    return this.#commands[0];
  }

  add(commands: readonly FtpCommand[]): void {
    this.#commands.push(...commands);
    for (const { raw } of commands) this.#bytes += raw.length;
  }

  take(): FtpCommand | undefined {
    const next = this.#commands.shift();
    this.#bytes -= next?.raw.length ?? 0;
    return next;
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
