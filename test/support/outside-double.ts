import type { Asker, Clock, KnownHosts, NoAnswer, Outside, SecretVault } from "../../src/core/outside.js";
import { DEFAULT_SETTINGS } from "../../src/shared/settings.js";
import type { Answer, QuestionBody } from "../../src/shared/question.js";

/** A clock that stands still until it is told to go on. */
export class HandClock implements Clock {
  #now = 1_700_000_000_000;
  #waiting: { at: number; act: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): () => void {
    const entry = { at: this.#now + milliseconds, act };
    this.#waiting.push(entry);
    return () => { this.#waiting = this.#waiting.filter((other) => other !== entry); };
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { act } of due) act();
  }

  get pending(): number {
    return this.#waiting.length;
  }
}

/** Answers by a script and remembers what was asked; a question that the script leaves open waits for its signal. */
export class ScriptedAsker implements Asker {
  readonly asked: QuestionBody[] = [];

  constructor(private readonly script: (question: QuestionBody) => Answer | NoAnswer | undefined = () => ({ kind: "nobody" })) {}

  ask(_profile: string, question: QuestionBody, signal: AbortSignal): Promise<Answer | NoAnswer> {
    this.asked.push(question);
    const answer = this.script(question);
    if (answer !== undefined) return Promise.resolve(answer);
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve({ kind: "cancel" }), { once: true }));
  }
}

/** Keeps secrets in memory. */
export class MemoryVault implements SecretVault {
  readonly kept = new Map<string, string>();

  mayRemember(): Promise<boolean> {
    return Promise.resolve(true);
  }

  read(profile: string, key: string): Promise<string | undefined> {
    return Promise.resolve(this.kept.get(`${profile} ${key}`));
  }

  keep(profile: string, key: string, secret: string): Promise<void> {
    this.kept.set(`${profile} ${key}`, secret);
    return Promise.resolve();
  }

  drop(profile: string, key: string): Promise<void> {
    this.kept.delete(`${profile} ${key}`);
    return Promise.resolve();
  }
}

/** A known_hosts file in memory. */
export class MemoryKnownHosts implements KnownHosts {
  readonly file = "/memory/known_hosts";

  constructor(public text = "") {}

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }

  append(lines: string): Promise<void> {
    this.text += lines;
    return Promise.resolve();
  }

  rewrite(change: (text: string) => string | undefined): Promise<boolean> {
    const next = change(this.text);
    this.text = next ?? this.text;
    return Promise.resolve(next !== undefined);
  }
}

/** A whole world around the core, each part of which a test may bring itself. */
export function outsideDouble(parts: Partial<Outside> = {}): Outside {
  return {
    clock: new HandClock(),
    asker: new ScriptedAsker(),
    secrets: new MemoryVault(),
    knownHosts: new MemoryKnownHosts(),
    log: { info: () => undefined, error: (sentence, bug) => { if (bug !== undefined) console.error(sentence, bug); } },
    settings: () => ({ ...DEFAULT_SETTINGS, closeSeconds: 0 }), // a clock that stands still would never come to the end of a longer wait
    ...parts,
  };
}
