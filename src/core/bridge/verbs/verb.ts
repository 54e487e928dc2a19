import type { ClientSession } from "../client-session.js";
import type { BridgeReply, ReplySequence } from "../bridge-reply.js";

/** What a verb replies: at once, later, or preliminary replies first. */
export type VerbReplies = BridgeReply | Promise<BridgeReply> | ReplySequence;

/** A verb of the bridge, or a few that are one thing. To add one is to add a record to the registry. */
export interface Verb {
  /** In capitals; the X forms of RFC 775 stand behind their own. */
  readonly names: readonly string[];
  /** What stands behind the verb in HELP; nothing where it takes no argument. In brackets where it may be left out. */
  readonly argument?: string;
  /** Whether it is for those too who have not logged in. */
  readonly beforeLogin?: true;
  /** Its lines in the reply to FEAT (RFC 2389). */
  readonly features?: (session: ClientSession) => readonly string[];
  /** @param name which of its names was said @throws Refusal, SftpError, Failed */
  handle(argument: string, session: ClientSession, name: string): VerbReplies;
}

/** Whether the verb cannot be without its argument. */
export const needsArgument = ({ argument }: Verb): boolean => argument !== undefined && !argument.startsWith("[");
