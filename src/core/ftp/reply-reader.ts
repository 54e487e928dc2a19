import { printableExcerpt, MAX_LINE_BYTES, MalformedReplyError, type FtpReply } from "./reply.js";

/** What a server has sent, in its order: whole replies, and text that belongs to none or is too long to be held. */
export type Heard = ({ readonly kind: "reply" } & FtpReply) | { readonly kind: "text"; readonly raw: string };

/** A reply that may be complete is, where nothing has followed for so long: then `ReplyReader.settle` is to be called. Milliseconds. */
export const SETTLE_LIMIT_MS = 500;

/** Lines without a code that a server may send before its greeting. */
const MAX_LINES_BEFORE_GREETING = 200;

/** What other protocols say first: SSH, HTTP, VNC, IMAP, POP3, rsync, XML, TLS. */
const OTHER_PROTOCOL = /^(?:SSH-|HTTP\/|RFB \d|\* (?:OK|BYE|PREAUTH)|\+OK|-ERR|@RSYNCD|<[?!a-z]|[\x15\x16]\x03)/i;

/** Bytes before a code that are no part of the line: NUL, the CR of a line that ended in LF CR, Telnet's option commands (RFC 854), a UTF-8 mark. */
const IGNORED_BEFORE_CODE = /^(?:[\0\r]|\xff[\xfb-\xfe][^]|\xef\xbb\xbf)+/;

interface OpenReply {
  readonly code: string;
  /** Lines that are not given out yet. */
  readonly held: string[];
  bytes: number;
  /** Indexes of the held lines that begin with another code. */
  readonly otherCodes: number[];
}

/**
 * Reads the replies of an FTP server from chunks of any size, each byte once.
 *
 * A reply is one line that begins with three digits, or opens with `227-` and runs to the next line with the same code
 * and no hyphen (RFC 959 section 4.2). Servers bend that, and programs bear it, so a reader in the middle must not be
 * stricter than they are:
 *
 * - Whether FTP is spoken is judged at the greeting alone. Later a line without a code is `text`, which means nothing.
 * - Blanks, TAB or nothing may stand behind a code, and any three digits are one.
 * - A long reply may end in a line with another code (`553-` closed by `150 `). By its bytes that cannot be told from a
 *   line inside the reply, by time it can: servers send a reply at once, so such a line is the last one where nothing
 *   follows it for a moment. `isUndecided` asks its owner to call `settle` after that moment.
 * - A reply of any length is passed on: what exceeds 64 KiB is given out as `text`, and so is what a silent server has
 *   said of a reply so far. The last line still counts as the reply.
 *
 * Text is latin1, a character for each byte; all `raw` of what is given out together are the bytes that came, in their
 * order, but for a 227 or 229 that is too long: it names a port that nobody may dial, and is dropped.
 */
export class ReplyReader {
  /** Pieces of a line that has not ended. */
  #pieces: string[] = [];
  #pieceBytes = 0;
  /** What comes up to the next line end belongs to a line whose beginning was given out. */
  #isInsideLongLine = false;
  #linesBeforeGreeting: string[] = [];
  #greeting: "awaited" | "begun" | "complete" = "awaited";
  /** The reply that has begun and not ended. */
  #open: OpenReply | undefined;
  #heard: Heard[] = [];

  /** A reader for a stream that goes on in another way, TLS say: what was not complete is forgotten, that FTP is spoken is not. */
  next(): ReplyReader {
    const next = new ReplyReader();
    next.#greeting = this.#greeting;
    return next;
  }

