import type { ClientChannel } from "ssh2";
import { plainLine } from "../../shared/text/plain-text.js";
import { ByteCollector } from "../net/byte-collector.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** What of a text is shown. */
const MAX_TEXT_LENGTH = 200;

/** What came in the place of SFTP's first packet. */
export interface SftpStartFacts {
  /** Text on the channel itself, as a shell's login script prints it, made safe to show; empty where none came. */
  readonly output: string;
  /** Text on its error stream (SSH_EXTENDED_DATA_STDERR), made safe to show; empty where none came. */
  readonly errorOutput: string;
  readonly isEnded: boolean;
  /** Of the program that was to speak SFTP (RFC 4254 section 6.10). */
  readonly exitStatus: number | undefined;
}

/** Overhears a channel until SFTP has begun, for the sentence that tells why it has not. */
export class SftpStart {
  readonly #output = new ByteCollector();
  readonly #errorOutput = new ByteCollector();
  #isEnded = false;
  #exitStatus: number | undefined;
  readonly #onOutput = (chunk: Buffer) => keepFirst(this.#output, chunk);
  readonly #onErrorOutput = (chunk: Buffer) => keepFirst(this.#errorOutput, chunk);
  readonly #onEnd = () => {
    this.#isEnded = true;
  };
  readonly #onExit = (status: unknown) => {
    if (typeof status === "number") this.#exitStatus = status;
  };

  constructor(private readonly stream: ClientChannel) {
    stream.on("data", this.#onOutput).on("end", this.#onEnd).on("close", this.#onEnd).on("exit", this.#onExit);
    stream.stderr.on("data", this.#onErrorOutput);
  }

  facts(): SftpStartFacts {
    return {
      output: plainLine(this.#output.bytes.toString(), MAX_TEXT_LENGTH),
      errorOutput: plainLine(this.#errorOutput.bytes.toString(), MAX_TEXT_LENGTH),
      isEnded: this.#isEnded,
      exitStatus: this.#exitStatus,
    };
  }

  stop(): void {
    const { stream } = this;
    stream.off("data", this.#onOutput).off("end", this.#onEnd).off("close", this.#onEnd).off("exit", this.#onExit);
    stream.stderr.off("data", this.#onErrorOutput);
  }
}

/** SFTP did not begin. */
export class SftpStartError extends SftpError {
  constructor(readonly facts: SftpStartFacts) {
    super(SFTP_STATUS.connectionLost, "");
  }
}

const MAX_BYTES = 4 * MAX_TEXT_LENGTH;
const keepFirst = (kept: ByteCollector, chunk: Buffer): void => kept.add(chunk.subarray(0, MAX_BYTES - kept.length));
