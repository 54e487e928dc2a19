import type { Clock } from "../environment.js";
import { CommandReader, LONE_CR_LIMIT_MS } from "../ftp/command-reader.js";
import { LineTooLongError, type FtpCommand } from "../ftp/command.js";
import { foreignProtocolAtStart, foreignProtocolInLine, type ForeignProtocol } from "../ftp/foreign-protocol.js";

/** As much as tells another protocol. Bytes. */
const MAX_OPENING = 8;

/** What may come in on a control connection. */
export interface ControlInputListener {
  commands(commands: readonly FtpCommand[]): void;
  /** It speaks another protocol: nothing is told of what came in one piece with that, nor behind it. */
  intruder(speaks: ForeignProtocol): void;
  /** A line was longer than any command may be. Nothing is told behind it. */
  endless(): void;
}

/** Makes commands of what a client sends, for as long as it speaks FTP. */
export class ControlInput {
  readonly #reader = new CommandReader();
  /** The first bytes, until a command has come. */
  #opening: string | undefined = "";
  #isOver = false;
  #stopMoment: () => void = () => undefined;

  constructor(private readonly clock: Clock, private readonly listener: ControlInputListener) {}

  take(chunk: Buffer): void {
    this.#stopMoment();
    if (this.#isOver) return;
    const text = chunk.toString("latin1");
    if (this.#opening !== undefined) {
      this.#opening = (this.#opening + text.slice(0, MAX_OPENING)).slice(0, MAX_OPENING);
      const intruder = foreignProtocolAtStart(this.#opening);
      if (intruder !== undefined) return this.#refuse(intruder);
    }
    try {
      this.#tell(this.#reader.take(text));
    } catch (thrown) {
      if (!(thrown instanceof LineTooLongError)) throw thrown;
      this.#isOver = true;
      this.listener.endless();
      return;
    }
    if (this.#reader.awaitsLineFeed) this.#stopMoment = this.clock.setTimeout(LONE_CR_LIMIT_MS, () => this.#tell(this.#reader.endLine()));
  }

  /** Nothing more comes: a line that awaits its line feed is taken without it. Safe to call twice. */
  end(): void {
    this.#stopMoment();
    if (!this.#isOver) this.#tell(this.#reader.endLine());
    this.#isOver = true;
  }

  #tell(commands: readonly FtpCommand[]): void {
    if (commands.length === 0) return;
    this.#opening = undefined;
    const intruder = commands.map(({ raw }) => foreignProtocolInLine(raw.trimEnd())).find((found) => found !== undefined);
    if (intruder === undefined) this.listener.commands(commands);
    else this.#refuse(intruder);
  }

  #refuse(intruder: ForeignProtocol): void {
    this.#isOver = true;
    this.listener.intruder(intruder);
  }
}