  /** @returns what can be told now @throws MalformedReplyError where what comes first is no FTP greeting */
  push(chunk: string): readonly Heard[] {
    let start = 0;
    for (let lf = chunk.indexOf("\n"); lf !== -1; lf = chunk.indexOf("\n", start)) {
      this.#pieces.push(chunk.slice(start, lf + 1));
      start = lf + 1;
      this.#takeLine(this.#joinPieces());
    }
    if (start < chunk.length) {
      this.#pieces.push(chunk.slice(start));
      this.#pieceBytes += chunk.length - start;
    }
    if (this.#pieceBytes > MAX_LINE_BYTES) this.#takeLongLine(this.#joinPieces());
    return this.#takeHeard();
  }

  /** Whether a reply has begun of which silence would tell more. */
  get isUndecided(): boolean {
    return (
      this.#open !== undefined &&
      (this.#open.otherCodes.length > 0 || (this.#open.held.length > 0 && this.#mayPassUnfinished))
    );
  }

  /** Nothing has come for a moment. @returns what can be told for that reason */
  settle(): readonly Heard[] {
    this.#settle();
    return this.#takeHeard();
  }

  /** Nothing more will come. @returns what is left @throws MalformedReplyError where something came and no greeting */
  end(): readonly Heard[] {
    const rest = this.#joinPieces();
    if (rest !== "") this.#takeLine(rest); // without its line end, as some servers send their last one
    const [first = ""] = this.#linesBeforeGreeting;
    if (this.#greeting === "awaited" && first !== "") throw new MalformedReplyError(printableExcerpt(first));
    this.#settle();
    return this.#takeHeard();
  }

  #takeLine(raw: string): void {
    if (this.#isInsideLongLine) {
      this.#isInsideLongLine = false;
      this.#heard.push({ kind: "text", raw });
      return;
    }
    const { code, isOpening } = codeOf(raw);
    if (this.#greeting === "awaited" && !this.#beginsGreeting(raw, code)) return;
    if (this.#open !== undefined) this.#takeInside(this.#open, raw, code, isOpening);
    else if (code === undefined) this.#heard.push({ kind: "text", raw });
    else if (isOpening) this.#open = { code, held: [raw], bytes: raw.length, otherCodes: [] };
    else this.#complete(code, raw);
  }

  #takeInside(open: OpenReply, raw: string, code: string | undefined, isOpening: boolean): void {
    open.held.push(raw);
    open.bytes += raw.length;
    if (code === open.code && !isOpening) {
      this.#open = undefined;
      this.#complete(code, open.held.join(""));
    } else if (code !== undefined && !isOpening) open.otherCodes.push(open.held.length - 1);
    if (open.bytes > MAX_LINE_BYTES && this.#open === open) this.#giveOutLongReply(open);
  }

  /** A greeting must end within what may be held: nobody is kept waiting with text for ever. */
  #giveOutLongReply(open: OpenReply): void {
    if (this.#greeting !== "complete") throw new MalformedReplyError(printableExcerpt(open.held.join("")));
    this.#settle();
    if (this.#open === open) this.#open = { code: open.code, held: [], bytes: 0, otherCodes: [] }; // what names a port is dropped
  }

  #takeLongLine(raw: string): void {
    if (this.#greeting !== "complete") throw new MalformedReplyError(printableExcerpt(raw));
    const { code, isOpening } = codeOf(raw);
    if (this.#open !== undefined) this.#settle();
    if (!this.#isInsideLongLine && this.#open === undefined && code !== undefined && !isOpening)
      this.#complete(code, raw);
    else this.#heard.push({ kind: "text", raw });
    this.#isInsideLongLine = true;
  }

  /** Lines before the greeting are kept until it comes: what is no FTP server must not be heard. */
  #beginsGreeting(raw: string, code: string | undefined): boolean {
    const isGreeting = code !== undefined && /^[1-5]/.test(code);
    if (isGreeting) {
      this.#greeting = "begun";
      for (const line of this.#linesBeforeGreeting) this.#heard.push({ kind: "text", raw: line });
      return true;
    }
    this.#linesBeforeGreeting.push(raw);
    if (code !== undefined || OTHER_PROTOCOL.test(raw) || this.#linesBeforeGreeting.length > MAX_LINES_BEFORE_GREETING)
      throw new MalformedReplyError(printableExcerpt(raw));
    return false;
  }

  #complete(code: string, raw: string): void {
    this.#greeting = "complete";
    this.#heard.push({ kind: "reply", code: Number(code), raw });
  }

  /** Where lines with other codes came, each of them ends what has begun before it; what is left is given out, for as much as is there. */
  #settle(): void {
    const open = this.#open;
    if (open === undefined) return;
    if (open.otherCodes.length > 0) this.#splitAtOtherCodes(open.held);
    if (this.#open === undefined || this.#open.held.length === 0 || !this.#mayPassUnfinished) return;
    this.#heard.push({ kind: "text", raw: this.#open.held.join("") });
    this.#open = { code: this.#open.code, held: [], bytes: 0, otherCodes: [] };
  }

  #splitAtOtherCodes(lines: readonly string[]): void {
    let begun: OpenReply | undefined;
    for (const raw of lines) {
      const { code, isOpening } = codeOf(raw);
      begun?.held.push(raw);
      if (begun !== undefined) begun.bytes += raw.length;
      if (code !== undefined && !isOpening) {
        this.#complete(code, begun === undefined ? raw : begun.held.join(""));
        begun = undefined;
      } else if (begun === undefined && code === undefined) this.#heard.push({ kind: "text", raw });
      else if (begun === undefined && code !== undefined)
        begun = { code, held: [raw], bytes: raw.length, otherCodes: [] };
    }
    this.#open = begun;
  }

  get #mayPassUnfinished(): boolean {
    return this.#open !== undefined && this.#open.code !== "227" && this.#open.code !== "229";
  }

  #joinPieces(): string {
    const raw = this.#pieces.length === 1 ? (this.#pieces[0] ?? "") : this.#pieces.join("");
    this.#pieces = [];
    this.#pieceBytes = 0;
    return raw;
  }

  #takeHeard(): readonly Heard[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }
}

/** The code that a line begins with, and whether a hyphen behind it opens a reply of several lines. Programs that look at three digits alone dial what `227127,0,0,1,9,230` names. */
function codeOf(raw: string): { readonly code: string | undefined; readonly isOpening: boolean } {
  const [, code, hyphen] =
    /^(227(?=\d{1,3}(?:,\d{1,3}){5})|\d{3}(?!\d))(-?)/.exec(raw.replace(IGNORED_BEFORE_CODE, "")) ?? [];
  return { code, isOpening: hyphen === "-" };
}
