import type { FtpReply } from "../ftp/reply.js";
import { SFTP_STATUS, type SftpRefused } from "../sftp/status.js";
import { say } from "./reply.js";

/** A status in FTP: the code where a name was asked about, the code where a transfer was under way, and the words. */
interface Meaning {
  readonly asked: number;
  readonly underWay: number;
  readonly words: string;
}

const LOST: Meaning = { asked: 421, underWay: 426, words: "The link to the gateway's SFTP was lost." };
const UNKNOWN: Meaning = { asked: 550, underWay: 451, words: "The gateway could not do that, and gives no reason." };

/**
 * The one table from SFTP's statuses to FTP's codes (RFC 959, section 4.2). 5xx where asking again is of no use; a client
 * takes 4xx as a reason to try again. OpenSSH says "failure" for all that is neither missing nor forbidden.
 */
const TABLE: ReadonlyMap<number, Meaning> = new Map([
  [SFTP_STATUS.eof, { asked: 550, underWay: 451, words: "There is nothing there." }],
  [SFTP_STATUS.noSuchFile, { asked: 550, underWay: 451, words: "No such file or folder." }],
  [SFTP_STATUS.permissionDenied, { asked: 550, underWay: 550, words: "Permission denied by the gateway." }],
  [SFTP_STATUS.failure, UNKNOWN],
  [SFTP_STATUS.badMessage, { asked: 553, underWay: 451, words: "The gateway does not take that name." }],
  [SFTP_STATUS.noConnection, LOST],
  [SFTP_STATUS.connectionLost, LOST],
  [SFTP_STATUS.opUnsupported, { asked: 504, underWay: 504, words: "The gateway's SFTP cannot do that." }],
  [SFTP_STATUS.invalidHandle, { asked: 451, underWay: 451, words: "The gateway has closed the file meanwhile." }],
  [SFTP_STATUS.noSuchPath, { asked: 550, underWay: 451, words: "No such folder." }],
  [SFTP_STATUS.alreadyExists, { asked: 550, underWay: 550, words: "That name is there already." }],
  [SFTP_STATUS.writeProtected, { asked: 550, underWay: 550, words: "The file system is read-only." }],
  [SFTP_STATUS.noMedia, { asked: 450, underWay: 450, words: "The drive holds no medium." }],
  [SFTP_STATUS.noSpace, { asked: 452, underWay: 452, words: "No space is left on the gateway's disk." }],
  [SFTP_STATUS.quotaExceeded, { asked: 552, underWay: 552, words: "The quota on the gateway is used up." }],
]);

/** @param when whether a name was asked about, or a transfer was under way */
export function sftpReply({ status, said }: SftpRefused, when: "asked" | "underWay"): FtpReply {
  const meaning = TABLE.get(status) ?? UNKNOWN;
  const detail = isMoreThanAName(said) ? ` (${said})` : "";
  return say(meaning[when], meaning.words + detail);
}

const NAMES = /^(?:|failure|permission denied|no such file(?: or directory)?|operation unsupported|bad message|end of file|connection lost|no connection|unknown status)$/i;
const isMoreThanAName = (said: string): boolean => !NAMES.test(said.trim());
