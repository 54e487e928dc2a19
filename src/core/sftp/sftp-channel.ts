import type { ClientChannel } from "ssh2";
import type { Clock } from "../environment.js";
import { keepsNothing } from "../ssh/tuning/buffer-release.js";
import { MalformedBlob, WireReader, wireString } from "../ssh/wire-format.js";
import { Intake, NotSftp } from "./packet-parser.js";
import { ANSWER, helloPacket, readPacket, REQUEST, requestPacket, writePacket } from "./packets.js";
import { readExtensions, readLimits, SURE_SIZES, type PacketSizes } from "./responses.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** How long a server may leave every request unanswered. Milliseconds. */
const SILENCE_LIMIT_MS = 60_000;

/** What may wait for the server's window, so that none of it is ever left unused. Bytes. */
const ENOUGH_IN_WAIT = 512 * 1024;

/** What becomes of a request's answer. */
interface Answered {
  /** Where the bytes of a READ go, asked for when the first have come; nothing where so many were not wanted. */
  readonly place?: (length: number) => Buffer | undefined;
  /** @throws MalformedBlob where that is no answer to it */
  readonly answered: (type: number, body: WireReader) => void;
  /** All of them have come there. */
  readonly filled?: () => void;
  readonly failed: (why: SftpRefused) => void;
}

/** A request that waits for its answer. */
interface Waiting extends Answered {
  /** When it was sent; milliseconds. */
  readonly sentAt: number;
}

/** What a request is answered by when it went well, and how that is read. */
export interface Expected<T> {
  readonly type: number;
  readonly read: (body: WireReader) => T;
}

/**
 * SFTP on a channel: requests as promises, as many at a time as one likes. Each ends by its answer, with the channel, or
 * when the server has been silent for too long.
 *
 * ssh2 has an SFTP of its own, which puts every packet together before it copies the file's bytes out of it, and
 * leaves a request unanswered for ever when the channel ends.
 */
export class SftpChannel {
  readonly #waiting = new Map<number, Waiting>();
  readonly #intake: Intake;
  #hello: ((body: WireReader | undefined) => void) | undefined;
  #extensions: ReadonlyMap<string, string> = new Map();
  #sizes = SURE_SIZES;
  #lastId = 0;
  #roundTrip = Number.POSITIVE_INFINITY;
  #over = false;
  #answeredAt = 0;
  #stopWatch: () => void = () => undefined;

