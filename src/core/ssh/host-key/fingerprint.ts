import { createHash } from "node:crypto";
import type { KeyFacts } from "../../../shared/status/failure.js";
import { bitLength, WireReader } from "../wire-format.js";

/** What the type of a blob that is no key reads as. */
const UNKNOWN_TYPE = "unknown";

/**
 * What people compare of a host key, from the blob as the wire carries it (RFC 4253 section 6.6: a string that names
 * the type, then the key's numbers).
 *
 * The fingerprint is OpenSSH's, `SHA256:` and base64 without padding. Never throws: a blob that is no key has the type `unknown`.
 */
export function hostKeyFacts(blob: Buffer): KeyFacts {
  return {
    keyType: keyTypeOf(blob) ?? UNKNOWN_TYPE,
    fingerprint: `SHA256:${digest(blob).toString("base64").replace(/=+$/, "")}`,
  };
}

/** The type that a public key blob names, `ssh-ed25519`; `undefined` where it is no such blob. */
export function keyTypeOf(blob: Buffer): string | undefined {
  try {
    const type = new WireReader(blob).text();
    return /^[!-+\--~]{1,64}$/.test(type) ? type : undefined;
  } catch {
    return undefined;
  }
}

const digest = (blob: Buffer): Buffer => createHash("sha256").update(blob).digest();

const WIDTH = 17;
const HEIGHT = 9;
/** What a field shows by how often the bishop stood there; the last two mark where it started and ended. */
const MARKS = " .o+=*BOX@%&#/^SE";
const MAX_VISITS = MARKS.length - 3;

/**
 * The picture of a host key that OpenSSH shows with `VisualHostKey yes` and `ssh-keygen -lv`: eleven lines, 19 wide.
 *
 * A bishop starts in the middle of the board and takes one diagonal step for each two bits of the SHA256, the lowest
 * first, sliding along a wall that it meets ("The drunken bishop", Loss, Limmer, von Gernler, 2009).
 */
export function randomart(blob: Buffer): string {
  const board = Array.from({ length: HEIGHT }, () => new Array<number>(WIDTH).fill(0));
  let x = Math.floor(WIDTH / 2);
  let y = Math.floor(HEIGHT / 2);
  const mark = (visits: (before: number) => number): void => {
    const row = board[y] ?? [];
    row[x] = visits(row[x] ?? 0);
  };
  for (const byte of digest(blob)) {
    for (let shift = 0; shift < 8; shift += 2) {
      x = Math.min(WIDTH - 1, Math.max(0, x + ((byte >> shift) & 1 ? 1 : -1)));
      y = Math.min(HEIGHT - 1, Math.max(0, y + ((byte >> shift) & 2 ? 1 : -1)));
      mark((before) => Math.min(before + 1, MAX_VISITS));
    }
  }
  mark(() => MARKS.length - 1);
  [x, y] = [Math.floor(WIDTH / 2), Math.floor(HEIGHT / 2)];
  if (board[y]?.[x] !== MARKS.length - 1) mark(() => MARKS.length - 2);

  const rows = board.map((row) => `|${row.map((visits) => MARKS[visits]).join("")}|`);
  return [border(title(blob)), ...rows, border("[SHA256]")].join("\n");
}

/** `+--[ED25519 256]--+` */
function border(label: string): string {
  const left = Math.floor((WIDTH - label.length) / 2);
  return `+${"-".repeat(left)}${label}${"-".repeat(WIDTH - left - label.length)}+`;
}

/** `[ED25519 256]`; without the bits where both do not fit. */
function title(blob: Buffer): string {
  const type = keyTypeOf(blob) ?? UNKNOWN_TYPE;
  const known = TYPE_NAMES.find(([start]) => type.startsWith(start));
  const name = known?.[1] ?? type.slice(0, WIDTH - 2);
  const full = `[${name} ${keyBits(type, blob)}]`;
  return full.length <= WIDTH - 1 ? full : `[${name}]`;
}

const TYPE_NAMES: readonly (readonly [string, string])[] = [
  ["ssh-rsa", "RSA"],
  ["ssh-dss", "DSA"],
  ["ecdsa-sha2-", "ECDSA"],
  ["ssh-ed25519", "ED25519"],
  ["sk-ecdsa-sha2-", "ECDSA-SK"],
  ["sk-ssh-ed25519", "ED25519-SK"],
];

/** The size that people know a key by: the modulus of RSA, the prime of DSA, the curve of the others. */
function keyBits(type: string, blob: Buffer): number {
  const curve = /nistp(\d{3})/.exec(type)?.[1];
  if (curve !== undefined) return Number(curve);
  if (type !== "ssh-rsa" && type !== "ssh-dss") return 256;
  try {
    const reader = new WireReader(blob);
    reader.string();
    if (type === "ssh-rsa") reader.string(); // the exponent stands before the modulus
    return bitLength(reader.string());
  } catch {
    return 0;
  }
}
