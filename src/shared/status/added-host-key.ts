import type { KeyFacts, KnownHostKey } from "./failure.js";

/** A host key that Culvert wrote into known_hosts. */
export interface AddedHostKey extends KeyFacts {
  /** Where it stands, counted from 1. */
  readonly line: number;
  /** `www.spinach.com` or `[www.spinach.com]:2222`; nothing where the file hides it and no profile has it. */
  readonly host?: string;
  /** When it was trusted, `2026-11-22`. */
  readonly date: string;
}

/** A certificate authority that a known_hosts file trusts for hosts: a line that its owner or administrator wrote. */
export interface TrustedAuthority extends KnownHostKey {
  /** As the line has them: `*.spinach.com`. */
  readonly names: string;
}

export interface HostKeyList {
  /** The known_hosts file. */
  readonly file: string;
  readonly keys: readonly AddedHostKey[];
  /** Of that file and of the system's; nothing where none is trusted. */
  readonly authorities?: readonly TrustedAuthority[];
}
