import { derContent, derValues, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE } from "./der.js";
import type { NoKey } from "./key-result.js";

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

/** Largest number of passes over a passphrase that a file may ask for; a million take a fifth of a second. */
const MAX_ITERATIONS = 10_000_000;
/** scrypt's three numbers multiplied; OpenSSL writes 16384 * 8 * 1, a twentieth of a second. */
const MAX_SCRYPT_COST = 2 ** 24;

/** What is wrong with an encrypted block for anyone who has the passphrase too: not whole, or made to keep us busy. */
export function checkEncryptedBlock(block: PemBlock): NoKey | undefined {
  const bytes = Buffer.from(block.base64, "base64");
  if (block.label !== "ENCRYPTED PRIVATE KEY") {
    return bytes.length > 0 && bytes.length % 8 === 0 && /^DEK-Info:\s*[\w-]+,[0-9A-Fa-f]+\s*$/m.test(block.headers)
      ? undefined
      : { kind: "damaged" };
  }
  try {
    // EncryptedPrivateKeyInfo: a sequence of how it is encrypted and what is (RFC 5958 section 3)
    const [algorithm, encryptedData] = derValues(derContent(derValues(bytes)[0], SEQUENCE));
    derContent(encryptedData, OCTET_STRING);
    const numbers = collectIntegers(derContent(algorithm, SEQUENCE));
    const costly =
      numbers.some((number) => number > MAX_ITERATIONS) ||
      (numbers.length > 2 && numbers.reduce((a, b) => a * b, 1) > MAX_SCRYPT_COST);
    return costly ? { kind: "unsupported", what: "PBES2, far too many passes" } : undefined;
  } catch {
    return { kind: "damaged" };
  }
}

function collectIntegers(bytes: Buffer): number[] {
  return derValues(bytes).flatMap(({ tag, content }) =>
    tag === INTEGER ? [Number(`0x0${content.toString("hex")}`)] : tag === SEQUENCE ? collectIntegers(content) : [],
  );
}

/** RSA, elliptic curves and Ed25519: a file that names one of these and is not read is damaged. */
const READABLE_OIDS = ["2a864886f70d010101", "2a8648ce3d0201", "2b6570"];
const ED448_OID = "2b6571";

/** Why OpenSSL made no key of a block that is not encrypted: a kind that it does not know, which PKCS#8 names, or damage. */
export function explainUnreadable(block: PemBlock): NoKey {
  try {
    const [, algorithm, secret] = derValues(derContent(derValues(Buffer.from(block.base64, "base64"))[0], SEQUENCE));
    derContent(secret, OCTET_STRING);
    const kind = derContent(derValues(derContent(algorithm, SEQUENCE))[0], OBJECT_IDENTIFIER).toString("hex");
    if (READABLE_OIDS.includes(kind)) return { kind: "damaged" };
    return { kind: "unsupported", what: kind === ED448_OID ? "Ed448" : `OID ${kind}` };
  } catch {
    return { kind: "damaged" };
  }
}
