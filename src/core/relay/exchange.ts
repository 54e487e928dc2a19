import { isPositive, isPreliminary, mayEndTransfer, namesDataPort, type FtpReply } from "../ftp/reply.js";
import type { DataConnection } from "./data-connection.js";

/** One command that waits for its reply, or the relay's own answer to one, in the order of the replies to come. */
export interface Exchange {
  readonly verb: string;
  /** The relay answers this one itself, once those before it have been answered. */
  readonly own?: FtpReply;
  /** The data connection of a transfer. */
  readonly data?: DataConnection;
  /** The relay asked: the client does not hear the answer. */
  readonly take?: (answer: FtpReply) => void;
}

/** As much of an exchange as tells whose a reply is. */
type Waiting = Pick<Exchange, "verb" | "own" | "take"> & { readonly data?: { readonly isUnderWay: boolean } };

/** Whose a reply is. */
export interface Answered {
  /** Its place among those that wait; -1 for a reply that answers none of them. */
  readonly index: number;
  /** Those before it will not be answered any more. */
  readonly passesOver: boolean;
}

/**
 * Which of the commands that wait a reply answers: the oldest, with these exceptions.
 *
 * - STAT, NOOP and the like may be answered while a transfer runs, before it (RFC 959, section 4.1.3).
 * - 225 answers ABOR, and so does a 226 that names it. Pure-FTPd then says no more of the transfer, nor does pyftpdlib
 *   where its data connection had not been made yet.
 * - 227 and 229 answer the relay's own question, even where a command before it was never answered.
 * - What cannot answer the relay's own question answers nothing: a server may say more than it was asked.
 */
export function whoseReply(answer: FtpReply, waiting: readonly Waiting[]): Answered {
  const [oldest] = waiting;
  if (oldest === undefined) return { index: -1, passesOver: false };
  if (isPreliminary(answer)) return { index: 0, passesOver: false };

  const skipping = namesDataPort(answer) ? waiting.findIndex(({ take }) => take !== undefined)
    : isOfAbort(answer) && oldest.data !== undefined ? waiting.findIndex(({ verb }) => verb === "ABOR") : -1;
  if (skipping > 0) return { index: skipping, passesOver: true };

  if (oldest.take !== undefined && isPositive(answer) && !namesDataPort(answer)) return { index: -1, passesOver: false };
  if (oldest.data === undefined) return { index: 0, passesOver: false };
  const status = isStatus(answer) ? waiting.findIndex(({ verb }) => verb === "STAT") : -1;
  const aside = status === -1 && oldest.data.isUnderWay && !mayEndTransfer(answer) ? waiting.findIndex(isPlain) : status;
  return { index: Math.max(aside, 0), passesOver: false };
}

const isPlain = ({ own, take, data }: Waiting): boolean => own === undefined && take === undefined && data === undefined;
/** `226 Since you see this ABOR must've succeeded` is Pure-FTPd's one answer to both. */
const isOfAbort = ({ code, raw }: FtpReply): boolean => code === 225 || (code === 226 && /\bABOR\b/.test(raw));
const isStatus = ({ code }: FtpReply): boolean => code >= 211 && code <= 213;
