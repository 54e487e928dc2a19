import type { SecureContext } from "node:tls";
import type { Channel } from "ssh2";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { isPositive, printableExcerpt, type FtpReply } from "../../ftp/reply.js";
import type { Clock } from "../../environment.js";
import type { TargetStream } from "../../forward/splice-streams.js";
import { certificateOf } from "./certificate-facts.js";
import { completeHandshake } from "./complete-handshake.js";
import { wrapInTls, type TlsStream } from "./tls-over-channel.js";

/** A server begins TLS with the transfer, for which it may have to make ready. Milliseconds. */
const DATA_HANDSHAKE_LIMIT_MS = 120_000;

/** What all connections of one relay in TLS have in common. */
export interface TargetTlsOptions {
  readonly host: string;
  /** `popeye:21`, for failures. */
  readonly target: string;
  readonly context: SecureContext;
  readonly mayEndWithoutCloseNotify: boolean;
  /** Data in the clear are no option: TLS was asked for by the profile. */
  readonly mustProtectData: boolean;
  /** A server that does not know PROT protects data all the same: implicit TLS and `AUTH SSL` mean that. */
  readonly protectsDataUnasked: boolean;
  readonly clock: Clock;
}

/** Puts a command to the target, in its turn. @returns the final reply; nothing where none came */
type Ask = (line: string) => Promise<FtpReply | undefined>;

/** TLS of one control connection, and of the data connections beside it (RFC 4217). */
export class TargetTls {
  readonly #sessions: Sessions;
  readonly #fingerprint: string | undefined;
  #protection: Promise<Failure | undefined> | undefined;
  #protectsData = false;

  /** @param control whose handshake is complete, and whose certificate is trusted */
  constructor(
    control: TlsStream,
    private readonly options: TargetTlsOptions,
  ) {
    this.#fingerprint = certificateOf(control)?.fingerprint;
    this.#sessions = new Sessions(control);
  }

  /**
   * Have the server take and give data in TLS, once for each login (RFC 4217 section 9: PBSZ 0, PROT P): to be called before
   * a data connection is agreed on.
   *
   * @returns why data connections cannot be protected as the profile asks for
   */
  protectData(ask: Ask): Promise<Failure | undefined> {
    this.#protection ??= this.#negotiate(ask).then((failure) => {
      if (failure !== undefined) this.#protection = undefined; // before the login, perhaps
      return failure;
    });
    return this.#protection;
  }

  /**
   * A data connection as its bytes are meant, once they may be sent.
   *
   * @throws Failed `ftp.tls-failed`; its cause is `closed` where the server has hung up, as when it refuses the transfer
   */
  async wrapData(channel: Channel): Promise<TargetStream> {
    if (!this.#protectsData) return channel;
    const { host, context, mayEndWithoutCloseNotify, target, clock } = this.options;
    const stream = wrapInTls(channel, { host, context, mayEndWithoutCloseNotify, session: this.#sessions.next() });
    this.#sessions.add(stream);
    await completeHandshake(stream, target, clock, DATA_HANDSHAKE_LIMIT_MS);
    // a full handshake alone shows a certificate
    if (!stream.isSessionReused() && certificateOf(stream)?.fingerprint !== this.#fingerprint) {
      stream.destroy();
      throw new FailureError({ code: "ftp.tls-failed", target, cause: "other-certificate", detail: "" });
    }
    return stream;
  }

  async #negotiate(ask: Ask): Promise<Failure | undefined> {
    const { mustProtectData, protectsDataUnasked, target } = this.options;
    await ask("PBSZ 0"); // a server that does not know it may know PROT
    const answer = await ask("PROT P");
    const isUnknown = answer === undefined || [500, 502, 504, 202].includes(answer.code);
    this.#protectsData = answer !== undefined && isPositive(answer) && answer.code !== 202;
    if (this.#protectsData || (isUnknown && protectsDataUnasked)) {
      this.#protectsData = true;
      return undefined;
    }
    if (!mustProtectData && answer?.code !== 530 && answer?.code !== 503) return undefined; // it demands TLS of the control connection alone
    return { code: "ftp.tls-refused", target, said: printableExcerpt(answer?.raw ?? "") };
  }
}

/** No server gives more tickets than this for one connection. */
const MAX_SESSIONS = 8;

/**
 * The sessions that data connections resume: servers want to see the control connection's again (vsftpd `require_ssl_reuse`,
 * ProFTPD, FileZilla Server), so that nobody else's data are taken for the user's.
 *
 * A ticket of TLS 1.3 is good for one connection by rights (RFC 8446 appendix C.4), and each connection brings new ones. So
 * one that was not used comes first, and the control connection's latest where there is none.
 */
class Sessions {
  #control: Buffer | undefined;
  #unused: Buffer[] = [];

  constructor(control: TlsStream) {
    this.#control = control.getSession();
    control.on("session", (session: Buffer) => {
      this.#control = session;
      this.#keep(session);
    });
  }

  next(): Buffer | undefined {
    return this.#unused.shift() ?? this.#control;
  }

  /** A data connection may bring tickets as well, which descend from the control connection's. */
  add(data: TlsStream): void {
    data.on("session", (session: Buffer) => {
      if (data.isSessionReused()) this.#keep(session);
    });
  }

  #keep(session: Buffer): void {
    this.#unused.push(session);
    if (this.#unused.length > MAX_SESSIONS) this.#unused.shift();
  }
}
