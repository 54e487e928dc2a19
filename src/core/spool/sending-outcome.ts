import { FailureError } from "../../shared/status/failure.js";
import { SFTP_STATUS, SftpError } from "../sftp/status-codes.js";
import { isLost, SpoolProblemError } from "./send-entry.js";

/**
 * What a failed sending asks for: `link` to wait for the link, `later` to try again, for a disk that is full may be
 * emptied; `refused` to put the file aside, since the server will say the same again.
 */
export type SendingOutcome = "link" | "later" | "refused";

/** The server's answers that may be others in a minute; "failure" is said for a full disk too. */
const TEMPORARY: ReadonlySet<number> = new Set([
  SFTP_STATUS.failure,
  SFTP_STATUS.noSpace,
  SFTP_STATUS.quotaExceeded,
  SFTP_STATUS.noMedia,
  SFTP_STATUS.invalidHandle,
]);

/** Waits between the tries of one file; behind the last it is put aside. Milliseconds. */
export const RETRY_DELAYS_MS = [2_000, 10_000, 30_000, 60_000];

/** @param isRefusal whether what was thrown is a word of the bridge's own that settles it @param tries how often it was tried */
export function sendingOutcome(thrown: unknown, isRefusal: boolean, tries: number): SendingOutcome {
  if (isRefusal || (thrown instanceof SpoolProblemError && thrown.problem !== "size")) return "refused";
  if (isLost(thrown) || thrown instanceof FailureError) return "link";
  const mayChange = !(thrown instanceof SftpError) || TEMPORARY.has(thrown.status);
  return mayChange && tries <= RETRY_DELAYS_MS.length ? "later" : "refused";
}
