import { createHash } from "node:crypto";

/** What a person or a known_hosts file knows of a public key. */
export interface HostKeyFacts {
  readonly keyType: string;
  /** The base64 in the middle of a public key line. */
  readonly base64: string;
  /** `SHA256:` and the digest as OpenSSH writes it. */
  readonly fingerprint: string;
}

/** Reads a public key line, `ssh-ed25519 AAAA... comment`. */
export function hostKeyFacts(publicLine: string): HostKeyFacts {
  const [keyType = "", base64 = ""] = publicLine.trim().split(/\s+/);
  const digest = createHash("sha256").update(Buffer.from(base64, "base64")).digest("base64").replace(/=+$/, "");
  return { keyType, base64, fingerprint: `SHA256:${digest}` };
}

/** The line for a known_hosts file, without its line end: `[127.0.0.1]:2222 ssh-ed25519 AAAA...`; port 22 goes unsaid. */
export const knownHostsLine = (host: string, port: number, { keyType, base64 }: HostKeyFacts): string =>
  `${port === 22 ? host : `[${host}]:${port}`} ${keyType} ${base64}`;
