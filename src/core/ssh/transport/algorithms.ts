import { getCiphers } from "node:crypto";
import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from "ssh2";
import type { AlgorithmPart } from "../../../shared/status/failure.js";
import { HYBRID_KEX } from "../ssh2-internals/hybrid-kex.js";

/** What one side of SSH takes of each part, the best first. */
export interface Algorithms {
  readonly kex: readonly (KexAlgorithm | typeof HYBRID_KEX)[];
  readonly hostKey: readonly ServerHostKeyAlgorithm[];
  readonly cipher: readonly CipherAlgorithm[];
  readonly mac: readonly MacAlgorithm[];
}

/** Nothing of SHA-1, CBC, MD5 or DSA. ssh2 adds strict key exchange by itself, and is taught the first key exchange by `extendKeyExchange`. */
const MODERN: Algorithms = {
  kex: [
    HYBRID_KEX,
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
  ],
  hostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "chacha20-poly1305@openssh.com",
  ],
  mac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
};

/** What the switch for old servers adds, behind all of the modern ones. */
export const LEGACY: Algorithms = {
  kex: ["diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"],
  hostKey: ["ssh-rsa", "ssh-dss"],
  cipher: ["aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"],
  mac: ["hmac-sha1-etm@openssh.com", "hmac-sha1"],
};

/** The names that OpenSSL has for those of the ciphers that a build of it may lack. */
const OPENSSL_NAMES: Readonly<Partial<Record<CipherAlgorithm, string>>> = {
  "chacha20-poly1305@openssh.com": "chacha20",
  "aes256-cbc": "aes-256-cbc",
  "aes192-cbc": "aes-192-cbc",
  "aes128-cbc": "aes-128-cbc",
  "3des-cbc": "des-ede3-cbc",
};

/** What Culvert offers a server. */
export function algorithmsFor(oldServer: boolean): Algorithms {
  const both = <Part extends keyof Algorithms>(part: Part): Algorithms[Part][number][] => [
    ...MODERN[part],
    ...(oldServer ? LEGACY[part] : []),
  ];
  const here = getCiphers();
  const isHere = (cipher: CipherAlgorithm): boolean => here.includes(OPENSSL_NAMES[cipher] ?? here[0] ?? "");
  return { kex: both("kex"), hostKey: both("hostKey"), cipher: both("cipher").filter(isHere), mac: both("mac") };
}

/** The key exchanges that ssh2 knows by itself. */
export const isOfSsh2 = (kex: Algorithms["kex"][number]): kex is KexAlgorithm => kex !== HYBRID_KEX;

/** What a server says that it takes, each list in its own order; both directions together. */
export type ServerAlgorithms = Readonly<Record<keyof Algorithms, readonly string[]>>;

const NEGOTIATED_PARTS: readonly (readonly [keyof Algorithms, AlgorithmPart])[] = [
  ["kex", "key exchange"],
  ["hostKey", "host key"],
  ["cipher", "cipher"],
  ["mac", "MAC"],
];

/** The first part in which a server takes nothing of what it is offered, as RFC 4253 section 7.1 goes through them. */
export function findMismatch(
  clientAlgorithms: Algorithms,
  serverAlgorithms: ServerAlgorithms,
): { readonly part: AlgorithmPart; readonly offered: readonly string[] } | undefined {
  for (const [list, part] of NEGOTIATED_PARTS) {
    if (
      list === "mac" &&
      clientAlgorithms.cipher.find((name) => serverAlgorithms.cipher.includes(name))?.includes("@openssh.com")
    )
      continue; // these have a MAC of their own
    const clientNames: readonly string[] = clientAlgorithms[list];
    if (!clientNames.some((name) => serverAlgorithms[list].includes(name)))
      return { part, offered: serverAlgorithms[list] };
  }
  return undefined;
}
