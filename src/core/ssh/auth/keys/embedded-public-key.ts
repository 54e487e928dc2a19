import { keyTypeOf } from "../../host-key/fingerprint.js";
import { WireReader } from "../../wire-format.js";
import { OPENSSH_MAGIC } from "./key-numbers.js";
import { parsePpk } from "./ppk/parse-ppk.js";

const OPENSSH_BLOCK = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

/**
 * The public key that an encrypted private key file carries in the clear, as the wire has it: OpenSSH's own format
 * (PROTOCOL.key) and PuTTY's PPK do; PEM and PKCS#8 do not.
 *
 * @param text of the whole file @returns nothing where the file says none, or is damaged there
 */
export function embeddedPublicKey(text: string): Buffer | undefined {
  const openSsh = OPENSSH_BLOCK.exec(text)?.[1];
  const blob = openSsh === undefined ? ofPpk(text) : ofOpenSsh(Buffer.from(openSsh, "base64"));
  return blob !== undefined && keyTypeOf(blob) !== undefined ? blob : undefined;
}

function ofOpenSsh(file: Buffer): Buffer | undefined {
  try {
    const reader = new WireReader(file);
    if (!reader.bytes(OPENSSH_MAGIC.length).equals(OPENSSH_MAGIC)) return undefined;
    reader.string(); // cipher
    reader.string(); // kdf
    reader.string(); // kdf options
    return reader.uint32() === 1 ? reader.string() : undefined;
  } catch {
    return undefined;
  }
}

function ofPpk(text: string): Buffer | undefined {
  if (!text.startsWith("PuTTY-User-Key-File-")) return undefined;
  const ppk = parsePpk(text);
  return "publicBlob" in ppk ? ppk.publicBlob : undefined;
}
