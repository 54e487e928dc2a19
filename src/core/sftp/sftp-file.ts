import { uint64, wireString } from "../ssh/wire-format.js";
import { ANSWER, REQUEST, ROOM_FOR_WRITE, type Attributes } from "./packets.js";
import { readAttributes, type PacketSizes } from "./responses.js";
import type { SftpChannel } from "./sftp-channel.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** Section 7 of draft-ietf-secsh-filexfer-extensions-00; OpenSSH's server knows it from 9.0 on. */
export const COPY_DATA = ["copy-data", "1"] as const;

/**
 * A file that the gateway holds open. Every method may throw SftpRefused; once it is being closed each but `close` does:
 * a server may give the same handle to the file that is opened next.
 */
export class SftpFile {
  /** To put writes together in; one is used again once its write was answered. */
  readonly #rooms: Buffer[] = [];
  #closing: Promise<void> | undefined;

  constructor(private readonly channel: SftpChannel, private readonly handle: Buffer) {}

  get most(): PacketSizes {
    return this.channel.sizes;
  }

  /** Milliseconds to the server and back. */
  get roundTrip(): number {
    return this.channel.roundTrip;
  }

  /** Whether writes wait here for the server's window. */
  get isHeldBack(): boolean {
    return this.channel.isHeldBack;
  }

  async stat(): Promise<Attributes> {
    return this.channel.ask(REQUEST.fstat, [wireString(this.#openHandle)], { type: ANSWER.attributes, read: readAttributes });
  }

  /**
   * @param room where the bytes go, at least `length` of them
   * @returns those from a position on; fewer than asked at the end or at a server's pleasure, none behind the end
   */
  async read(length: number, position: number, room: () => Buffer): Promise<Buffer> {
    return this.channel.read(this.#openHandle, length, position, room);
  }

  /** The bytes, at most as many as `most.write`, may be changed as soon as this returns. */
  async write(bytes: Buffer, position: number): Promise<void> {
    const handle = this.#openHandle;
    if (bytes.length > this.most.write) throw new RangeError(`a write of ${bytes.length} bytes`);
    const room = this.#rooms.pop() ?? Buffer.allocUnsafeSlow(ROOM_FOR_WRITE + this.most.write);
    await this.channel.write(handle, bytes, position, room);
    this.#rooms.push(room);
  }

  /** Have the server write here what stands in another file that it holds open on this channel (`copy-data`). */
  async copy(from: SftpFile, at: number, length: number, position: number): Promise<void> {
    const fields = [wireString(from.#openHandle), uint64(at), uint64(length), wireString(this.#openHandle), uint64(position)];
    await this.channel.extended(...COPY_DATA, fields, { type: ANSWER.status, read: () => undefined });
  }

  /** Resolves when the server has closed it: only then is what was written truly stored. Safe to call twice. */
  close(): Promise<void> {
    return this.#closing ??= this.channel.do(REQUEST.close, wireString(this.handle));
  }

  /** Close it where nobody needs to know how that went. */
  letGo(): void {
    this.close().catch(() => undefined);
  }

  get #openHandle(): Buffer {
    if (this.#closing !== undefined) throw new SftpRefused(SFTP_STATUS.invalidHandle, "");
    return this.handle;
  }
}
