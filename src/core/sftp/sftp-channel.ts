import type { ClientChannel } from "ssh2";
import type { Clock } from "../environment.js";
import { releaseAfterRead } from "../ssh/tuning/buffer-release.js";
import { MalformedWireData, WireReader, wireString } from "../ssh/wire-format.js";
import { PacketParser, NotSftpError } from "./packets/packet-parser.js";
import { RESPONSE, initPacket, readPacket, REQUEST, requestPacket, writePacket } from "./packets/request-packets.js";
import { readExtensions, readLimits, DEFAULT_SIZES, type PacketSizes } from "./packets/response-bodies.js";
import { SftpStart, SftpStartError } from "./sftp-start.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** How long a server may leave every request unanswered. Milliseconds. */
const SILENCE_TIMEOUT_MS = 60_000;

/** What may wait for the server's window, so that none of it is ever left unused. Bytes. */
const MAX_BUFFERED_BYTES = 512 * 1024;

/** What becomes of a request's answer. */
interface ResponseHandler {
  /** Where the bytes of a READ go, asked for when the first have come; nothing where so many were not wanted. */
  readonly buffer?: (length: number) => Buffer | undefined;
  /** @throws MalformedWireData where that is no answer to it */
  readonly onResponse: (type: number, body: WireReader) => void;
  /** All of them have come there. */
  readonly onData?: () => void;
  readonly onFailure: (why: SftpError) => void;
}

/** A request that waits for its answer. */
interface PendingRequest extends ResponseHandler {
  /** When it was sent; milliseconds. */
  readonly sentAt: number;
}

/** What a request is answered by when it went well, and how that is read. */
export interface ExpectedResponse<T> {
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
  readonly #pending = new Map<number, PendingRequest>();
  readonly #parser: PacketParser;
  #onVersion: ((body: WireReader | undefined) => void) | undefined;
  #version = 0;
  #extensions: ReadonlyMap<string, string> = new Map();
  #maxSizes = DEFAULT_SIZES;
  #lastId = 0;
  #roundTrip = Number.POSITIVE_INFINITY;
  #isClosed = false;
  #lastResponseAt = 0;
  #stopWatch: () => void = () => undefined;

