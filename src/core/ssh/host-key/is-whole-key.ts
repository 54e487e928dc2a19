import { MalformedWireData, WireReader } from "../wire-format.js";

/** How many strings and mpints stand in a key blob, the type with them (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, OpenSSH's PROTOCOL.u2f). */
const FIELDS: readonly (readonly [type: RegExp, count: number])[] = [
  [/^ssh-rsa$/, 3],
  [/^ssh-dss$/, 5],
  [/^ssh-ed(25519|448)$/, 2],
  [/^ecdsa-sha2-/, 3],
  [/^sk-ssh-ed25519@/, 3],
  [/^sk-ecdsa-sha2-/, 4],
];
/** Of a type that is not known here: something must stand behind its name. */
const MIN_FIELDS = 2;

/** Whether a public key blob is all there: none of its fields is cut or missing, and nothing stands behind them. Never throws. */
export function isWholeKey(blob: Buffer): boolean {
  const reader = new WireReader(blob);
  try {
    const type = reader.text();
    let count = 1;
    for (; reader.remaining > 0; count++) reader.string();
    const wanted = FIELDS.find(([name]) => name.test(type))?.[1];
    return wanted === undefined ? count >= MIN_FIELDS : count === wanted;
  } catch (thrown) {
    if (thrown instanceof MalformedWireData) return false;
    throw thrown;
  }
}
