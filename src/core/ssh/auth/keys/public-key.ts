import { keyTypeOf } from "../../host-key/fingerprint.js";

/** One line of OpenSSH, also of FIDO keys and certificates: `ssh-ed25519 AAAAC3... comment`. */
const LINE = /^(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]{1,60}[ \t]+(AAAA[A-Za-z0-9+/]+={0,2})(?=\s|$)/m;
const RFC_4716 = /^---- BEGIN SSH2 PUBLIC KEY ----\r?\n([^]*?)^---- END SSH2 PUBLIC KEY ----/m;

/**
 * The public key in a file's text, as the wire carries it: OpenSSH's line, or the block that PuTTYgen saves (RFC 4716).
 * `undefined` where there is none.
 */
export function readPublicKey(text: string): Buffer | undefined {
  const base64 = LINE.exec(text)?.[1] ?? bodyOf(RFC_4716.exec(text)?.[1]);
  const blob = base64 === undefined ? undefined : Buffer.from(base64, "base64");
  return blob !== undefined && keyTypeOf(blob) !== undefined ? blob : undefined;
}

/** Without the headers, `Comment: "a long \` and the line after it. */
const bodyOf = (block: string | undefined): string | undefined =>
  block?.replace(/^[\w-]+:(?:.*\\\r?\n)*.*\r?\n/gm, "").replace(/\s/g, "");
