import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from "ssh2";
import type { AuthMethod, JumpHost } from "../../../shared/profile/profile-schema.js";
import { Failed, type Failure, type LoginTry } from "../../../shared/status/failure.js";
import type { Warn } from "../../../shared/status/warning.js";
import type { Ask } from "../host-key/check-host-key.js";
import type { UserAuth } from "../ssh2-internals/userauth.js";
import type { AgentClient, Identity } from "./agent/agent-client.js";
import { findIdentities } from "./agent/find-identities.js";
import { offerKey } from "./agent/offer-agent-key.js";
import { readKeyFile } from "./read-key-file.js";
import { MOST_ROUNDS, type SecretAsking } from "./secret-prompt.js";

/** What the server said to the latest try: the methods that it still takes, and whether that try was one of several it wants. */
interface Offer {
  readonly methods: readonly string[];
  readonly partial: boolean;
}

type Ways = AsyncGenerator<AnyAuthMethod, Offer, Offer>;

/** Who logs in where, and whom to ask. */
export interface LoginTask {
  readonly hop: JumpHost;
  readonly ask: Ask;
  readonly asking: SecretAsking;
  readonly warn: Warn;
  readonly userAuth: UserAuth;
  /** Told what ends the login early: a cancelled question, or a bug. */
  readonly failed: (thrown: unknown) => void;
}

/**
 * One login: the profile's ways in their order, each tried only if the server takes it (RFC 4252 section 5).
 * After a partial success the search begins anew among the ways that are left, so publickey then password works.
 */
export class Login {
  readonly #tried: LoginTry[] = [];
  readonly #ways = this.#waysIn();
  #offered: readonly string[] = [];
  #hasAskedPrompts = false;
  #trying: AuthMethod | undefined;

  constructor(private readonly task: LoginTask) {
    const endless = (): void => {
      this.#note({ method: "keyboard-interactive" }, "endless");
      task.failed(new Failed(this.failure(false)));
    };
    task.userAuth.showNotices((title, instruction, goOn) => {
      this.#askPrompts(title, instruction, []).then(goOn).catch(task.failed);
    }, endless);
  }

