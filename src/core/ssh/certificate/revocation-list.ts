import { createHash } from "node:crypto";
import { WireReader } from "../wire-format.js";
import type { Certificate } from "./openssh-certificate.js";

/** Which keys and certificates must not be taken any more. */
export interface RevocationList {
  /** @param key the plain key, also where a certificate is shown */
  revokes(key: Buffer, certificate?: Certificate): boolean;
}

const KRL_MAGIC = Buffer.from("SSHKRL\n\0");
const FORMAT_VERSION = 1;
/** `uint64` version, date and flags. */
const HEADER_NUMBERS_BYTES = 3 * 8;
const SECTION = { certificates: 1, key: 2, sha1: 3, signature: 4, sha256: 5, extension: 255 } as const;
const CERTIFICATES = { serials: 0x20, range: 0x21, bitmap: 0x22, keyIds: 0x23, extension: 0x39 } as const;

/** Tells of one certificate whether a section revokes it. */
type CertificateRule = (certificate: Certificate) => boolean;

/**
 * Read a file of ssh_config(5)'s RevokedHostKeys: a key revocation list as `ssh-keygen -k` makes it (OpenSSH's
 * PROTOCOL.krl), or a text with a public key on each line. Its signatures, which OpenSSH itself no longer looks at, are
 * passed over.
 *
 * @returns nothing where it cannot be read whole, or has a critical extension that is not known: half a list is none
 */
export function parseRevocationList(content: Buffer): RevocationList | undefined {
  try {
    return content.subarray(0, KRL_MAGIC.length).equals(KRL_MAGIC) ? readKrl(content) : readKeys(content.toString());
  } catch {
    return undefined;
  }
}

/** `[options] type base64 [comment]`; blank lines and remarks are passed over. */
function readKeys(text: string): RevocationList | undefined {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  const keys = lines.map((line) => /(?:^|\s)(AAAA[A-Za-z0-9+/]+={0,2})(?=\s|$)/.exec(line)?.[1]);
  if (keys.includes(undefined)) return undefined;
  return listOf(new Set(keys.map((base64) => keyId(Buffer.from(base64 ?? "", "base64")))), new Set(), []);
}

function readKrl(content: Buffer): RevocationList | undefined {
  const reader = new WireReader(content);
  reader.bytes(KRL_MAGIC.length);
  if (reader.uint32() !== FORMAT_VERSION) return undefined;
  reader.bytes(HEADER_NUMBERS_BYTES);
  reader.string(); // reserved
  reader.string(); // comment
  const keys = new Set<string>();
  const hashes = new Set<string>();
  const rules: CertificateRule[] = [];
  while (reader.remaining > 0) {
    const type = reader.bytes(1)[0];
    const section = reader.string();
    if (type === SECTION.certificates) rules.push(readCertificates(section));
    else if (type === SECTION.key) for (const key of strings(section)) keys.add(keyId(key));
    else if (type === SECTION.sha1 || type === SECTION.sha256)
      for (const hash of strings(section)) hashes.add(hash.toString("hex"));
    else if (type === SECTION.signature) reader.string();
    else if (type !== SECTION.extension || isCritical(section)) return undefined;
  }
  return listOf(keys, hashes, rules);
}

function listOf(
  keys: ReadonlySet<string>,
  hashes: ReadonlySet<string>,
  rules: readonly CertificateRule[],
): RevocationList {
  const hasKey = (key: Buffer): boolean =>
    keys.has(keyId(key)) || ["sha1", "sha256"].some((hash) => hashes.has(createHash(hash).update(key).digest("hex")));
  return {
    revokes: (key, certificate) =>
      hasKey(key) ||
      (certificate !== undefined && (hasKey(certificate.authority) || rules.some((rule) => rule(certificate)))),
  };
}

/** @throws MalformedWireData, Error on what is not known */
function readCertificates(section: Buffer): CertificateRule {
  const reader = new WireReader(section);
  const authority = reader.string(); // empty: whoever signed it
  reader.string(); // reserved
  const rules: CertificateRule[] = [];
  while (reader.remaining > 0) {
    const type = reader.bytes(1)[0];
    const part = new WireReader(reader.string());
    const next = (): bigint => part.bytes(8).readBigUInt64BE();
    if (type === CERTIFICATES.serials) {
      const serials = new Set<bigint>();
      while (part.remaining > 0) serials.add(next());
      rules.push(({ serial }) => serials.has(serial));
    } else if (type === CERTIFICATES.range) {
      const [first, last] = [next(), next()];
      rules.push(({ serial }) => serial >= first && serial <= last);
    } else if (type === CERTIFICATES.bitmap) {
      const first = next();
      const bits = part.string(); // an mpint: its lowest bit is the first serial number
      rules.push(({ serial }) => hasBit(bits, serial - first));
    } else if (type === CERTIFICATES.keyIds) {
      const ids = new Set(strings(part.bytes(part.remaining)).map(String));
      rules.push((certificate) => ids.has(certificate.keyId));
    } else if (type !== CERTIFICATES.extension || isCritical(part.bytes(part.remaining)))
      throw new Error("a section that is not known");
  }
  return (certificate) =>
    (authority.length === 0 || authority.equals(certificate.authority)) && rules.some((rule) => rule(certificate));
}

function hasBit(bits: Buffer, index: bigint): boolean {
  if (index < 0n || index >= BigInt(bits.length) * 8n) return false;
  return (((bits[bits.length - 1 - Number(index / 8n)] ?? 0) >> Number(index % 8n)) & 1) === 1;
}

/** `string name, boolean critical, string contents`. */
function isCritical(extension: Buffer): boolean {
  const reader = new WireReader(extension);
  reader.string();
  return reader.bytes(1)[0] !== 0;
}

const keyId = (key: Buffer): string => key.toString("base64");

function strings(list: Buffer): Buffer[] {
  const reader = new WireReader(list);
  const found: Buffer[] = [];
  while (reader.remaining > 0) found.push(reader.string());
  return found;
}
