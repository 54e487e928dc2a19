import { readFile } from "node:fs/promises";
import { createAgent, type AnyAuthMethod, type AuthHandlerMiddleware, type BaseAgent, type ParsedKey, type Prompt } from "ssh2";
import { Failed, type Failure, type LoginTry } from "../../shared/failure.js";
import type { AuthMethod, JumpHost, ProfileId } from "../../shared/profile.js";
import type { QuestionBody } from "../../shared/question.js";
import { fromHome } from "../home-path.js";
import type { SecretVault } from "../outside.js";
import type { Ask } from "./check-host-key.js";
import { readPrivateKey } from "./keys/private-key.js";

/** How often one secret is asked for before the next way is tried. */
const MOST_ROUNDS = 3;

/** What the server said to the latest try: the methods that it still takes, and whether that try was one of several it wants. */
interface Offer {
  readonly methods: readonly string[];
  readonly partial: boolean;
}

type Ways = AsyncGenerator<AnyAuthMethod, Offer, Offer>;
type SecretQuestion = Extract<QuestionBody, { kind: "password" | "passphrase" }>;

/** Who logs in where, and whom to ask. */
export interface LoginTask {
  readonly hop: JumpHost;
  readonly profile: ProfileId;
  readonly ask: Ask;
  readonly secrets: SecretVault;
  /** Told what ends the login early: a cancelled question, or a bug. */
  readonly failed: (thrown: unknown) => void;
}

/**
 * One login: the profile's ways in their order, each tried only if the server takes it (RFC 4252 section 5).
 * After a partial success the search begins anew among the ways that are left, so publickey then password works.
 */
export class Login {
  readonly #tried: LoginTry[] = [];
  readonly #toKeep = new Map<string, string>();
  readonly #ways = this.#waysIn();
  #offered: readonly string[] = [];

  constructor(private readonly task: LoginTask) {}