  /** For ssh2's `authHandler`: both values are null at the first call. */
  readonly handler: AuthHandlerMiddleware = (methods: readonly string[] | null, partial: boolean | null, next) => {
    if (methods === null && this.task.hop.oldServer !== true) this.task.userAuth.expectSha2();
    if (methods !== null) this.#offered = methods;
    this.#ways.next({ methods: methods ?? [], partial: partial === true }).then(
      (way) => next(way.done === true ? (false as never) : way.value), // ssh2's types leave out `false`, which its documentation asks for
      this.task.failed,
    );
  };

  /** Why it did not succeed. @param cutOff whether the server ended it before all ways were used up */
  failure(cutOff: boolean): Failure {
    const { host, port, username } = this.task.hop;
    if (cutOff && this.#trying !== undefined) this.#note(this.#trying, "refused");
    return { code: "ssh.login-refused", host, port, username, tried: this.#tried, offered: this.#offered, ...(cutOff ? { cutOff } : {}) };
  }

  async *#waysIn(): Ways {
    const left = [...this.task.hop.auth];
    let offer: Offer = yield { type: "none", username: this.task.hop.username }; // its refusal lists what the server takes
    for (;;) {
      const at = left.findIndex((way) => offer.methods.includes(sshMethod(way)));
      const [way] = at === -1 ? [] : left.splice(at, 1);
      if (way === undefined) break;
      this.#trying = way;
      offer = way.method === "agent" ? await this.#tryAgent(way, offer) : yield* this.#try(way, offer);
      this.#trying = undefined;
    }
    for (const way of left) this.#note(way, "not-offered");
    return offer;
  }

  #try(way: Exclude<AuthMethod, { method: "agent" }>, offer: Offer): Ways {
    switch (way.method) {
      case "key": return this.#tryKey(way, offer);
      case "keyboard-interactive": return this.#tryPrompts(way, offer);
      case "password": return this.#tryPassword(way, offer);
    }
  }

  /** Key by key, past ssh2: it would not hear that one of them was a part of what the server wants. */
  async #tryAgent(way: Extract<AuthMethod, { method: "agent" }>, before: Offer): Promise<Offer> {
    const found = await findIdentities(way);
    if (typeof found === "string") return this.#told(way, found, before);
    let offer = before;
    let isPart = false;
    for (const key of found.identities) {
      offer = await this.#offer(found.agent, key) ?? offer;
      isPart ||= offer.partial;
      if (!offer.methods.includes("publickey")) break;
    }
    return this.#told(way, isPart ? "accepted" : "refused", offer);
  }

  async #offer(agent: AgentClient, key: Identity): Promise<Offer | undefined> {
    const { username, oldServer = false } = this.task.hop;
    const reply = await offerKey({ agent, userAuth: this.task.userAuth, username, oldServer }, key);
    if (reply !== undefined) this.#offered = reply.methods;
    return reply;
  }

  async *#tryKey(way: Extract<AuthMethod, { method: "key" }>, offer: Offer): Ways {
    const read = await readKeyFile(way.file, this.task.asking, this.task.warn);
    if (typeof read === "string") return this.#told(way, read, offer);
    if ("outcome" in read) return this.#told(way, read.outcome, offer, read.what);
    const next: Offer = yield { type: "publickey", username: this.task.hop.username, key: read.key };
    return this.#told(way, next.partial ? "accepted" : "refused", next);
  }

  async *#tryPrompts(way: AuthMethod, offer: Offer): Ways {
    const { username } = this.task.hop;
    let answered = true;
    let round = 1;
    for (; round <= MOST_ROUNDS && answered && offer.methods.includes(way.method); round++) {
      answered = false;
      const prompt = (title: string, instruction: string, _language: string, prompts: Prompt[], finish: (answers: string[]) => void) => {
        this.#askPrompts(title, instruction, prompts).then((texts) => {
          answered = texts !== undefined;
          finish(texts ?? prompts.map(() => ""));
        }).catch(this.task.failed);
      };
      offer = yield { type: "keyboard-interactive", username, prompt };
      if (offer.partial) return this.#told(way, "accepted", offer);
    }
    return this.#told(way, answered || round > 2 ? "refused" : "not-answered", offer);
  }

  /** @returns nothing where nobody is there to ask @throws Failed `ssh.question-cancelled` */
  async #askPrompts(title: string, instruction: string, prompts: readonly Prompt[]): Promise<string[] | undefined> {
    const { host, port } = this.task.hop;
    const again = this.#hasAskedPrompts ? { again: true as const } : {};
    this.#hasAskedPrompts ||= prompts.length > 0;
    const answer = await this.task.ask({ kind: "prompts", host, port, title, instruction, prompts: prompts.map(({ prompt: text, echo }) => ({ text, echo: echo === true })), ...again });
    if (answer.kind === "cancel") this.task.asking.cancel();
    return answer.kind === "texts" ? answer.texts : undefined;
  }

  async *#tryPassword(way: AuthMethod, offer: Offer): Ways {
    const { host, port, username } = this.task.hop;
    for (let round = 1; round <= MOST_ROUNDS && offer.methods.includes("password"); round++) {
      const password = await this.task.asking.secret(`password ${username}@${host}:${port}`, round, { kind: "password", host, port, username, again: false, mayRemember: false });
      if (password === undefined) return this.#told(way, round > 1 ? "refused" : "not-answered", offer);
      offer = yield { type: "password", username, password };
      if (offer.partial) return this.#told(way, "accepted", offer);
    }
    return this.#told(way, "refused", offer);
  }

  /** Keep what became of it, and go on. */
  #told(way: AuthMethod, outcome: LoginTry["outcome"], offer: Offer, what?: string): Offer {
    this.#note(way, outcome, what);
    return offer;
  }

  #note(way: AuthMethod, outcome: LoginTry["outcome"], what?: string): void {
    const file = way.method === "key" ? way.file : way.method === "agent" ? (way.identity ?? way.socket) : undefined;
    this.#tried.push({ method: way.method, outcome, ...(file === undefined ? {} : { file }), ...(what === undefined ? {} : { what }) });
  }
}

/** The name that the SSH protocol has for a way to log in (RFC 4252, RFC 4256). */
const sshMethod = (way: AuthMethod): string => (way.method === "agent" || way.method === "key" ? "publickey" : way.method);
