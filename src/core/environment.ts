import type { JumpHost, ProfileId } from "../shared/profile/profile-schema.js";
import type { Settings } from "../shared/settings.js";
import type { Answer, QuestionBody } from "../shared/status/questions.js";

/** What the core asks of the world around it. The tray app, the command line and the tests each bring their own. */
export interface Environment {
  readonly clock: Clock;
  readonly prompter: Prompter;
  readonly secrets: SecretVault;
  /** Secrets in memory until the program ends; where there are none, each tunnel asks. */
  readonly sessionSecrets?: SecretMemory | undefined;
  /** Where there is none, nobody waits. */
  readonly loginPacer?: LoginPacer | undefined;
  readonly knownHosts: KnownHosts;
  readonly log: Log;
  /** Write the fingerprint of a relay's FTP server into its profile. One that cannot be written is logged, and asked about again the next time. */
  pinCertificate(profile: ProfileId, fingerprint: string): Promise<void>;
  /**
   * The certificate that FTP programs see in TLS: of the user's own file, or the one that is made for this computer.
   *
   * @throws Failed `ftp.own-certificate`
   */
  serverCertificate(ownFile?: string): Promise<PemCertificate>;
  /** As they stand now. */
  settings(): Settings;
}

/** A certificate, perhaps with those that vouch for it, and its private key, in PEM. */
export interface PemCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since a moment that stays the same, however the computer's clock is set: what durations are measured by. */
  elapsed(): number;
  /**
   * Milliseconds since the computer was started, those with it that it slept, which `elapsed` may leave out; where a clock
   * does not tell it, `elapsed` stands in.
   */
  uptime?(): number;
  /** Call once after so many milliseconds. @returns ends the waiting */
  setTimeout(milliseconds: number, callback: () => void): () => void;
}

export interface Prompter {
  /**
   * Put a question to the user and wait, as long as it takes.
   * The signal withdraws the question; the answer is then `cancel`.
   */
  ask(profile: ProfileId, question: QuestionBody, signal: AbortSignal): Promise<Answer | NoAnswer>;
}

/** Nobody is there to ask, as for a script: this way is passed over, and the next is tried. */
export interface NoAnswer {
  readonly kind: "nobody";
}

/** A secret that was set down beforehand, as for a service: looked up anew each time it is asked for, and so never remembered. */
export interface GivenSecret extends Extract<Answer, { kind: "secret" }> {
  readonly isGiven: true;
}

/** Where secrets are kept between runs. A key names what the secret opens, `password olive@www.spinach.com:22`. */
export interface SecretVault {
  /** Whether the system truly encrypts what is kept; else nothing may be kept. */
  canStore(): Promise<boolean>;
  get(profile: ProfileId, key: string): Promise<string | undefined>;
  set(profile: ProfileId, key: string, secret: string): Promise<void>;
  remove(profile: ProfileId, key: string): Promise<void>;
}

/** Secrets in this process's memory alone. A key names what the secret opens, for whom, and of which server. */
export interface SecretMemory {
  /** How long one that is given now is kept, in minutes; `Infinity` until the program ends, 0 not at all. */
  readonly minutes: number;
  get(key: string): string | undefined;
  keep(key: string, secret: string): void;
  /** Forget one that was refused; another that was kept under the key meanwhile stays. */
  forget(key: string, secret: string | undefined): void;
}

/** Keeps connections apart that go to one gateway, where it penalises who is not let in. */
export interface LoginPacer {
  /**
   * Wait until one more connection may begin.
   *
   * @param onWait told that there is something to wait for; perhaps several times
   * @returns to be told once what became of the connection
   * @throws the signal's reason when it is given up
   */
  waitForTurn(hop: JumpHost, signal: AbortSignal, onWait: () => void): Promise<LoginTurn>;
}

/** A connection that may begin. */
export interface LoginTurn {
  accepted(): Promise<void>;
  /** @param thrown why it ended before anybody was let in */
  failed(thrown: unknown): Promise<void>;
}

/** An OpenSSH known_hosts file, as read at this moment. */
export interface KnownHosts {
  /** Its path, for messages. */
  readonly file: string;
  /** @throws Failed `host-key.file-unreadable`; a file that is not there reads as empty */
  read(): Promise<string>;
  /** Files that count as well, the user's second one and the system's, and are never written; those that are not there or cannot be read are left out, as by `ssh`. */
  readOthers(): Promise<readonly { readonly file: string; readonly text: string }[]>;
  /** Append whole lines, each with its line end; all of them or none. @throws Failed `host-key.file-unreadable` */
  append(lines: string): Promise<void>;
  /**
   * Change the whole text at once; nothing where `change` gives nothing. What others write meanwhile is kept, for which
   * `change` may be asked again.
   *
   * @param change of a text of one character a byte (latin1), so that names in any encoding come through
   * @returns whether it was changed
   * @throws Failed `host-key.file-unreadable`
   */
  rewrite(change: (text: string) => string | undefined): Promise<boolean>;
}

/** Sentences about what happened; never a secret. */
export interface Log {
  info(sentence: string): void;
  error(sentence: string, bug?: unknown): void;
}
