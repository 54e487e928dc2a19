import type { AuthHandlerMiddleware, Prompt } from "ssh2";
import type { AuthMethod, JumpHost } from "../../../shared/profile/profile-schema.js";
import { FailureError, type Failure, type AuthAttempt } from "../../../shared/status/failure.js";
import { plainLine } from "../../../shared/text/plain-text.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import type { Clock } from "../../environment.js";
import type { AskUser } from "../host-key/check-host-key.js";
import type { UserAuth } from "../ssh2-internals/userauth.js";
import type { AgentListing } from "./agent/find-identities.js";
import { KeyAttempts, type KeyAttemptsOptions, type MethodAttempts, type ServerReply } from "./key-attempts.js";
import { askNewPassword } from "./password-change.js";
import { MAX_ROUNDS, passwordKey, type SecretPrompt } from "./secret-prompt.js";

/** How a login ended: no way was left; the server had enough of tries; it refused in words; or hung up on what it had to decide by. */
export type LoginEnding = "no-way-left" | "too-many-tries" | "refused" | "hung-up";

/** What fits a sentence. */
const MAX_SAID_LENGTH = 300;

/** A way to log in that asks the user, or knows the answer. */
type PromptMethod = Extract<AuthMethod, { method: "keyboard-interactive" | "password" }>;

/** Who logs in where, and whom to ask. */
export interface AuthenticationOptions {
  readonly hop: JumpHost;
  readonly ask: AskUser;
  readonly secretPrompt: SecretPrompt;
  readonly onWarning: OnWarning;
  readonly userAuth: UserAuth;
  readonly clock: Clock;
  readonly agents: AgentListing;
  /** See `KeyAttemptsOptions.awaitAgents`. */
  readonly awaitAgents: KeyAttemptsOptions["awaitAgents"];
  /** Told what ends the login early: a cancelled question, or a bug. */
  readonly onFailure: (thrown: unknown) => void;
}

/**
 * One login: the profile's ways in their order, each tried only if the server takes it (RFC 4252 section 5).
 * After a partial success the search begins anew among the ways that are left, so publickey then password works.
 */
export class Authentication {
  readonly #attempts = new Map<AuthMethod, AuthAttempt>();
  readonly #keys: KeyAttempts;
  readonly #methods: MethodAttempts;
  #offered: readonly string[] = [];
  #hasAskedPrompts = false;
  /** The one that was given last, and how often the server has wanted another in its place. */
  #password: string | undefined;
  #passwordChanges = 0;
  #current: AuthMethod | undefined;
  /** Whether the server has told what it takes, so that what it says now is about a way. */
  #isTrying = false;
  /** Whether a password or answers were given of which the server has said nothing yet. */
  #isGiven = false;
  /** The server's words about the ways tried so far. */
  #said = "";

  constructor(private readonly options: AuthenticationOptions) {
    this.#keys = new KeyAttempts({
      ...options,
      onAttempt: (method) => (this.#current = method),
      onReply: ({ methods }) => (this.#offered = methods),
      onOutcome: (method, { outcome, ...facts }) => this.#addAttempt(method, outcome, facts),
    });
    this.#methods = this.#tryMethods();
    const endless = (): void => {
      this.#addAttempt({ method: "keyboard-interactive" }, "endless");
      options.onFailure(new FailureError(this.failure("no-way-left")));
    };
    options.userAuth.onPasswordExpired((prompt) => {
      this.#changePassword(prompt).catch(options.onFailure);
    });
    options.userAuth.showNotices((title, instruction, goOn) => {
      this.#askPrompts(title, instruction, []).then(goOn).catch(options.onFailure);
    }, endless);
  }

