import { STORE_VERBS } from "../ftp/command.js";
import { imageTranslation, localAsciiTranslation } from "./data/ascii-translation.js";
import { textOf } from "./encoding/byte-text.js";
import type { ClientSession } from "./client-session.js";
import { isForeignName } from "./decode-argument.js";
import { replyToError } from "./reply-to-error.js";
import { dataConnectionMissing, Transfer } from "./data/transfer.js";
import type { BridgeReply, ReplySequence } from "./bridge-reply.js";

/**
 * Run a transfer on the data connection that the client has agreed on, and enter it in the history. What breaks it off
 * meanwhile, as ABOR does, has the final reply.
 *
 * @param path as the client named it
 * @param act yields preliminary replies, moves the bytes and returns the final reply
 * @throws Refusal 425 where no data connection was agreed on
 */
export async function* runTransfer(
  session: ClientSession,
  { verb, path }: { readonly verb: string; readonly path: string },
  act: (transfer: Transfer) => ReplySequence,
): ReplySequence {
  const connection = session.takeDataConnection();
  if (connection === undefined) throw dataConnectionMissing();
  const { access, transferMemory: memory, meter, reportFailure } = session.services;
  const { clock, transferHistory } = access;
  const user = session.user?.name;
  const isForeign = STORE_VERBS.has(verb) && isForeignName(path, session);
  const transfer = new Transfer({ verb, path: textOf(path), connection, clock, memory, meter, user, isForeign });
  session.setTransfer(transfer);
  meter.connectionOpened();
  let isComplete = false;
  let last: BridgeReply | undefined;
  try {
    const done = yield* act(transfer);
    isComplete = true;
    return (last = transfer.aborted ?? done);
  } catch (thrown) {
    const when = transfer.hasStarted ? "underWay" : "asked";
    return (last = transfer.aborted ?? replyToError(thrown, when, reportFailure));
  } finally {
    transfer.end(!isComplete);
    session.setTransfer(undefined);
    const until = clock.now();
    const reply = session.isAborted ? undefined : last; // which nobody has heard
    transferHistory.add({ ...transfer.status(until), until, reply, isWhole: isComplete });
    meter.connectionClosed();
  }
}

/** Hand on what a client stores, with line ends as TYPE has them. Resolves when the last byte was taken. @throws DataConnectionBroken, and what `onBytes` throws */
export async function receiveInto(
  session: ClientSession,
  transfer: Transfer,
  onBytes: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const translation = session.type === "ascii" ? localAsciiTranslation() : imageTranslation();
  await transfer.receive((bytes) => onBytes(translation.translate(bytes)));
  await onBytes(translation.end());
}
