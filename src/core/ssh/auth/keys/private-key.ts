import { loadSsh2 } from "../../load-ssh2.js";
import type { KeyResult } from "./key-result.js";
import { unlockInWorker } from "./unlock-in-worker.js";
import { unlockKey } from "./unlock-key.js";

/** Far above any key, so that a file chosen by mistake is not searched to its end. */
const MAX_KEY_BYTES = 1024 * 1024;

/**
 * Read a private key file for a login: OpenSSH's own format, PEM (PKCS#1, SEC1), PKCS#8 and PuTTY's PPK 2 and 3,
 * each plain or encrypted. A key that is returned has signed and its public half has verified: it works.
 *
 * A wrong passphrase is told from a damaged file as far as the format lets it be: see each format's reader.
 * An empty passphrase is a passphrase, and a wrong one; left out, an encrypted key says `needs-passphrase`.
 *
 * @param unlockWith where a passphrase is made into a key: on a thread of its own
 */
export async function readPrivateKey(
  file: Buffer,
  passphrase?: string,
  unlockWith: typeof unlockInWorker = unlockInWorker,
): Promise<KeyResult> {
  if (file.length > MAX_KEY_BYTES) return { kind: "not-a-key" };
  const text = file
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trim();
  const locked = await unlockKey(text, undefined);
  const unlocked =
    locked.kind === "needs-passphrase" && passphrase !== undefined ? await unlockWith(text, passphrase) : locked;
  return unlocked.kind === "unlocked" ? verifyKey(unlocked.openSsh) : unlocked;
}

/** Hand the key to ssh2, and see that it signs: numbers that do not belong together show only here. */
function verifyKey(openSsh: string): KeyResult {
  try {
    const key = loadSsh2().utils.parseKey(openSsh);
    if (key instanceof Error) return { kind: "damaged" };
    const challenge = Buffer.from("culvert");
    const hash = key.type === "ssh-rsa" ? "sha256" : undefined;
    // Whatever the types say, ssh2 returns an Error where either goes wrong.
    const signature: unknown = key.sign(challenge, hash);
    const verified: unknown = Buffer.isBuffer(signature) && key.verify(challenge, signature, hash);
    if (verified !== true) return { kind: "damaged" };
    return { kind: "key", key, keyType: key.type, publicBlob: key.getPublicSSH() };
  } catch {
    return { kind: "damaged" };
  }
}
