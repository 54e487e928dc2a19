import type { KeyFacts } from "./failure.js";

/** A host key that Culvert wrote into known_hosts. */
export interface AddedHostKey extends KeyFacts {
  /** Where it stands, counted from 1. */
  readonly line: number;
  /** `www.spinach.com` or `[www.spinach.com]:2222`; nothing where the file hides it and no profile has it. */
  readonly host?: string;
  /** When it was trusted, `2026-11-22`. */
  readonly date: string;
}

export interface HostKeyList {
  /** The known_hosts file. */
  readonly file: string;
  readonly keys: readonly AddedHostKey[];
}
