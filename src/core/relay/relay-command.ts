import type { FtpCommand } from "../ftp/command.js";
import type { DataConnection } from "./data/data-connection.js";
import type { PendingCommand } from "./reply-matching/pending-command-shape.js";

/** A command of a client's, with the data connection of a transfer. */
export type RelayCommand = PendingCommand & {
  data?: DataConnection | undefined;
  /** As it was sent; left out where it was not, or is the relay's own. */
  readonly sent?: FtpCommand;
  /** A transfer of the whole file, and not from an offset on (REST). */
  isFromStart?: boolean;
};

/** A command that was sent on, or is to be. */
export type SentCommand = RelayCommand & { readonly sent: FtpCommand };

/** A transfer that can be sent once more. */
export type SentTransfer = SentCommand & { readonly data: DataConnection };
