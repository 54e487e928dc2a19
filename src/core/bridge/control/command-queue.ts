import { DATA_PORT_VERBS } from "../../ftp/admit-data-port.js";
import type { FtpCommand } from "../../ftp/command.js";
import { COMMAND_BYTES } from "../../net/control-memory.js";

/** Above so many commands that wait, or bytes of them, the client is read no further. */
const MAX_COMMANDS = 500;
const MAX_BYTES = 64 * 1024;

/** The commands of a client that wait for their turn, in their order. */
export class CommandQueue {
  readonly #commands: FtpCommand[] = [];
  #bytes = 0;

  add(command: FtpCommand): void {
    this.#commands.push(command);
    this.#bytes += command.raw.length;
  }

  take(): FtpCommand | undefined {
    const command = this.#commands.shift();
    this.#bytes -= command?.raw.length ?? 0;
    return command;
  }

  get isEmpty(): boolean {
    return this.#commands.length === 0;
  }

  /** Whether the client must wait. */
  get isFull(): boolean {
    return this.#commands.length > MAX_COMMANDS || this.#bytes > MAX_BYTES;
  }

  /** What it holds of the memory for control connections. */
  get heldBytes(): number {
    return this.#bytes + COMMAND_BYTES * this.#commands.length;
  }

  /** Drop what agrees on a data connection, since nobody will hear where, and all behind it. @returns whether there was any */
  dropUnheard(): boolean {
    const unheard = this.#commands.findIndex(({ verb }) => DATA_PORT_VERBS.has(verb));
    if (unheard === -1) return false;
    for (const { raw } of this.#commands.splice(unheard)) this.#bytes -= raw.length;
    return true;
  }
}
