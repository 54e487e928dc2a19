import type { FtpReply } from "../ftp/reply.js";
import { SFTP_STATUS, type SftpError } from "../sftp/status-codes.js";
import { singleLineReply } from "./bridge-reply.js";

/** A status in FTP: the code where a name was asked about, the code where a transfer was under way, and the words. */
interface ReplyMeaning {
  readonly asked: number;
  readonly underWay: number;
  readonly text: string;
}

const CONNECTION_LOST: ReplyMeaning = { asked: 421, underWay: 426, text: "The link to the gateway's SFTP was lost." };
const UNKNOWN_FAILURE: ReplyMeaning = {
  asked: 550,
  underWay: 451,
  text: "The gateway could not do that, and gives no reason.",
};

/**
 * The one table from SFTP's statuses to FTP's codes (RFC 959, section 4.2). 5xx where asking again is of no use; a client
 * takes 4xx as a reason to try again. OpenSSH says "failure" for all that is neither missing nor forbidden.
 */
const REPLIES_BY_STATUS: ReadonlyMap<number, ReplyMeaning> = new Map([
  [SFTP_STATUS.eof, { asked: 550, underWay: 451, text: "There is nothing there." }],
  [SFTP_STATUS.noSuchFile, { asked: 550, underWay: 451, text: "No such file or folder." }],
  [SFTP_STATUS.permissionDenied, { asked: 550, underWay: 550, text: "Permission denied by the gateway." }],
  [SFTP_STATUS.failure, UNKNOWN_FAILURE],
  [SFTP_STATUS.badMessage, { asked: 553, underWay: 451, text: "The gateway does not take that name." }],
  [SFTP_STATUS.noConnection, CONNECTION_LOST],
  [SFTP_STATUS.connectionLost, CONNECTION_LOST],
  [SFTP_STATUS.opUnsupported, { asked: 504, underWay: 504, text: "The gateway's SFTP cannot do that." }],
  [SFTP_STATUS.invalidHandle, { asked: 451, underWay: 451, text: "The gateway has closed the file meanwhile." }],
  [SFTP_STATUS.noSuchPath, { asked: 550, underWay: 451, text: "No such folder." }],
  [SFTP_STATUS.alreadyExists, { asked: 550, underWay: 550, text: "That name is there already." }],
  [SFTP_STATUS.writeProtected, { asked: 550, underWay: 550, text: "The file system is read-only." }],
  [SFTP_STATUS.noMedia, { asked: 450, underWay: 450, text: "The drive holds no medium." }],
  [SFTP_STATUS.noSpace, { asked: 452, underWay: 452, text: "No space is left on the gateway's disk." }],
  [SFTP_STATUS.quotaExceeded, { asked: 552, underWay: 552, text: "The quota on the gateway is used up." }],
]);

/** @param when whether a name was asked about, or a transfer was under way */
export function sftpStatusReply({ status, serverText }: SftpError, when: "asked" | "underWay"): FtpReply {
  const meaning = REPLIES_BY_STATUS.get(status) ?? UNKNOWN_FAILURE;
  const detail = isInformative(serverText) ? ` (${serverText})` : "";
  return singleLineReply(meaning[when], meaning.text + detail);
}

const STATUS_NAMES =
  /^(?:|failure|permission denied|no such file(?: or directory)?|operation unsupported|bad message|end of file|connection lost|no connection|unknown status)$/i;
const isInformative = (said: string): boolean => !STATUS_NAMES.test(said.trim());
