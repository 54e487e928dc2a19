import { FailureError, failureOf, type Failure } from "../../shared/status/failure.js";
import { english, describeFailure } from "../../shared/words/words.js";
import { SftpError } from "../sftp/status-codes.js";
import { bytesOf } from "./encoding/byte-text.js";
import { lastReply, RefusalError, singleLineReply, type BridgeReply } from "./bridge-reply.js";
import { sftpStatusReply } from "./sftp-status-reply.js";
import { DataConnectionBroken } from "./data/transfer.js";

/** The reply that something thrown stands for. */
export interface ErrorReply {
  readonly reply: BridgeReply;
  /** What shows on the row, where it is neither the client's doing nor a file's. */
  readonly failure?: Failure;
}

/** The client has no data connection by this, and may ask for another. */
const NO_DATA_CONNECTION: ReadonlySet<Failure["code"]> = new Set([
  "ftp.client-unreachable",
  "ftp.client-tls-failed",
  "forward.cannot-listen",
]);

/** A bug is told too, since the client waits for an answer. @param when whether a name was asked about, or a transfer was under way */
export function errorReply(thrown: unknown, when: "asked" | "underWay"): ErrorReply {
  if (thrown instanceof RefusalError) return { reply: thrown.reply };
  if (thrown instanceof SftpError) return { reply: sftpStatusReply(thrown, when) };
  if (thrown instanceof DataConnectionBroken)
    return { reply: singleLineReply(426, "The data connection broke; the transfer is not whole.") };
  const failure = failureOf(thrown);
  const says = bytesOf(describeFailure(failure, english).says);
  if (NO_DATA_CONNECTION.has(failure.code)) return { reply: singleLineReply(425, says), failure };
  return thrown instanceof FailureError
    ? { reply: lastReply(421, says), failure }
    : { reply: singleLineReply(451, says), failure };
}

/** The reply to what was thrown, which is reported where it is neither the client's doing nor a file's. @param when whether a name was asked about, or a transfer was under way */
export function replyToError(
  thrown: unknown,
  when: "asked" | "underWay",
  reportFailure: (failure: Failure) => void,
): BridgeReply {
  const { reply, failure } = errorReply(thrown, when);
  if (failure !== undefined) reportFailure(failure);
  return reply;
}
