import { STORE_VERBS } from "../../ftp/command.js";
import type { DataConnection } from "../data/data-connection.js";
import type { PendingCommands } from "../reply-matching/pending-commands.js";
import type { RelayCommand } from "../relay-command.js";
import type { SpareDataConnection } from "../passive-active/spare-data-connection.js";

/**
 * Servers that look at no command before the last one is done, as their greetings name them: a PASV that is sent behind RETR
 * is read once the transfer is over. Others read on during a transfer: pyftpdlib ends it at PASV, ProFTPD and Pure-FTPd
 * refuse. vsftpd: `process_post_login` in `postlogin.c` reads a command, and `handle_retr` returns when all is sent.
 */
const SEQUENTIAL_SERVERS = /\(vsFTPd \d/;

/** How far behind a transfer the question for the next port goes out, where both are on their way at once: a server's 150 is made by then. Milliseconds. */
const BEHIND_TRANSFER_MS = 5;

/** Who is asked for a port ahead of the client, and when nothing stands against it. */
export interface AskPassiveAheadTask {
  readonly pending: PendingCommands<RelayCommand>;
  readonly spare: SpareDataConnection;
  /** By the profile. */
  readonly isAllowed: boolean;
  /** Whether no command of the client's is to be sent, and the relay itself asks the target nothing. */
  readonly isQuiet: () => boolean;
}

/** Asks the target for the next data connection's port before the client does, at the moments at which the answer cannot be taken for another's. */
export class AskPassiveAhead {
  #isSequential = false;

  constructor(private readonly task: AskPassiveAheadTask) {}

  /** The server has greeted. */
  greeted(greeting: string): void {
    this.#isSequential = SEQUENTIAL_SERVERS.test(greeting);
  }

  /**
   * A transfer was sent. The gateway's system acknowledges what the server says a while later (RFC 1122 section 4.2.3.2;
   * Linux: 40 ms), or with what goes to the server next. Until then the server's system holds back its next small packet
   * (RFC 896), which is the 226 behind the 150. So the question goes out by itself, a moment behind the transfer, and takes
   * the acknowledgement along.
   */
  transferSent(verb: string, data: DataConnection): void {
    if (!this.#isSequential) return;
    const { isAllowed, pending } = this.task;
    if (isAllowed && !STORE_VERBS.has(verb) && data.isUntouched) data.target.endUnread(); // what passes already is not ended under its client
    setTimeout(() => {
      if (pending.transfer?.data === data) this.ask(true);
    }, BEHIND_TRANSFER_MS);
  }

  /** Make the next data connection ready, where nothing waits that could be mistaken for it. @param isBehindTransfer the one that has just been sent */
  ask(isBehindTransfer: boolean): void {
    const { pending, spare, isQuiet } = this.task;
    const isAlone = pending.waitingCount === (isBehindTransfer ? 1 : 0);
    if (isAlone && isQuiet()) spare.prepare(isBehindTransfer);
  }
}
