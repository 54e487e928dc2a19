import type { FtpReply } from "../../ftp/reply.js";
import type { DataConnection } from "../data/data-connection.js";

/** The transfers whose end the tunnel has not been told yet, each with its final reply once that has come. */
export class UnreportedTransfers {
  readonly #finals = new Map<DataConnection, FtpReply | undefined>();

  /** A transfer begins: of earlier ones that are over and were never answered, nothing more will be heard. */
  begin(data: DataConnection): void {
    this.#end((earlier, final) => earlier.isOver && final === undefined);
    this.#finals.set(data, undefined);
  }

  /** Its final reply has come; the client may still take its bytes. */
  answered(data: DataConnection, final: FtpReply): void {
    if (this.#finals.has(data)) this.#finals.set(data, final);
  }

  /** Its end is told by the data connection itself. */
  remove(data: DataConnection): void {
    this.#finals.delete(data);
  }

  /** Nothing more will be heard of any: what is known of them is told. */
  endAll(): void {
    this.#end(() => true);
  }

  #end(isPast: (data: DataConnection, final: FtpReply | undefined) => boolean): void {
    for (const [data, final] of this.#finals) {
      if (!isPast(data, final)) continue;
      this.#finals.delete(data);
      data.endTransfer(final);
    }
  }
}
