import { uint64, wireString } from "../ssh/wire-format.js";
import { RESPONSE, REQUEST, WRITE_OVERHEAD_BYTES, type Attributes } from "./packets/request-packets.js";
import { readAttributes, type PacketSizes } from "./packets/response-bodies.js";
import type { SftpChannel } from "./sftp-channel.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** Section 7 of draft-ietf-secsh-filexfer-extensions-00; OpenSSH's server knows it from 9.0 on. */
export const COPY_DATA = ["copy-data", "1"] as const;

/**
 * A file that the gateway holds open. Every method may throw SftpError; once it is being closed each but `close` does:
 * a server may give the same handle to the file that is opened next.
 */
export class SftpFile {
  /** To put writes together in; one is used again once its write was answered. */
  readonly #buffers: Buffer[] = [];
  #closing: Promise<void> | undefined;

  constructor(
    private readonly channel: SftpChannel,
    private readonly handle: Buffer,
  ) {}

  get maxSizes(): PacketSizes {
    return this.channel.maxSizes;
  }

  /** Milliseconds to the server and back. */
  get roundTrip(): number {
    return this.channel.roundTrip;
  }

  /** Whether writes wait here for the server's window. */
  get isBackedUp(): boolean {
    return this.channel.isBackedUp;
  }

  async stat(): Promise<Attributes> {
    return this.channel.request(REQUEST.fstat, [wireString(this.#openHandle)], {
      type: RESPONSE.attributes,
      read: readAttributes,
    });
  }

  /**
   * @param buffer where the bytes go, at least `length` of them
   * @returns those from a position on; fewer than asked at the end or at a server's pleasure, none behind the end
   */
  async read(length: number, offset: number, buffer: () => Buffer): Promise<Buffer> {
    return this.channel.read(this.#openHandle, length, offset, buffer);
  }

  /** The bytes, at most as many as `most.write`, may be changed as soon as this returns. */
  async write(bytes: Buffer, offset: number): Promise<void> {
    const handle = this.#openHandle;
    if (bytes.length > this.maxSizes.write) throw new RangeError(`a write of ${bytes.length} bytes`);
    const buffer = this.#buffers.pop() ?? Buffer.allocUnsafeSlow(WRITE_OVERHEAD_BYTES + this.maxSizes.write);
    await this.channel.write(handle, bytes, offset, buffer);
    this.#buffers.push(buffer);
  }

  /** Have the server write here what stands in another file that it holds open on this channel (`copy-data`). */
  async copy(source: SftpFile, sourceOffset: number, length: number, offset: number): Promise<void> {
    const fields = [
      wireString(source.#openHandle),
      uint64(sourceOffset),
      uint64(length),
      wireString(this.#openHandle),
      uint64(offset),
    ];
    await this.channel.extended(...COPY_DATA, fields, { type: RESPONSE.status, read: () => undefined });
  }

  /** Resolves when the server has closed it: only then is what was written truly stored. Safe to call twice. */
  close(): Promise<void> {
    return (this.#closing ??= this.channel.requestStatus(REQUEST.close, wireString(this.handle)));
  }

  /** Close it where nobody needs to know how that went. */
  release(): void {
    this.close().catch(() => undefined);
  }

  get #openHandle(): Buffer {
    if (this.#closing !== undefined) throw new SftpError(SFTP_STATUS.invalidHandle, "");
    return this.handle;
  }
}