  /** @param server what the server calls itself, `OpenSSH_9.2p1` */
  private constructor(private readonly stream: ClientChannel, private readonly clock: Clock, readonly server: string) {
    this.#intake = new Intake({
      placeFor: (id, length) => this.#waiting.get(id)?.place?.(length),
      data: (id) => this.#settle(id)?.filled?.(),
      packet: (type, body) => this.#take(type, new WireReader(body)),
    });
    keepsNothing(stream); // the intake copies
    stream.on("data", (chunk: Buffer) => this.#receive(chunk)).on("error", () => undefined).on("end", () => this.end()).on("close", () => this.end());
    stream.stderr.resume();
  }

  /** Agree on version 3 and the server's limits. @throws SftpRefused where the server speaks no SFTP */
  static async open(stream: ClientChannel, clock: Clock, server: string): Promise<SftpChannel> {
    const channel = new SftpChannel(stream, clock, server);
    try {
      await channel.#agree();
      return channel;
    } catch {
      channel.end();
      throw lost();
    }
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The most bytes that one read or write may ask for. */
  get sizes(): PacketSizes {
    return this.#sizes;
  }

  /** The shortest time that an answer has taken so far. Milliseconds. */
  get roundTrip(): number {
    return this.#roundTrip;
  }

  /** Whether requests wait here for the server's window: more of them would fill memory and speed nothing up. */
  get isHeldBack(): boolean {
    return this.stream.writableLength > ENOUGH_IN_WAIT;
  }

  /** Send one request. @throws SftpRefused with the status that the server answers, or `CONNECTION_LOST` */
  ask<T>(type: number, fields: readonly Buffer[], { type: expected, read }: Expected<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => this.#send((id) => requestPacket(type, id, fields), {
      failed: reject,
      answered: (came, body) => {
        const refused = came === ANSWER.status ? readStatus(body) : undefined;
        if (refused !== undefined) reject(refused);
        else if (came === expected) resolve(read(body));
        else throw new MalformedBlob();
      },
    }));
  }

  /** The same for a request that is answered by its success alone. */
  do(type: number, ...fields: readonly Buffer[]): Promise<void> {
    return this.ask(type, fields, { type: ANSWER.status, read: () => undefined });
  }

  /** Whether the server has told that it knows an extension in this version. */
  offers(name: string, version: string): boolean {
    return this.#extensions.get(name) === version;
  }

  /** The same for one of the server's extensions, which is refused here where the server does not offer it. */
  extended<T>(name: string, version: string, fields: readonly Buffer[], expected: Expected<T>): Promise<T> {
    if (!this.offers(name, version)) return Promise.reject(new SftpRefused(SFTP_STATUS.opUnsupported, ""));
    return this.ask(REQUEST.extended, [wireString(name), ...fields], expected);
  }

  /**
   * Bytes of a file from a position on.
   *
   * @param room where they are to go, at least `length` bytes, taken only once they come: so few buffers are used again and
   *   again, and what the processor has at hand of them is not pushed out
   * @returns the bytes, in that room: none behind the end, fewer than asked at the server's pleasure
   */
  read(handle: Buffer, length: number, position: number, room: () => Buffer): Promise<Buffer> {
    return new Promise<Buffer>((resolve, reject) => {
      let bytes: Buffer = NOTHING;
      this.#send((id) => readPacket(id, handle, position, length), {
        place: (came) => (came > length ? undefined : bytes = room().subarray(0, came)),
        filled: () => resolve(bytes),
        failed: reject,
        answered: (_type, body) => {
          const refused = readStatus(body);
          if (refused === undefined) throw new MalformedBlob();
          if (refused.status === SFTP_STATUS.eof) resolve(NOTHING);
          else reject(refused);
        },
      });
    });
  }

  /**
   * The bytes may be changed as soon as this returns.
   *
   * @param room where the packet is put together, `ROOM_FOR_WRITE` bytes longer than the bytes; it may be changed once this resolves
   */
  write(handle: Buffer, bytes: Buffer, position: number, room: Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) => this.#send((id) => writePacket(id, handle, position, bytes, room), {
      failed: reject,
      answered: (_type, body) => {
        const refused = readStatus(body);
        if (refused === undefined) resolve();
        else reject(refused);
      },
    }));
  }

  /** Close the channel; what waits is answered as lost. Safe to call twice. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopWatch();
    this.stream.close();
    this.#hello?.(undefined);
    for (const { failed } of this.#waiting.values()) failed(lost());
    this.#waiting.clear();
  }

  async #agree(): Promise<void> {
    this.#watch();
    const answer = new Promise<WireReader | undefined>((resolve) => { this.#hello = resolve; });
    this.stream.write(helloPacket());
    const hello = await answer;
    this.#hello = undefined;
    if (hello === undefined) throw lost();
    hello.uint32(); // the version; a server answers 3 or less to 3, and what is used here is in all of them
    this.#extensions = readExtensions(hello);
    this.#sizes = await this.extended("limits@openssh.com", "1", [], { type: ANSWER.extended, read: readLimits }).catch(() => SURE_SIZES);
    if (this.#over) throw lost();
  }

  #send(packet: (id: number) => Buffer, answered: Answered): void {
    if (this.#over) return answered.failed(lost());
    if (this.#waiting.size === 0) this.#watch();
    do this.#lastId = (this.#lastId + 1) >>> 0; while (this.#waiting.has(this.#lastId));
    this.#waiting.set(this.#lastId, { ...answered, sentAt: performance.now() });
    this.stream.write(packet(this.#lastId));
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return;
    try {
      this.#intake.take(chunk);
    } catch (thrown) {
      if (!(thrown instanceof MalformedBlob || thrown instanceof NotSftp)) throw thrown;
      this.end();
    }
  }

  #take(type: number, body: WireReader): void {
    if (type === ANSWER.version) this.#hello?.(body);
    else this.#answer(this.#settle(body.uint32()), type, body);
  }

  #answer(waiting: Waiting | undefined, type: number, body: WireReader): void {
    if (waiting === undefined) throw new NotSftp("an answer that nobody has asked for");
    try {
      waiting.answered(type, body);
    } catch (thrown) {
      waiting.failed(lost()); // it waits no longer, so the end of the channel would not tell it
      throw thrown;
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting !== undefined) this.#roundTrip = Math.min(this.#roundTrip, performance.now() - waiting.sentAt);
    this.#answeredAt = this.clock.now();
    return waiting;
  }

  #watch(): void {
    this.#stopWatch();
    this.#answeredAt = this.clock.now();
    this.#watchOn();
  }

  #watchOn(): void {
    this.#stopWatch = this.clock.after(SILENCE_LIMIT_MS, () => {
      if (this.#waiting.size === 0 && this.#hello === undefined) return;
      if (this.clock.now() - this.#answeredAt >= SILENCE_LIMIT_MS) this.end();
      else this.#watchOn();
    });
  }
}

const NOTHING = Buffer.alloc(0);

/** @returns nothing where all went well */
function readStatus(body: WireReader): SftpRefused | undefined {
  const status = body.uint32();
  if (status === SFTP_STATUS.ok) return undefined;
  return new SftpRefused(status, body.left === 0 ? "" : body.text()); // servers that are older than version 3 say no more
}

const lost = (): SftpRefused => new SftpRefused(SFTP_STATUS.connectionLost, "");
