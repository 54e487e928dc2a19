import type { SFTPWrapper } from "ssh2";
import type { Clock } from "../outside.js";
import { SFTP_STATUS, SftpRefused } from "./sftp-status.js";

/** How long a server may leave every request unanswered. Milliseconds. */
const SILENCE_LIMIT_MS = 60_000;

type Answer<T> = (error: (Error & { readonly code?: unknown }) | null | undefined, value: T) => void;

/**
 * Requests on one SFTP channel as promises. ssh2 never answers what is asked after its channel has ended, and knows no
 * time limit: here each request ends, by its answer, with the channel, or when the server has been silent for too long.
 */
export class SftpChannel {
  #over = false;
  #waiting = 0;
  #answeredAt = 0;
  #stopWatch: () => void = () => undefined;

  constructor(readonly sftp: SFTPWrapper, private readonly clock: Clock) {
    sftp.on("error", () => undefined).on("end", () => this.end()).on("close", () => this.end());
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Send one request. @throws SftpRefused with the status that the server answers, or `CONNECTION_LOST` */
  ask<T>(send: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> {
    if (this.#over) return Promise.reject(lost());
    this.#began();
    return new Promise<T>((resolve, reject) => {
      const answer: Answer<T> = (error, value) => {
        this.#waiting--;
        this.#answeredAt = this.clock.now();
        if (error === null || error === undefined) resolve(value);
        else reject(typeof error.code === "number" ? new SftpRefused(error.code, error.message) : lost());
      };
      try {
        send(this.sftp, answer);
      } catch { // ssh2 throws for an extension that the server does not have
        this.#waiting--;
        reject(new SftpRefused(SFTP_STATUS.opUnsupported, ""));
      }
    });
  }

  /** The same for a request that is answered by its success alone. */
  async do(send: (sftp: SFTPWrapper, answer: (error?: Error | null) => void) => void): Promise<void> {
    await this.ask<undefined>((sftp, answer) => send(sftp, (error) => answer(error, undefined)));
  }

  /** Close the channel; what waits is answered as lost. Safe to call twice. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopWatch();
    this.sftp.end();
    (this.sftp as unknown as { push(end: null): void }).push(null); // ssh2 answers what waits only when the server says goodbye
  }

  #began(): void {
    if (this.#waiting++ > 0) return;
    this.#answeredAt = this.clock.now();
    this.#stopWatch();
    this.#watch();
  }

  #watch(): void {
    this.#stopWatch = this.clock.after(SILENCE_LIMIT_MS, () => {
      if (this.#waiting === 0) return;
      if (this.clock.now() - this.#answeredAt >= SILENCE_LIMIT_MS) this.end();
      else this.#watch();
    });
  }
}

const lost = (): SftpRefused => new SftpRefused(SFTP_STATUS.connectionLost, "");
