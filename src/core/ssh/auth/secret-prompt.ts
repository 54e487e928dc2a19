import type { Place } from "../../../shared/profile/endpoint.js";
import type { ProfileId } from "../../../shared/profile/profile-schema.js";
import { Failed } from "../../../shared/status/failure.js";
import type { QuestionBody } from "../../../shared/status/questions.js";
import type { SecretVault } from "../../environment.js";
import type { Ask } from "../host-key/check-host-key.js";

/** How often one secret is asked for before the next way is tried. */
export const MOST_ROUNDS = 3;

type SecretQuestion = Extract<QuestionBody, { kind: "password" | "passphrase" }>;

/** Whom to ask for secrets, and where they are kept. */
export interface SecretTask {
  readonly profile: ProfileId;
  /** The hop that they open, or the proxy. */
  readonly place: Place;
  readonly ask: Ask;
  readonly secrets: SecretVault;
}

/** The secrets of one attempt to get in: kept ones first, then the user's word; only what has let the user in is kept. */
export class SecretAsking {
  readonly #toKeep = new Map<string, string>();

  constructor(private readonly task: SecretTask) {}

  /**
   * @param key what the vault knows it by
   * @param round counts from 1; after the first, what was given before was wrong
   * @returns nothing where nobody is there to ask
   * @throws Failed `ssh.question-cancelled`
   */
  async secret(key: string, round: number, question: SecretQuestion): Promise<string | undefined> {
    const { secrets, profile, ask } = this.task;
    if (round > 1) {
      this.#toKeep.delete(key);
      await secrets.drop(profile, key);
    } else {
      const kept = await secrets.read(profile, key);
      if (kept !== undefined) return kept;
    }
    const answer = await ask({ ...question, again: round > 1, mayRemember: await secrets.mayRemember() });
    if (answer.kind === "cancel") this.cancel();
    if (answer.kind !== "secret") return undefined;
    if (answer.remember) this.#toKeep.set(key, answer.text);
    return answer.text;
  }

  /** @throws Failed `ssh.question-cancelled` */
  cancel(): never {
    const { host, port } = this.task.place;
    throw new Failed({ code: "ssh.question-cancelled", host, port });
  }

  /** To be called once they have opened what they are for. */
  async succeeded(): Promise<void> {
    for (const [key, secret] of this.#toKeep) await this.task.secrets.keep(this.task.profile, key, secret);
  }
}
