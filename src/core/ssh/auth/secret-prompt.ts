import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { ProfileId } from "../../../shared/profile/profile-schema.js";
import { FailureError } from "../../../shared/status/failure.js";
import type { QuestionBody } from "../../../shared/status/questions.js";
import type { SecretMemory, SecretVault } from "../../environment.js";
import type { AskUser } from "../host-key/check-host-key.js";

/** How often one secret is asked for before the next way is tried. */
export const MAX_ROUNDS = 3;

/** What the vault knows a hop's password by. */
export const passwordKey = ({ host, port, username }: Endpoint & { readonly username: string }): string =>
  `password ${username}@${host}:${port}`;

type SecretQuestion = Extract<QuestionBody, { kind: "password" | "passphrase" }>;

/** Whom to ask for secrets, and where they are kept. */
export interface SecretPromptOptions {
  readonly profile: ProfileId;
  /** The hop that they open, or the proxy. */
  readonly endpoint: Endpoint;
  readonly ask: AskUser;
  readonly secrets: SecretVault;
  readonly sessionSecrets?: SecretMemory | undefined;
  /** The fingerprint of the server that was reached, once its host key is trusted: what one server was told, no other of its name is. */
  readonly server?: (() => string) | undefined;
  /** See `SessionOptions.spareSecrets`. */
  readonly spareSecrets?: boolean | undefined;
}

/** The secrets of one attempt to get in: kept ones first, then the user's word; only what has let the user in is kept. */
export class SecretPrompt {
  readonly #toStore = new Map<string, string>();
  /** The latest given for each key: kept for the session once it has let the user in. */
  readonly #latest = new Map<string, string>();
  /** The keys of those that were kept, and given. */
  readonly #given = new Set<string>();

  constructor(private readonly options: SecretPromptOptions) {}

  /**
   * @param key what the vault knows it by
   * @param round counts from 1; after the first, what was given before was wrong
   * @returns nothing where nobody is there to ask, or a kept one that is refused is to be spared
   * @throws Failed `ssh.question-cancelled`
   */
  async get(key: string, round: number, question: SecretQuestion): Promise<string | undefined> {
    const { secrets, sessionSecrets, profile, ask, spareSecrets = false } = this.options;
    const sessionKey = this.#sessionKey(key, question);
    if (round > 1) {
      sessionSecrets?.forget(sessionKey, this.#latest.get(sessionKey));
      if (spareSecrets && question.kind === "password" && this.#given.has(key)) return undefined;
      this.#toStore.delete(key);
      await secrets.remove(profile, key);
    } else {
      const stored = await secrets.get(profile, key);
      if (stored !== undefined) {
        this.#given.add(key);
        return stored;
      }
    }
    const known = sessionSecrets?.get(sessionKey); // after a refusal it is another tunnel's newer word
    if (known !== undefined) {
      this.#latest.set(sessionKey, known);
      return known;
    }
    const minutes = sessionSecrets?.minutes ?? 0;
    const answer = await ask({
      ...question,
      again: round > 1,
      mayRemember: await secrets.canStore(),
      ...(minutes === 0 ? {} : { forSession: { key: sessionKey, ...(minutes === Infinity ? {} : { minutes }) } }),
    });
    if (answer.kind === "cancel") this.cancel();
    if (answer.kind !== "secret") return undefined;
    if (answer.remember) this.#toStore.set(key, answer.text);
    if (!("isGiven" in answer)) this.#latest.set(sessionKey, answer.text);
    return answer.text;
  }

  /** A passphrase opens a file of this computer, whichever server is reached. */
  #sessionKey(key: string, { kind }: SecretQuestion): string {
    const { server } = this.options;
    return kind === "passphrase" || server === undefined ? key : `${key} ${server()}`;
  }

  /** Where one is kept, or is to be, keep this one in its place once it has let the user in. */
  replace(key: string, secret: string): void {
    if (this.#given.has(key) || this.#toStore.has(key)) this.#toStore.set(key, secret);
    const { server } = this.options;
    const sessionKey = server === undefined ? key : `${key} ${server()}`;
    if (this.#latest.has(sessionKey)) this.#latest.set(sessionKey, secret);
  }

  /** @throws Failed `ssh.question-cancelled` */
  cancel(): never {
    const { host, port } = this.options.endpoint;
    throw new FailureError({ code: "ssh.question-cancelled", host, port });
  }

  /** To be called once they have opened what they are for. */
  async succeeded(): Promise<void> {
    for (const [key, secret] of this.#latest) this.options.sessionSecrets?.keep(key, secret);
    for (const [key, secret] of this.#toStore) await this.options.secrets.set(this.options.profile, key, secret);
  }
}
