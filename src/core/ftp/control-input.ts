import type { Clock } from "../environment.js";
import { CommandReader, LONE_CR_LIMIT_MS } from "./command-reader.js";
import { LineTooLongError, type FtpCommand } from "./command.js";
import { foreignProtocolAtStart, foreignProtocolInLines, type ForeignProtocol } from "./detect-foreign-protocol.js";

/** As much as tells another protocol. Bytes. */
const MAX_OPENING_BYTES = 8;
/** So many commands are told in one turn of the event loop, and go on together; then others have theirs. */
const MAX_TURN_COMMANDS = 64;

/** What may come in on a control connection. */
export interface ControlInputListener {
  onCommands(commands: readonly FtpCommand[]): void;
  /** It speaks another protocol: nothing is told of what came in one piece with that, nor behind it. */
  onForeignProtocol(speaks: ForeignProtocol): void;
  /** A line was longer than any command may be. Nothing is told behind it. */
  onLineTooLong(): void;
  /** No command will follow. */
  onEnd(): void;
  /** The client is to be read on, or to wait. Told when that changes; at first it waits. */
  onFlow(on: boolean): void;
}

/**
 * Makes commands of what a client sends, for as long as it speaks FTP: relay and bridge hear their clients through this.
 *
 * Until the client has logged in, every line is looked at, since a web page, a TLS hello or a call by WebRTC may hold lines
 * that an FTP server takes for commands. Commands are told a few at a time, and none while their owner takes no more: then
 * the client waits as well, so that no more than one read of it is kept.
 */
export class ControlInput {
  readonly #reader = new CommandReader();
  /** The first bytes, until a command has come. */
  #opening: string | undefined = "";
  #isLoggedIn = false;
  /** What came last has not ended its line. */
  #isInsideLine = false;
  #mayTell = false;
  #isFlowing = false;
  #isTurnOver = false;
  #hasEnded = false;
  #isOver = false;
  #cancelTimeout: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly listener: ControlInputListener,
  ) {}

  push(chunk: Buffer): void {
    this.#cancelTimeout();
    if (this.#isOver || chunk.length === 0) return;
    const text = chunk.toString("latin1");
    const foreignProtocol = this.#isLoggedIn ? undefined : this.#foreignProtocolIn(text);
    this.#isInsideLine = !text.endsWith("\n");
    if (foreignProtocol !== undefined) return this.#refuse(foreignProtocol);
    this.#reader.add(text);
    this.#tell();
  }

  /** Nothing more comes: a line that awaits its line feed is taken without it, once all before it is told. Safe to call twice. */
  end(): void {
    this.#cancelTimeout();
    this.#hasEnded = true;
    this.#tell();
  }

  /** Tell on, or keep what comes. */
  read(on: boolean): void {
    this.#mayTell = on;
    this.#tell();
  }

  /** Whether something has come that is not told yet. */
  get hasUnread(): boolean {
    return this.#reader.hasUnread && !this.#isOver;
  }

  /** How much is kept of what has come, in bytes. */
  get keptBytes(): number {
    return this.#isOver ? 0 : this.#reader.keptLength;
  }

  /** Nothing more is to be told. */
  stop(): void {
    this.#cancelTimeout();
    this.#isOver = true;
  }

  /** Whether the client was let in: what follows is not looked at any more. */
  get isLoggedIn(): boolean {
    return this.#isLoggedIn;
  }

  setLoggedIn(isLoggedIn: boolean): void {
    this.#isLoggedIn = isLoggedIn;
  }

  /** What is left of a line whose beginning came before is looked at when it is whole. */
  #foreignProtocolIn(text: string): ForeignProtocol | undefined {
    if (this.#opening !== undefined) {
      this.#opening = (this.#opening + text.slice(0, MAX_OPENING_BYTES)).slice(0, MAX_OPENING_BYTES);
      const foreignProtocol = foreignProtocolAtStart(this.#opening);
      if (foreignProtocol !== undefined) return foreignProtocol;
    }
    if (!this.#isInsideLine) return foreignProtocolInLines(text);
    const lineEnd = text.indexOf("\n");
    return lineEnd === -1 ? undefined : foreignProtocolInLines(text.slice(lineEnd + 1));
  }

  #tell(): void {
    if (this.#mayTell && !this.#isTurnOver && !this.#isOver) this.#takeTurn();
    if (this.#hasEnded && !this.#reader.hasUnread && !this.#isOver) this.#finish();
    const isFlowing = this.#mayTell && !this.#reader.hasUnread;
    if (isFlowing === this.#isFlowing || this.#isOver) return;
    this.#isFlowing = isFlowing;
    this.listener.onFlow(isFlowing);
  }

  #takeTurn(): void {
    let commands: readonly FtpCommand[];
    try {
      commands = this.#reader.next(MAX_TURN_COMMANDS);
    } catch (thrown) {
      if (!(thrown instanceof LineTooLongError)) throw thrown;
      this.#isOver = true;
      this.listener.onLineTooLong();
      return;
    }
    if (this.#reader.hasUnread) {
      this.#isTurnOver = true;
      setImmediate(() => {
        this.#isTurnOver = false;
        this.#tell();
      });
    } else if (this.#reader.awaitsLineFeed && !this.#hasEnded)
      this.#cancelTimeout = this.clock.setTimeout(LONE_CR_LIMIT_MS, () => this.#notify(this.#reader.endLine()));
    this.#notify(commands);
  }

  #finish(): void {
    this.#notify(this.#reader.endLine());
    if (this.#isOver) return;
    this.#isOver = true;
    this.listener.onEnd();
  }

  #notify(commands: readonly FtpCommand[]): void {
    if (commands.length === 0 || this.#isOver) return;
    this.#opening = undefined;
    const foreignProtocol = this.#isLoggedIn
      ? undefined
      : foreignProtocolInLines(commands.map(({ raw }) => raw).join(""));
    if (foreignProtocol === undefined) this.listener.onCommands(commands);
    else this.#refuse(foreignProtocol);
  }

  #refuse(foreignProtocol: ForeignProtocol): void {
    this.#isOver = true;
    this.listener.onForeignProtocol(foreignProtocol);
  }
}