  /** For ssh2's `authHandler`: both values are null at the first call. */
  readonly handler: AuthHandlerMiddleware = (methods: readonly string[] | null, partial: boolean | null, next) => {
    if (methods !== null) this.#offered = methods;
    this.#ways.next({ methods: methods ?? [], partial: partial === true }).then(
      (way) => next(way.done === true ? (false as never) : way.value), // ssh2's types leave out `false`, which its documentation asks for
      this.task.failed,
    );
  };

  /** To be called once the server has let the user in: what the user wanted remembered is kept, and nothing that was wrong. */
  async succeeded(): Promise<void> {
    for (const [key, secret] of this.#toKeep) await this.task.secrets.keep(this.task.profile, key, secret);
  }

  /** Why it did not succeed. @param cutOff whether the server ended it before all ways were used up */
  failure(cutOff: boolean): Failure {
    const { host, port, username } = this.task.hop;
    return { code: "ssh.login-refused", host, port, username, tried: this.#tried, offered: this.#offered, ...(cutOff ? { cutOff } : {}) };
  }

  async *#waysIn(): Ways {
    const left = [...this.task.hop.auth];
    let offer: Offer = yield { type: "none", username: this.task.hop.username }; // its refusal lists what the server takes
    for (;;) {
      const at = left.findIndex((way) => offer.methods.includes(sshMethod(way)));
      const [way] = at === -1 ? [] : left.splice(at, 1);
      if (way === undefined) break;
      offer = yield* this.#try(way, offer);
    }
    for (const way of left) this.#note(way, "not-offered");
    return offer;
  }

  #try(way: AuthMethod, offer: Offer): Ways {
    switch (way.method) {
      case "agent": return this.#tryAgent(way, offer);
      case "key": return this.#tryKey(way, offer);
      case "keyboard-interactive": return this.#tryPrompts(way, offer);
      case "password": return this.#tryPassword(way, offer);
    }
  }

  async *#tryAgent(way: Extract<AuthMethod, { method: "agent" }>, offer: Offer): Ways {
    const socket = way.socket === undefined ? defaultAgentSocket() : fromHome(way.socket);
    if (socket === undefined) return this.#skip(way, "no-agent", offer);
    const agent = createAgent(socket);
    const identities = await countIdentities(agent);
    if (identities === undefined) return this.#skip(way, "no-agent", offer);
    if (identities === 0) return this.#skip(way, "agent-empty", offer);
    return this.#outcome(way, yield { type: "agent", username: this.task.hop.username, agent });
  }

  async *#tryKey(way: Extract<AuthMethod, { method: "key" }>, offer: Offer): Ways {
    const key = await this.#readKey(way.file);
    if (typeof key === "string") return this.#skip(way, key, offer);
    return this.#outcome(way, yield { type: "publickey", username: this.task.hop.username, key });
  }

  async *#tryPrompts(way: AuthMethod, offer: Offer): Ways {
    const { host, port, username } = this.task.hop;
    let answered = true;
    for (let round = 1; round <= MOST_ROUNDS && answered && offer.methods.includes(way.method); round++) {
      answered = false;
      const prompt = (title: string, instruction: string, _language: string, prompts: Prompt[], finish: (answers: string[]) => void) => {
        const question = { kind: "prompts", host, port, title, instruction, prompts: prompts.map(({ prompt: text, echo }) => ({ text, echo: echo === true })) } as const;
        this.task.ask(question).then((answer) => {
          if (answer.kind === "cancel") this.#cancel();
          answered = answer.kind === "texts";
          finish(answer.kind === "texts" ? answer.texts : prompts.map(() => ""));
        }).catch(this.task.failed);
      };
      offer = yield { type: "keyboard-interactive", username, prompt };
      if (offer.partial) return offer;
    }
    return this.#skip(way, answered ? "refused" : "not-answered", offer);
  }

  async *#tryPassword(way: AuthMethod, offer: Offer): Ways {
    const { host, port, username } = this.task.hop;
    for (let round = 1; round <= MOST_ROUNDS && offer.methods.includes("password"); round++) {
      const password = await this.#secret(`password ${username}@${host}:${port}`, { kind: "password", host, port, username, again: round > 1, mayRemember: false });
      if (password === undefined) return this.#skip(way, round > 1 ? "refused" : "not-answered", offer);
      offer = yield { type: "password", username, password };
      if (offer.partial) return offer;
    }
    return this.#skip(way, "refused", offer);
  }

  /** @returns the key, or why it cannot be used */
  async #readKey(file: string): Promise<ParsedKey | LoginTry["outcome"]> {
    const path = fromHome(file);
    const text = await readFile(path).catch((error: unknown) => (isMissing(error) ? "file-missing" as const : "file-unreadable" as const));
    if (typeof text === "string") return text;
    let reading = await readPrivateKey(text);
    for (let round = 1; reading.kind === "needs-passphrase" || reading.kind === "wrong-passphrase"; round++) {
      if (round > MOST_ROUNDS) return "passphrase-wrong";
      const passphrase = await this.#secret(`passphrase ${path}`, { kind: "passphrase", file, again: round > 1, mayRemember: false });
      if (passphrase === undefined) return round > 1 ? "passphrase-wrong" : "not-answered";
      reading = await readPrivateKey(text, passphrase);
    }
    switch (reading.kind) {
      case "key": return reading.key;
      case "public-key": return "public-key";
      case "damaged": return "key-damaged";
      case "not-a-key": return "not-a-private-key";
      case "unsupported": return "key-unsupported";
    }
  }

  /** The kept secret at first, then the user's word. @returns nothing where nobody is there to ask */
  async #secret(key: string, question: SecretQuestion): Promise<string | undefined> {
    const { secrets, profile, ask } = this.task;
    if (question.again) {
      this.#toKeep.delete(key);
      await secrets.drop(profile, key);
    } else {
      const kept = await secrets.read(profile, key);
      if (kept !== undefined) return kept;
    }
    const answer = await ask({ ...question, mayRemember: await secrets.mayRemember() });
    if (answer.kind === "cancel") this.#cancel();
    if (answer.kind !== "secret") return undefined;
    if (answer.remember) this.#toKeep.set(key, answer.text);
    return answer.text;
  }

  #cancel(): never {
    const { host, port } = this.task.hop;
    throw new Failed({ code: "ssh.question-cancelled", host, port });
  }

  #outcome(way: AuthMethod, offer: Offer): Offer {
    return offer.partial ? offer : this.#skip(way, "refused", offer);
  }

  #skip(way: AuthMethod, outcome: LoginTry["outcome"], offer: Offer): Offer {
    this.#note(way, outcome);
    return offer;
  }

  #note(way: AuthMethod, outcome: LoginTry["outcome"]): void {
    const file = way.method === "key" ? way.file : way.method === "agent" ? way.socket : undefined;
    this.#tried.push({ method: way.method, outcome, ...(file === undefined ? {} : { file }) });
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** The name that the SSH protocol has for a way to log in (RFC 4252, RFC 4256). */
const sshMethod = (way: AuthMethod): string => (way.method === "agent" || way.method === "key" ? "publickey" : way.method);

function defaultAgentSocket(): string | undefined {
  return process.env["SSH_AUTH_SOCK"] ?? (process.platform === "win32" ? "\\\\.\\pipe\\openssh-ssh-agent" : undefined);
}

/** @returns how many keys the agent holds; nothing where no agent answers */
function countIdentities(agent: BaseAgent): Promise<number | undefined> {
  return new Promise((resolve) => agent.getIdentities((error, keys) => resolve(error ? undefined : (keys?.length ?? 0))));
}
