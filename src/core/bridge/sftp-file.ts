import type { Attributes } from "./entry.js";
import type { PacketSizes } from "./packet-size.js";
import type { SftpChannel } from "./sftp-channel.js";

/** A file that the gateway holds open. Every method throws SftpRefused. */
export class SftpFile {
  #closing: Promise<void> | undefined;

  constructor(private readonly channel: SftpChannel, private readonly handle: Buffer, readonly most: PacketSizes) {}

  stat(): Promise<Attributes> {
    return this.channel.ask((sftp, answer) => sftp.fstat(this.handle, answer));
  }

  /** Fill a buffer from a position on. @returns how many bytes came; fewer than asked at the end or at a server's pleasure, 0 behind the end */
  read(into: Buffer, position: number): Promise<number> {
    return this.channel.ask((sftp, answer) => sftp.read(this.handle, into, 0, into.length, position, answer));
  }

  /** The bytes may be changed as soon as this returns: ssh2 has copied them. */
  write(bytes: Buffer, position: number): Promise<void> {
    return this.channel.do((sftp, answer) => sftp.write(this.handle, bytes, 0, bytes.length, position, answer));
  }

  /** Resolves when the server has closed it: only then is what was written truly stored. Safe to call twice. */
  close(): Promise<void> {
    return this.#closing ??= this.channel.do((sftp, answer) => sftp.close(this.handle, answer));
  }

  /** Close it where nobody needs to know how that went. */
  letGo(): void {
    this.close().catch(() => undefined);
  }
}
