import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Failure } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { GatewayAccess } from "../../forward/session-access.js";
import type { FtpCommand } from "../../ftp/command.js";
import { changesLogin, loginOutcome } from "../../ftp/login-outcome.js";
import { printableExcerpt, type FtpReply } from "../../ftp/reply.js";
import { requiresTls } from "../../ftp/requires-tls.js";
import type { Timers } from "../../system/timers.js";
import { ConfirmedSettings } from "./confirmed-settings.js";
import { ExpectedSize } from "./expected-size.js";
import type { RelayCommand } from "../relay-command.js";

/** What follows USER waits for its reply for so long. Milliseconds. */
const USER_REPLY_LIMIT_MS = 30_000;

/** What a server says to USER; whoever it is taken for, the server has decided (RFC 959 section 5.4, RFC 2228 section 5). */
const LOGIN_REPLIES: ReadonlySet<number> = new Set([230, 232, 331, 332, 336, 530]);

/** To whom a session's login is told. */
export interface SessionStateTask {
  readonly target: Endpoint;
  readonly access: GatewayAccess;
  readonly timers: Timers;
  readonly reportFailure: (failure: Failure | undefined) => void;
  /** Whether the control connection to the target is in TLS. */
  isInTls(): boolean;
  setLoggedIn(isLoggedIn: boolean): void;
  /** USER has waited for its reply for long enough. */
  onUserLimit(): void;
}

/** What one session is, as its commands and their final replies tell: whether its user is let in, and how files are to be transferred. */
export class SessionState {
  /** What a transfer is made with. */
  readonly settings = new ConfirmedSettings();
  /** What is known of the file that is fetched next. */
  readonly expectedSize = new ExpectedSize();
  #isUserUnanswered = false;

  constructor(private readonly task: SessionStateTask) {}

  /** USER was sent, and nothing has come that answers a login. */
  get isUserUnanswered(): boolean {
    return this.#isUserUnanswered;
  }

  /** A command goes to the server. */
  sent(command: FtpCommand): void {
    this.settings.sent(command);
    this.expectedSize.onCommand(command);
    if (command.verb === "USER") this.#awaitUserReply();
  }

  /** A final reply has come. @param command whose it is, as far as that is known @param isCertain then no other command can be meant */
  answered(command: RelayCommand | undefined, answer: FtpReply, isCertain: boolean): void {
    const { verb, sent } = command ?? {};
    if (LOGIN_REPLIES.has(answer.code)) this.#isUserUnanswered = false;
    this.#judge(verb, answer);
    if (changesLogin(verb, answer)) this.task.setLoggedIn(verb !== "REIN");
    if (sent === undefined) return;
    this.expectedSize.onReply(sent, answer);
    if (isCertain) this.settings.answered(sent, answer);
  }

  /** What follows USER waits for its reply, but not for ever: some servers leave a command before it unanswered, such as an empty line. */
  #awaitUserReply(): void {
    this.#isUserUnanswered = true;
    this.task.timers.set(USER_REPLY_LIMIT_MS, () => {
      this.#isUserUnanswered = false;
      this.task.onUserLimit();
    });
  }

  /** Find out whether the server wants TLS, and whether it lets the client in; who was let in has found nothing wrong. */
  #judge(verb: string | undefined, answer: FtpReply): void {
    const { access, target, reportFailure } = this.task;
    const outcome = loginOutcome(verb, answer);
    const at = access.clock.now();
    if (outcome === "accepted") access.reportHop({ kind: "login-accepted", at });
    else if (outcome === "refused") access.reportHop({ kind: "login-refused", at, said: printableExcerpt(answer.raw) });
    if (requiresTls(verb, answer))
      reportFailure({
        code: this.task.isInTls() ? "ftp.tls-refused" : "ftp.tls-demanded", // session reuse, say
        target: formatEndpoint(target),
        said: printableExcerpt(answer.raw),
      });
    else if (answer.code === 230) reportFailure(undefined);
  }
}
