import { wireString } from "../ssh/keys/wire.js";
import { readAttributes, type PacketSizes } from "../ssh/sftp/answer.js";
import { ANSWER, REQUEST, ROOM_FOR_WRITE, type Attributes } from "../ssh/sftp/packet.js";
import type { SftpChannel } from "../ssh/sftp/sftp-channel.js";

/** A file that the gateway holds open. Every method throws SftpRefused. */
export class SftpFile {
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

  /** To work in, for a write of any length. */
  room(): Buffer {
    return Buffer.allocUnsafeSlow(ROOM_FOR_WRITE + this.most.write);
  }

  stat(): Promise<Attributes> {
    return this.channel.ask(REQUEST.fstat, [wireString(this.handle)], { type: ANSWER.attributes, read: readAttributes });
  }

  /** Fill a buffer from a position on. @returns how many bytes came; fewer than asked at the end or at a server's pleasure, 0 behind the end */
  read(into: Buffer, position: number): Promise<number> {
    return this.channel.read(this.handle, into, position);
  }

  /** The bytes may be changed as soon as this returns. @param room to work in, from `room()`; it may be given again once this resolves */
  write(bytes: Buffer, position: number, room: Buffer): Promise<void> {
    return this.channel.write(this.handle, bytes, position, room);
  }

  /** Resolves when the server has closed it: only then is what was written truly stored. Safe to call twice. */
  close(): Promise<void> {
    return this.#closing ??= this.channel.do(REQUEST.close, wireString(this.handle));
  }

  /** Close it where nobody needs to know how that went. */
  letGo(): void {
    this.close().catch(() => undefined);
  }
}