  /** @param server what the server calls itself, `OpenSSH_9.2p1` */
  private constructor(
    private readonly stream: ClientChannel,
    private readonly clock: Clock,
    readonly server: string,
  ) {
    this.#parser = new PacketParser({
      bufferFor: (id, length) => this.#pending.get(id)?.buffer?.(length),
      onData: (id) => this.#takePending(id)?.onData?.(),
      onPacket: (type, body) => this.#handlePacket(type, new WireReader(body)),
    });
    releaseAfterRead(stream); // the intake copies
    stream
      .on("data", (chunk: Buffer) => this.#receive(chunk))
      .on("error", () => undefined)
      .on("end", () => {
        if (this.#onVersion === undefined) this.close(); // else how the program ended comes behind it
      })
      .on("close", () => this.close());
    stream.stderr.resume();
  }

  /** Agree on version 3 and the server's limits. @throws SftpStartError where the server speaks no SFTP */
  static async open(stream: ClientChannel, clock: Clock, server: string): Promise<SftpChannel> {
    const start = new SftpStart(stream);
    const channel = new SftpChannel(stream, clock, server);
    try {
      await channel.#negotiate();
      return channel;
    } catch {
      const facts = start.facts();
      channel.close();
      throw new SftpStartError(facts);
    } finally {
      start.stop();
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The protocol's version, as the server answered: 3 with nearly all. */
  get version(): number {
    return this.#version;
  }

  /** The most bytes that one read or write may ask for. */
  get maxSizes(): PacketSizes {
    return this.#maxSizes;
  }

  /** The shortest time that an answer has taken so far. Milliseconds. */
  get roundTrip(): number {
    return this.#roundTrip;
  }

  /** Whether requests wait here for the server's window: more of them would fill memory and speed nothing up. */
  get isBackedUp(): boolean {
    return this.stream.writableLength > MAX_BUFFERED_BYTES;
  }

  /** Send one request. @throws SftpError with the status that the server answers, or `CONNECTION_LOST` */
  request<T>(type: number, fields: readonly Buffer[], { type: expected, read }: ExpectedResponse<T>): Promise<T> {
    return new Promise<T>((resolve, reject) =>
      this.#send((id) => requestPacket(type, id, fields), {
        onFailure: reject,
        onResponse: (came, body) => {
          const refused = came === RESPONSE.status ? readStatus(body) : undefined;
          if (refused !== undefined) reject(refused);
          else if (came === expected) resolve(read(body));
          else throw new MalformedWireData();
        },
      }),
    );
  }

  /** Send one request that is answered by its success alone. @throws SftpError with the status that the server answers, or `CONNECTION_LOST` */
  requestStatus(type: number, ...fields: readonly Buffer[]): Promise<void> {
    return this.request(type, fields, { type: RESPONSE.status, read: () => undefined });
  }

  /** Whether the server has told that it knows an extension in this version. */
  supports(name: string, version: string): boolean {
    return this.#extensions.get(name) === version;
  }

  /** Send one request of an extension. @throws SftpError `opUnsupported` where the server does not offer it, else as `request` */
  extended<T>(name: string, version: string, fields: readonly Buffer[], expected: ExpectedResponse<T>): Promise<T> {
    if (!this.supports(name, version)) return Promise.reject(new SftpError(SFTP_STATUS.opUnsupported, ""));
    return this.request(REQUEST.extended, [wireString(name), ...fields], expected);
  }

  /**
   * Bytes of a file from a position on.
   *
   * @param buffer where they are to go, at least `length` bytes, taken only once they come: so few buffers are used again and
   *   again, and what the processor has at hand of them is not pushed out
   * @returns the bytes, in that room: none behind the end, fewer than asked at the server's pleasure
   */
  read(handle: Buffer, length: number, offset: number, buffer: () => Buffer): Promise<Buffer> {
    return new Promise<Buffer>((resolve, reject) => {
      let bytes: Buffer = NOTHING;
      this.#send((id) => readPacket(id, handle, offset, length), {
        buffer: (came) => (came > length ? undefined : (bytes = buffer().subarray(0, came))),
        onData: () => resolve(bytes),
        onFailure: reject,
        onResponse: (_type, body) => {
          const refused = readStatus(body);
          if (refused === undefined) throw new MalformedWireData();
          if (refused.status === SFTP_STATUS.eof) resolve(NOTHING);
          else reject(refused);
        },
      });
    });
  }

  /**
   * The bytes may be changed as soon as this returns.
   *
   * @param buffer where the packet is put together, `WRITE_OVERHEAD_BYTES` bytes longer than the bytes; it may be changed once this resolves
   */
  write(handle: Buffer, bytes: Buffer, offset: number, buffer: Buffer): Promise<void> {
    return new Promise<void>((resolve, reject) =>
      this.#send((id) => writePacket(id, handle, offset, bytes, buffer), {
        onFailure: reject,
        onResponse: (_type, body) => {
          const refused = readStatus(body);
          if (refused === undefined) resolve();
          else reject(refused);
        },
      }),
    );
  }

  /** Close the channel; what waits is answered as lost. Safe to call twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopWatch();
    this.stream.close();
    this.#onVersion?.(undefined);
    for (const { onFailure } of this.#pending.values()) onFailure(connectionLost());
    this.#pending.clear();
  }

  async #negotiate(): Promise<void> {
    this.#watch();
    const answer = new Promise<WireReader | undefined>((resolve) => {
      this.#onVersion = resolve;
    });
    this.stream.write(initPacket());
    const hello = await answer;
    this.#onVersion = undefined;
    if (hello === undefined) throw connectionLost();
    this.#version = hello.uint32(); // a server answers 3 or less to 3, and what is used here is in all of them
    this.#extensions = readExtensions(hello);
    this.#maxSizes = await this.extended("limits@openssh.com", "1", [], {
      type: RESPONSE.extended,
      read: readLimits,
    }).catch(() => DEFAULT_SIZES);
    if (this.#isClosed) throw connectionLost();
  }

  #send(packet: (id: number) => Buffer, answered: ResponseHandler): void {
    if (this.#isClosed) return answered.onFailure(connectionLost());
    if (this.#pending.size === 0) this.#watch();
    do this.#lastId = (this.#lastId + 1) >>> 0;
    while (this.#pending.has(this.#lastId));
    this.#pending.set(this.#lastId, { ...answered, sentAt: performance.now() });
    this.stream.write(packet(this.#lastId));
  }

  #receive(chunk: Buffer): void {
    if (this.#isClosed) return;
    try {
      this.#parser.push(chunk);
    } catch (thrown) {
      if (!(thrown instanceof MalformedWireData || thrown instanceof NotSftpError)) throw thrown;
      this.close();
    }
  }

  #handlePacket(type: number, body: WireReader): void {
    if (type === RESPONSE.version) this.#onVersion?.(body);
    else this.#dispatch(this.#takePending(body.uint32()), type, body);
  }

  #dispatch(pending: PendingRequest | undefined, type: number, body: WireReader): void {
    if (pending === undefined) throw new NotSftpError("an answer that nobody has asked for");
    try {
      pending.onResponse(type, body);
    } catch (thrown) {
      pending.onFailure(connectionLost()); // it waits no longer, so the end of the channel would not tell it
      throw thrown;
    }
  }

  #takePending(id: number): PendingRequest | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) this.#roundTrip = Math.min(this.#roundTrip, performance.now() - pending.sentAt);
    this.#lastResponseAt = this.clock.elapsed();
    return pending;
  }

  #watch(): void {
    this.#stopWatch();
    this.#lastResponseAt = this.clock.elapsed();
    this.#watchOn();
  }

  #watchOn(): void {
    this.#stopWatch = this.clock.setTimeout(SILENCE_TIMEOUT_MS, () => {
      if (this.#pending.size === 0 && this.#onVersion === undefined) return;
      if (this.clock.elapsed() - this.#lastResponseAt >= SILENCE_TIMEOUT_MS) this.close();
      else this.#watchOn();
    });
  }
}

const NOTHING = Buffer.alloc(0);

/** @returns nothing where all went well */
function readStatus(body: WireReader): SftpError | undefined {
  const status = body.uint32();
  if (status === SFTP_STATUS.ok) return undefined;
  return new SftpError(status, body.remaining === 0 ? "" : body.text()); // servers that are older than version 3 say no more
}

const connectionLost = (): SftpError => new SftpError(SFTP_STATUS.connectionLost, "");
