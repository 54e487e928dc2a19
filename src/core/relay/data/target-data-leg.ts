import type { Channel } from "ssh2";
import type { TargetStream } from "../../forward/splice-streams.js";
import type { TargetTls } from "../tls/target-tls.js";

/** A channel to the target for data, and how it is to be protected. */
export interface TargetOfData {
  /** It is being made or stands. */
  readonly target: Promise<Channel>;
  /** TLS of the control connection on the target leg, where it is in TLS. */
  readonly tls?: TargetTls | undefined;
  /** The target's port that it leads to, where the target has named one. */
  readonly port?: number;
}

/** The target's leg of a data connection. Until the transfer has begun, another channel may take the place of the one that was chosen. */
export class TargetDataLeg {
  /** The channel that is being made or stands; nothing until one is chosen. */
  #chosen: TargetOfData | undefined;
  /** The channel that was given away. */
  #released: TargetOfData | undefined;
  /** The leg as its bytes are meant, in TLS where the server wants that. */
  #channel: TargetStream | undefined;
  /** The leg in TLS, once that was begun. */
  #secured: Promise<TargetStream> | undefined;
  #isClosed = false;
  #join: (target: TargetOfData) => void = () => undefined;
  #refuse: (reason: unknown) => void = () => undefined;
  /** The channel through which the transfer passes, once it stands and the transfer has begun. */
  readonly joined = new Promise<TargetOfData>((resolve, reject) => {
    this.#join = resolve;
    this.#refuse = reject;
  });

  /**
   * @param begun the transfer has begun
   * @param onFailure told why the chosen channel could not be made
   */
  constructor(
    private readonly begun: Promise<void>,
    private readonly onFailure: (thrown: unknown) => void,
  ) {
    this.joined.catch(() => undefined); // told to whoever carries
  }

  /** Have bytes pass through this channel. */
  use(chosen: TargetOfData): void {
    if (this.#channel !== undefined) close(this.#channel);
    this.#channel = this.#secured = undefined;
    this.#chosen = chosen;
    chosen.target.then(
      (channel) => {
        if (this.#released === chosen) return;
        if (this.#chosen !== chosen) return void close(channel);
        this.#channel = channel;
        if (this.#isClosed) close(channel);
        void this.begun.then(() => {
          if (this.#chosen === chosen) this.#join(chosen);
        });
      },
      (thrown: unknown) => {
        if (this.#chosen !== chosen) return;
        this.onFailure(thrown);
        this.#refuse(thrown);
      },
    );
  }

  /** Give the channel away, which is in the clear and used by nobody, where it leads to a port that is known. */
  release(): { readonly target: Promise<Channel>; readonly port: number } | undefined {
    const { target, port, tls } = this.#chosen ?? {};
    if (target === undefined || port === undefined || tls !== undefined || this.#isClosed) return undefined;
    this.#released = this.#chosen;
    this.#chosen = this.#channel = undefined;
    return { target, port };
  }

  /** How much has come that nobody has taken yet. Bytes. */
  get readableLength(): number {
    return this.#channel?.readableLength ?? 0;
  }

  /** Whether the server has ended it before anything passed. */
  async hasEnded(): Promise<boolean> {
    this.#channel?.read(0); // an end is told only to somebody who reads
    await new Promise((resolve) => setImmediate(resolve));
    return this.#channel?.readableEnded === true || this.#channel?.destroyed === true;
  }

  /**
   * The server will read nothing from it: end that direction now, so that its own end, when it comes, is acknowledged at
   * once. vsftpd sends its 226 when its end is acknowledged (SO_LINGER), which Linux delays by 40 ms where the other
   * direction is open (`tcp_fin`), or until the client's end has come back through the tunnel. Not in TLS, whose end has a
   * form of its own.
   */
  endUnread(): void {
    const chosen = this.#chosen;
    if (chosen === undefined || chosen.tls !== undefined) return;
    chosen.target.then(
      (channel) => {
        if (this.#chosen === chosen) channel.end();
      },
      () => undefined,
    );
  }

  /** Begin TLS, where there is to be any. It begins once the command of the transfer is on its way: not every server speaks it before. */
  async secure(): Promise<void> {
    if (this.#chosen?.tls === undefined) return;
    await new Promise((resolve) => setImmediate(resolve)); // the command leaves first: the server is at work while TLS is made ready
    await this.secured(this.#chosen);
  }

  /** The leg as its bytes are meant. @throws Failed `ftp.tls-failed` */
  secured(chosen: TargetOfData): Promise<TargetStream> {
    const { target, tls } = chosen;
    if (tls === undefined) return target;
    this.#secured ??= target.then(async (channel) => {
      if (this.#isClosed) return channel;
      const secured = await tls.wrapData(channel);
      if (this.#chosen === chosen) this.#channel = secured;
      else close(secured);
      return secured;
    });
    return this.#secured;
  }

  /** Nothing will pass. */
  close(): void {
    this.#isClosed = true;
    if (this.#channel !== undefined) close(this.#channel);
  }
}

/** Close a channel that nobody will use, once it stands. */
export const closeWhenOpen = (target: Promise<Channel>): unknown => target.then(close, () => undefined);

/** ssh2 tells of `close` only behind the last byte. */
const close = (channel: TargetStream): unknown => channel.resume().close();
