/** `content`: bytes of a file are written. `names`: one comes, goes or becomes another's. */
export type ChangeKind = "content" | "names";

/** What one bridge changes at the gateway, by all of its connections together: what was told before may be true no more. */
export class FileChanges {
  readonly #counts = { content: 0, names: 0 };
  #underWay = 0;

  /** A change begins. @returns to be called at its end; safe to call twice */
  begin(kind: ChangeKind): () => void {
    this.#counts[kind]++;
    this.#underWay++;
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#counts[kind]++;
      this.#underWay--;
    };
  }

  /** As things are now. @returns whether nothing has changed since, and nothing is being changed */
  mark(): () => boolean {
    const { content, names } = this.#counts;
    const isQuiet = this.#underWay === 0;
    return () => isQuiet && this.#underWay === 0 && this.#counts.content === content && this.#counts.names === names;
  }

  /** The same of names alone: a file stays a file while it is written. */
  markNames(): () => boolean {
    const { names } = this.#counts;
    return () => this.#counts.names === names;
  }
}
