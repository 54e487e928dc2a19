import { parseCommand, LineTooLongError, type FtpCommand } from "./command.js";
import { MAX_LINE_BYTES } from "./reply.js";

/** How long a line may end in a lone CR before `CommandReader.endLine` is to be called. Milliseconds. */
export const LONE_CR_LIMIT_MS = 150;

/** A line so long may still be a verb alone, with Telnet's signals before it. */
const MAX_VERB = 40;
const VERB_ALONE = /^(?:\xff[\xfb-\xfe][^]|[\xf0-\xff])*[A-Za-z]{3,9}$/;

/**
 * Reads the commands of one control connection (`src/core/ftp/command-reader.ts`), in chunks of any size, as latin1; what
 * a chunk holds is looked at once, however the stream is cut.
 *
 * A line ends in LF. What a client sends as urgent data (ABOR, STAT, QUIT; RFC 959, section 4.1.3) loses its last byte on
 * the way here, which is that LF, so a lone CR ends a line
 *
 * - at once where a verb stands alone before it;
 * - where it was the last byte of a chunk and the next one goes on with another byte: no read goes past the place where
 *   urgent data were, so the CR of a file's name, which anybody may choose, is taken for no line end;
 * - when its owner says that a moment is over: while `awaitsLineFeed` is true after a chunk, set a timer of
 *   LONE_CR_LIMIT_MS, stop it at the next chunk, and call `endLine` when it runs out.
 *
 * A LF alone is no command, so the one that comes late after all does no harm. CR CR LF and CR NUL are no lone CR: the
 * name `Icon\r` is sent so, the second by RFC 2640, section 3.1.
 */
export class CommandReader {
  /** Chunks that were not read yet; the first may have lost its beginning, up to a line's end. */
  readonly #unread: string[] = [];
  /** The chunks of the line that has not ended; joined once. */
  #parts: string[] = [];
  #length = 0;
  #endsInCr = false;

  /** Whether the line that came last has all but its LF. */
  get awaitsLineFeed(): boolean {
    return this.#endsInCr;
  }

  /** Whether something was added that `next` has not read. */
  get hasUnread(): boolean {
    return this.#unread.length > 0;
  }

  /** How much of what was added is kept: what `next` has not read, and the beginning of a line. */
  get keptLength(): number {
    return this.#unread.reduce((sum, { length }) => sum + length, this.#length);
  }

  /** One chunk as it came. */
  add(chunk: string): void {
    if (chunk !== "") this.#unread.push(chunk);
  }

  /** @returns the next commands of what was added, at most so many @throws LineTooLongError where a line is over 64 KiB */
  next(most: number): FtpCommand[] {
    const commands: FtpCommand[] = [];
    while (commands.length < most) {
      const chunk = this.#unread.shift();
      if (chunk === undefined) break;
      const read = this.#read(chunk, commands, most);
      if (read < chunk.length) this.#unread.unshift(chunk.slice(read));
    }
    return commands;
  }

  /** @returns the commands that are complete now @throws LineTooLongError where a line is over 64 KiB */
  take(chunk: string): FtpCommand[] {
    this.add(chunk);
    return this.next(Infinity);
  }

  /** Up to the end of the chunk, or of the last command that is wanted. @returns the index up to which was read */
  #read(chunk: string, commands: FtpCommand[], most: number): number {
    if (this.#endsInCr && /^[^\r\n\0]/.test(chunk)) commands.push(...this.endLine());
    let start = 0;
    for (const { 0: sign, index } of chunk.matchAll(/[\r\n]/g)) {
      if (commands.length >= most) return start;
      if (sign === "\r" && !this.#isVerbAlone(chunk, start, index)) continue;
      this.#keep(chunk.slice(start, index + 1));
      start = index + 1;
      const line = this.#takeLine();
      if (line !== "\n") commands.push(parseCommand(sign === "\n" ? line : `${line}\n`));
    }
    this.#keep(chunk.slice(start));
    return chunk.length;
  }

  /** The lone CR at the end is the end of its line. @returns the command, where a line waits for its LF */
  endLine(): FtpCommand[] {
    return this.#endsInCr ? [parseCommand(`${this.#takeLine()}\n`)] : [];
  }

  /** Whether the CR at an index of the chunk stands alone behind a verb. */
  #isVerbAlone(chunk: string, start: number, index: number): boolean {
    if (/[\r\n\0]/.test(chunk.charAt(index + 1)) || this.#length + index - start > MAX_VERB) return false;
    return VERB_ALONE.test(this.#parts.join("") + chunk.slice(start, index));
  }

  #keep(part: string): void {
    if (part === "") return;
    this.#parts.push(part);
    this.#length += part.length;
    this.#endsInCr = part.endsWith("\r");
    if (this.#length > MAX_LINE_BYTES) throw new LineTooLongError();
  }

  #takeLine(): string {
    const line = this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    this.#endsInCr = false;
    return line;
  }
}
