import type { Clock } from "../environment.js";
import { CommandReader, LONE_CR_LIMIT_MS } from "../ftp/command-reader.js";
import { LineTooLongError, type FtpCommand } from "../ftp/command.js";
import { foreignProtocolAtStart, foreignProtocolInLine, type ForeignProtocol } from "../ftp/foreign-protocol.js";

/** As much as tells another protocol. Bytes. */
const MAX_OPENING_BYTES = 8;

/** What may come in on a control connection. */
export interface ControlInputListener {
  onCommands(commands: readonly FtpCommand[]): void;
  /** It speaks another protocol: nothing is told of what came in one piece with that, nor behind it. */
  onForeignProtocol(speaks: ForeignProtocol): void;
  /** A line was longer than any command may be. Nothing is told behind it. */
  onLineTooLong(): void;
}

/** Makes commands of what a client sends, for as long as it speaks FTP. */
export class ControlInput {
  readonly #reader = new CommandReader();
  /** The first bytes, until a command has come. */
  #opening: string | undefined = "";
  #isOver = false;
  #cancelTimeout: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly listener: ControlInputListener,
  ) {}

  push(chunk: Buffer): void {
    this.#cancelTimeout();
    if (this.#isOver) return;
    const text = chunk.toString("latin1");
    if (this.#opening !== undefined) {
      this.#opening = (this.#opening + text.slice(0, MAX_OPENING_BYTES)).slice(0, MAX_OPENING_BYTES);
      const foreignProtocol = foreignProtocolAtStart(this.#opening);
      if (foreignProtocol !== undefined) return this.#refuse(foreignProtocol);
    }
    try {
      this.#notify(this.#reader.take(text));
    } catch (thrown) {
      if (!(thrown instanceof LineTooLongError)) throw thrown;
      this.#isOver = true;
      this.listener.onLineTooLong();
      return;
    }
    if (this.#reader.awaitsLineFeed)
      this.#cancelTimeout = this.clock.setTimeout(LONE_CR_LIMIT_MS, () => this.#notify(this.#reader.endLine()));
  }

  /** Nothing more comes: a line that awaits its line feed is taken without it. Safe to call twice. */
  end(): void {
    this.#cancelTimeout();
    if (!this.#isOver) this.#notify(this.#reader.endLine());
    this.#isOver = true;
  }

  #notify(commands: readonly FtpCommand[]): void {
    if (commands.length === 0) return;
    this.#opening = undefined;
    const foreignProtocol = commands
      .map(({ raw }) => foreignProtocolInLine(raw.trimEnd()))
      .find((found) => found !== undefined);
    if (foreignProtocol === undefined) this.listener.onCommands(commands);
    else this.#refuse(foreignProtocol);
  }

  #refuse(foreignProtocol: ForeignProtocol): void {
    this.#isOver = true;
    this.listener.onForeignProtocol(foreignProtocol);
  }
}
