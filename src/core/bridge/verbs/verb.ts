import type { FtpReply } from "../../ftp/reply.js";
import type { ClientState } from "../client-state.js";

/** A verb of the bridge, or a few that are one thing. To add one is to add a record to the registry. */
export interface Verb {
  /** In capitals; the X forms of RFC 775 stand behind their own. */
  readonly names: readonly string[];
  /** What stands behind the verb in HELP; nothing where it takes no argument. In brackets where it may be left out. */
  readonly argument?: string;
  /** Whether it is for those too who have not logged in. */
  readonly beforeLogin?: true;
  /** Its lines in the reply to FEAT (RFC 2389). */
  readonly features?: (client: ClientState) => readonly string[];
  /** @returns the final reply @throws Refusal, SftpError, Failed */
  handle(argument: string, client: ClientState, name: string): FtpReply | Promise<FtpReply>;
}

/** Whether the verb cannot be without its argument. */
export const needsArgument = ({ argument }: Verb): boolean => argument !== undefined && !argument.startsWith("[");
