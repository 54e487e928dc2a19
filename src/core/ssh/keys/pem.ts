import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { derContent, derValues, INTEGER, OCTET_STRING, SEQUENCE } from "./der.js";
import { dsaPartsOf } from "./dsa.js";
import type { Unlocked } from "./key-reading.js";
import { toOpenSsh, type EcdsaType, type KeyParts } from "./key-parts.js";
import { MalformedBlob } from "./wire.js";

/** What stands between `-----BEGIN label-----` and `-----END label-----`, and the whole of it as text. */
export interface PemBlock {
  readonly label: string;
  /** RFC 1421's header lines, where there are any: `DEK-Info: AES-128-CBC,0123...`. */
  readonly headers: string;
  readonly base64: string;
  readonly text: string;
}

/** The first private key among a text's PEM blocks (EC parameters may stand before it), else the first block of any kind. */
export function firstPemBlock(text: string): PemBlock | "damaged" | undefined {
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----/g)];
  const begin = labels.find(([, label]) => label?.endsWith("PRIVATE KEY")) ?? labels[0];
  const label = begin?.[1];
  if (begin === undefined || label === undefined) return undefined;
  const bodyStart = begin.index + begin[0].length;
  const end = text.indexOf(`-----END ${label}-----`, bodyStart);
  if (end === -1) return "damaged";
  const body = text.slice(bodyStart, end).trim();
  const [headers = "", base64 = ""] = body.includes(":") ? cutAtBlankLine(body) : ["", body];
  if (!/^[A-Za-z0-9+/=\s]+$/.test(base64)) return "damaged";
  return { label, headers, base64, text: `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n` };
}

function cutAtBlankLine(body: string): string[] {
  const blank = /\r?\n[ \t]*\r?\n/.exec(body);
  return blank === null ? [body, ""] : [body.slice(0, blank.index), body.slice(blank.index + blank[0].length)];
}

/**
 * Unlock a key in PEM (PKCS#1 and SEC1, encrypted as RFC 1421 has it) or PKCS#8 (RFC 5958), by OpenSSL.
 *
 * The file has no check of its own: where what stands outside the encryption is whole and the inside makes no key,
 * the passphrase is taken to be wrong.
 */
export function readPem(block: PemBlock, passphrase: string | undefined): Unlocked {
  const encrypted = block.label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(block.headers);
  if (encrypted) {
    const trouble = troubleBeforeDecryption(block);
    if (trouble !== undefined) return trouble;
    if (passphrase === undefined) return { kind: "needs-passphrase" };
    if (passphrase === "") return { kind: "wrong-passphrase" };
  }
  try {
    return partsOf(createPrivateKey({ key: block.text, format: "pem", ...(encrypted && { passphrase }) }));
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).endsWith("UNSUPPORTED")) {
      return { kind: "unsupported", what: encrypted ? "a key encrypted in a way that is no longer safe" : "a key of a kind that is not for SSH" };
    }
    return { kind: encrypted ? "wrong-passphrase" : "damaged" };
  }
}

/** Largest number of passes over a passphrase that a file may ask for; a million take a fifth of a second. */
const MOST_ITERATIONS = 10_000_000;
/** scrypt's three numbers multiplied; OpenSSL writes 16384 * 8 * 1, a twentieth of a second. */
const MOST_SCRYPT = 2 ** 24;

function troubleBeforeDecryption(block: PemBlock): Unlocked | undefined {
  const bytes = Buffer.from(block.base64, "base64");
  if (block.label !== "ENCRYPTED PRIVATE KEY") {
    return bytes.length > 0 && bytes.length % 8 === 0 && /^DEK-Info:\s*[\w-]+,[0-9A-Fa-f]+\s*$/m.test(block.headers) ? undefined : { kind: "damaged" };
  }
  try {
    // EncryptedPrivateKeyInfo: a sequence of how it is encrypted and what is (RFC 5958 section 3)
    const [how, what] = derValues(derContent(derValues(bytes)[0], SEQUENCE));
    derContent(what, OCTET_STRING);
    const numbers = integersIn(derContent(how, SEQUENCE));
    const costly = numbers.some((number) => number > MOST_ITERATIONS) || (numbers.length > 2 && numbers.reduce((a, b) => a * b, 1) > MOST_SCRYPT);
    return costly ? { kind: "unsupported", what: "a key that takes far too long to unlock" } : undefined;
  } catch {
    return { kind: "damaged" };
  }
}

function integersIn(bytes: Buffer): number[] {
  return derValues(bytes).flatMap(({ tag, content }) => (tag === INTEGER ? [Number(`0x0${content.toString("hex")}`)] : tag === SEQUENCE ? integersIn(content) : []));
}

const ECDSA: Readonly<Partial<Record<string, EcdsaType>>> = { prime256v1: "ecdsa-sha2-nistp256", secp384r1: "ecdsa-sha2-nistp384", secp521r1: "ecdsa-sha2-nistp521" };

function partsOf(key: KeyObject): Unlocked {
  const type = key.asymmetricKeyType ?? "unknown";
  const curve = key.asymmetricKeyDetails?.namedCurve ?? "an unnamed curve";
  if (type === "rsa") return unlocked(rsaParts(key.export({ format: "jwk" })));
  if (type === "ed25519") return unlocked(ed25519Parts(key.export({ format: "jwk" })));
  if (type === "dsa") return unlocked(dsaPartsOf(key.export({ format: "der", type: "pkcs8" })));
  if (type !== "ec") return { kind: "unsupported", what: type === "ed448" ? "an Ed448 key" : `a key of the kind ${type}` };
  const ecdsa = ECDSA[curve];
  return ecdsa === undefined ? { kind: "unsupported", what: `an ECDSA key on the curve ${curve}` } : unlocked(ecdsaParts(ecdsa, key.export({ format: "jwk" })));
}

const unlocked = (parts: KeyParts): Unlocked => ({ kind: "unlocked", openSsh: toOpenSsh(parts) });

const number = (value: string | undefined): Buffer => {
  if (value === undefined) throw new MalformedBlob();
  return Buffer.from(value, "base64url");
};
const rsaParts = ({ n, e, d, p, q, qi }: JsonWebKey): KeyParts => ({ type: "ssh-rsa", n: number(n), e: number(e), d: number(d), p: number(p), q: number(q), iqmp: number(qi) });
const ed25519Parts = ({ x, d }: JsonWebKey): KeyParts => ({ type: "ssh-ed25519", public: number(x), seed: number(d) });
/** An uncompressed point: 4, then both coordinates (SEC 1 section 2.3.3). */
const ecdsaParts = (type: EcdsaType, { x, y, d }: JsonWebKey): KeyParts => ({ type, point: Buffer.concat([Buffer.of(4), number(x), number(y)]), d: number(d) });
