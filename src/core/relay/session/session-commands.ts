import type { FtpReply } from "../../ftp/reply.js";
import { isPositive, isPreliminary } from "../../ftp/reply.js";
import { TRANSFER_VERBS } from "../../ftp/command.js";
import type { RelayCommand } from "../relay-command.js";

/** Verbs that make a session what it is: who is logged in, where, and how files are to be transferred. */
const STATE_VERBS: ReadonlySet<string> = new Set([
  "HOST",
  "USER",
  "PASS",
  "ACCT",
  "CWD",
  "XCWD",
  "CDUP",
  "XCUP",
  "TYPE",
  "MODE",
  "STRU",
  "OPTS",
  "CLNT",
  "LANG",
  "REST",
]);

/** Above so many commands nobody goes the way again. */
const MAX_COMMANDS = 200;

/**
 * What brought a control connection to where it is, so that another one may be brought there: a server may demand TLS as
 * late as at the first data connection, when a user is logged in. It is kept in memory until the first transfer has
 * succeeded, since the password is part of it; what demands TLS does so before.
 */
export class SessionCommands {
  #lines: string[] | undefined = [];

  /** Without line ends, in their order; nothing where they are not known, or no longer. */
  get lines(): readonly string[] | undefined {
    return this.#lines;
  }

  /** To be told of each final reply. */
  note({ verb, sent }: RelayCommand, answer: FtpReply): void {
    if (this.#lines === undefined || sent === undefined) return;
    if (TRANSFER_VERBS.has(verb)) this.#lines = this.#lines.filter((line) => !/^REST /i.test(line)); // it was for that one
    if (!STATE_VERBS.has(verb)) return;
    if (!isPositive(answer) || isPreliminary(answer)) return;
    if (verb === "HOST" || verb === "USER")
      this.#lines = this.#lines.filter((line) => !/^(?:USER|PASS|ACCT) /i.test(line));
    this.#lines.push(sent.raw.replace(/\r?\n$/, ""));
    if (this.#lines.length > MAX_COMMANDS) this.forget();
  }

  forget(): void {
    this.#lines = undefined;
  }
}
