import { Failed, failureOf, type Failure } from "../../shared/status/failure.js";
import { english, sayFailure } from "../../shared/words/words.js";
import type { FtpReply } from "../ftp/reply.js";
import { SftpRefused } from "../sftp/status.js";
import { bytesOf } from "./byte-text.js";
import { Refusal, say } from "./reply.js";
import { sftpReply } from "./sftp-status-reply.js";
import { DataBroken } from "./transfer.js";

/** The reply that something thrown stands for. */
export interface ThrownReply {
  readonly reply: FtpReply;
  /** What shows on the row, where it is neither the client's doing nor a file's. */
  readonly failure?: Failure;
  /** Nothing can be done for this client any more. */
  readonly isLast?: true;
}

/** A bug is told too, since the client waits for an answer. @param when whether a name was asked about, or a transfer was under way */
export function thrownReply(thrown: unknown, when: "asked" | "underWay"): ThrownReply {
  if (thrown instanceof Refusal) return { reply: thrown.reply };
  if (thrown instanceof SftpRefused) return { reply: sftpReply(thrown, when) };
  if (thrown instanceof DataBroken) return { reply: say(426, "The data connection broke; the transfer is not whole.") };
  const failure = failureOf(thrown);
  const says = bytesOf(sayFailure(failure, english).says);
  if (failure.code === "ftp.client-unreachable" || failure.code === "forward.cannot-listen") return { reply: say(425, says), failure };
  return thrown instanceof Failed ? { reply: say(421, says), failure, isLast: true } : { reply: say(451, says), failure };
}
