import { WireReader, wireString } from "../wire-format.js";

/**
 * OpenSSH's certificates (its PROTOCOL.certkeys): a public key, who may use it and until when, signed by an authority.
 *
 *     string type "ssh-ed25519-cert-v01@openssh.com", string nonce, the key's own fields,
 *     uint64 serial, uint32 1 for users or 2 for hosts, string key id, string principals,
 *     uint64 valid after, uint64 valid before, string critical options, string extensions, string reserved,
 *     string the authority's key, string its signature over all before
 */
export interface Certificate {
  /** The key that is certified, as the wire carries a plain one. */
  readonly key: Buffer;
  readonly serial: bigint;
  readonly kind: "user" | "host" | "unknown";
  readonly keyId: string;
  /** Users or hosts, patterns among these; none is nobody. */
  readonly principals: readonly string[];
  /** Seconds since 1970; from the first, and before the second. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  /** The names of the critical options: who does not know one must refuse. */
  readonly criticalOptions: readonly string[];
  /** The key that signed it. */
  readonly authority: Buffer;
  /** What is signed, and the signature. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** How many strings make up the public key in a certificate, behind its nonce (PROTOCOL.certkeys; PROTOCOL.u2f). */
const KEY_STRINGS: Readonly<Partial<Record<string, number>>> = {
  "ssh-rsa": 2,
  "ssh-dss": 4,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
  "ssh-ed25519": 1,
  "sk-ssh-ed25519@openssh.com": 2,
  "sk-ecdsa-sha2-nistp256@openssh.com": 3,
};
const KINDS: Readonly<Partial<Record<number, Certificate["kind"]>>> = { 1: "user", 2: "host" };

/** The plain public key that a certificate certifies, as the wire carries it; nothing where the blob is no certificate. */
export function certifiedKey(blob: Buffer): Buffer | undefined {
  try {
    return readKey(new WireReader(blob));
  } catch {
    return undefined;
  }
}

/** @returns nothing where the blob is no certificate, or a damaged one; its signature is not looked at */
export function parseCertificate(blob: Buffer): Certificate | undefined {
  try {
    const reader = new WireReader(blob);
    const key = readKey(reader);
    if (key === undefined) return undefined;
    const serial = reader.bytes(8).readBigUInt64BE();
    const kind = KINDS[reader.uint32()] ?? "unknown";
    const keyId = reader.string().toString();
    const principals = readStrings(reader.string()).map(String);
    const [validAfter, validBefore] = [reader.bytes(8).readBigUInt64BE(), reader.bytes(8).readBigUInt64BE()];
    const criticalOptions = readStrings(reader.string())
      .filter((_, index) => index % 2 === 0) // name, value, name, value ...
      .map(String);
    reader.string(); // extensions: who does not know one passes it over
    reader.string(); // reserved
    const authority = reader.string();
    const signed = blob.subarray(0, blob.length - reader.remaining);
    const signature = reader.string();
    if (reader.remaining > 0) return undefined;
    return {
      key,
      serial,
      kind,
      keyId,
      principals,
      validAfter,
      validBefore,
      criticalOptions,
      authority,
      signed,
      signature,
    };
  } catch {
    return undefined;
  }
}

function readKey(reader: WireReader): Buffer | undefined {
  const [, name, domain = ""] = /^(.+)-cert-v01(@openssh\.com)$/.exec(reader.text()) ?? [];
  if (name === undefined) return undefined;
  const type = name.startsWith("sk-") ? `${name}${domain}` : name;
  const count = KEY_STRINGS[type];
  if (count === undefined) return undefined;
  reader.string(); // the nonce
  const strings = Array.from({ length: count }, () => wireString(reader.string()));
  return Buffer.concat([wireString(type), ...strings]);
}

function readStrings(list: Buffer): Buffer[] {
  const reader = new WireReader(list);
  const strings: Buffer[] = [];
  while (reader.remaining > 0) strings.push(reader.string());
  return strings;
}