  /** For ssh2's `authHandler`: both values are null at the first call. */
  readonly handler: AuthHandlerMiddleware = (methods: readonly string[] | null, partial: boolean | null, next) => {
    if (methods === null && this.options.hop.oldServer !== true) this.options.userAuth.assumeSha2();
    if (methods !== null) this.#offered = methods;
    this.#isTrying = methods !== null;
    this.#isGiven = false;
    this.#methods.next({ methods: methods ?? [], partial: partial === true }).then(
      (method) => next(method.done === true ? (false as never) : method.value), // ssh2's types leave out `false`, which its documentation asks for
      this.options.onFailure,
    );
  };

  /**
   * Take note of a banner (RFC 4252 section 5.4): one that comes while a way is being tried tells of it, as that an
   * account has expired (OpenSSH sends what PAM says so).
   */
  hearBanner(text: string): void {
    if (this.#isTrying) this.#said = plainLine(`${this.#said} ${text}`, MAX_SAID_LENGTH);
  }

  /** Whether the server has said something about the way that is being tried. */
  get wasToldWhy(): boolean {
    return this.#isTrying && this.#said !== "";
  }

  /**
   * Whether the server has something to decide by: a key that it takes, a password, an answer. Where it hangs up then, it is
   * not the way that it refuses but the account (OpenSSH's auth2.c, where PAM closes one), or its time for logins is over.
   */
  get awaitsVerdict(): boolean {
    return this.#isGiven || this.options.userAuth.hasTakenKey;
  }

  /** Whether an agent was asked to sign and has let wait for so long that the server has waited for nothing else. */
  get waitsForAgent(): boolean {
    return this.#keys.awaitedAgent !== undefined;
  }

  /** Why it did not succeed. @param lastSaid what the server said as it ended the connection */
  failure(ending: LoginEnding, lastSaid = ""): Extract<Failure, { code: "ssh.login-refused" }> {
    const { host, port, username } = this.options.hop;
    const cutOff = ending === "too-many-tries";
    const { awaitedAgent } = this.#keys;
    if (awaitedAgent !== undefined) this.#addAttempt(awaitedAgent, "agent-silent");
    const said = plainLine(`${this.#said} ${cutOff ? "" : lastSaid}`, MAX_SAID_LENGTH);
    if (ending !== "no-way-left" && this.#current !== undefined)
      this.#addAttempt(this.#current, ending === "hung-up" ? ending : "refused");
    return {
      code: "ssh.login-refused",
      host,
      port,
      username,
      tried: [...this.#attempts.values()],
      offered: this.#offered,
      ...(cutOff ? { cutOff } : {}),
      ...(said === "" ? {} : { said }),
    };
  }

  async *#tryMethods(): MethodAttempts {
    const { hop } = this.options;
    const left = [...new Set(hop.auth.map((method) => (isByKey(method) ? this.#keys : method)))];
    let offer: ServerReply = yield { type: "none", username: hop.username }; // its refusal lists what the server takes
    for (;;) {
      const taken = left.filter((way) => offer.methods.includes(way instanceof KeyAttempts ? "publickey" : way.method));
      const [way] = taken;
      if (way === undefined) break;
      left.splice(left.indexOf(way), 1);
      if (way instanceof KeyAttempts) {
        offer = yield* way.attempt(offer, taken.length - 1);
        if (way.hasMore) left.push(way);
      } else {
        this.#current = way;
        offer = yield* this.#try(way, offer);
      }
      this.#current = undefined;
    }
    for (const way of left)
      for (const method of way instanceof KeyAttempts ? way.untried : [way]) this.#addAttempt(method, "not-offered");
    return offer;
  }

  #try(method: PromptMethod, offer: ServerReply): MethodAttempts {
    return method.method === "password" ? this.#tryPassword(method, offer) : this.#tryPrompts(method, offer);
  }

  async *#tryPrompts(method: AuthMethod, offer: ServerReply): MethodAttempts {
    const { username } = this.options.hop;
    let answered = true;
    let round = 1;
    for (; round <= MAX_ROUNDS && answered && offer.methods.includes(method.method); round++) {
      answered = false;
      const prompt = (
        title: string,
        instruction: string,
        _language: string,
        prompts: Prompt[],
        finish: (answers: string[]) => void,
      ) => {
        this.#askPrompts(title, instruction, prompts)
          .then((texts) => {
            answered = texts !== undefined;
            this.#isGiven = answered;
            finish(texts ?? prompts.map(() => ""));
          })
          .catch(this.options.onFailure);
      };
      offer = yield { type: "keyboard-interactive", username, prompt };
      if (offer.partial) return this.#record(method, "accepted", offer);
    }
    return this.#record(method, answered || round > 2 ? "refused" : "not-answered", offer);
  }

  /** @returns nothing where nobody is there to ask @throws Failed `ssh.question-cancelled` */
  async #askPrompts(title: string, instruction: string, prompts: readonly Prompt[]): Promise<string[] | undefined> {
    const { host, port } = this.options.hop;
    const gavePassword = [...this.#attempts.values()].some(
      ({ method, outcome }) => method === "password" && outcome === "accepted",
    );
    const again = this.#hasAskedPrompts || gavePassword ? { again: true as const } : {};
    this.#hasAskedPrompts ||= prompts.length > 0;
    const answer = await this.options.ask({
      kind: "prompts",
      host,
      port,
      title,
      instruction,
      prompts: prompts.map(({ prompt: text, echo }) => ({ text, echo: echo === true })),
      ...again,
    });
    if (answer.kind === "cancel") this.options.secretPrompt.cancel();
    return answer.kind === "texts" ? answer.texts : undefined;
  }

  async *#tryPassword(method: AuthMethod, offer: ServerReply): MethodAttempts {
    const { host, port, username } = this.options.hop;
    for (let round = 1; round <= MAX_ROUNDS && offer.methods.includes("password"); round++) {
      const password = await this.options.secretPrompt.get(passwordKey(this.options.hop), round, {
        kind: "password",
        host,
        port,
        username,
        again: false,
        mayRemember: false,
      });
      if (password === undefined) return this.#record(method, round > 1 ? "refused" : "not-answered", offer);
      this.#password = password;
      this.#passwordChanges = 0;
      this.#isGiven = true;
      offer = yield { type: "password", username, password };
      if (!offer.partial) continue;
      if (this.#passwordChanges > 0) await this.options.secretPrompt.succeeded(); // the old one is none any more, whatever becomes of the login
      return this.#record(method, "accepted", offer);
    }
    return this.#record(method, "refused", offer);
  }

  /** The password was right, and the server wants another one in its place. */
  async #changePassword(serverText: string): Promise<void> {
    const { hop, ask, secretPrompt, userAuth, onFailure } = this.options;
    const isAgain = this.#passwordChanges++ > 0;
    const answer =
      this.#password === undefined || this.#passwordChanges > MAX_ROUNDS
        ? undefined
        : await askNewPassword(hop, serverText, isAgain, ask, secretPrompt);
    if (answer === undefined || this.#password === undefined) {
      this.#addAttempt(this.#current ?? { method: "password" }, "password-expired");
      onFailure(new FailureError({ ...this.failure("no-way-left"), said: plainLine(serverText, MAX_SAID_LENGTH) }));
      return;
    }
    secretPrompt.replace(passwordKey(hop), answer);
    userAuth.changePassword(hop.username, this.#password, answer);
  }

  /** Keep what became of it, and go on. */
  #record(method: AuthMethod, outcome: AuthAttempt["outcome"], offer: ServerReply): ServerReply {
    this.#addAttempt(method, outcome);
    return offer;
  }

  /** Of several keys of one way, the first that says more than "refused" is told. */
  #addAttempt(method: AuthMethod, outcome: AuthAttempt["outcome"], facts: Partial<AuthAttempt> = {}): void {
    const file = fileOf(method);
    const attempt = { method: method.method, outcome, ...(file === undefined ? {} : { file }), ...facts };
    const known = this.#attempts.get(method);
    if (known === undefined || known.outcome === "refused" || outcome === "accepted")
      this.#attempts.set(method, attempt);
  }
}

const isByKey = (method: AuthMethod): method is Exclude<AuthMethod, PromptMethod> =>
  method.method === "agent" || method.method === "key";

/** What tells several of a kind apart. */
function fileOf(method: AuthMethod): string | undefined {
  if (method.method === "key") return method.file;
  return method.method === "agent" ? (method.identity ?? method.socket) : undefined;
}
