import { stat } from "node:fs/promises";
import type { ParsedKey } from "ssh2";
import type { AuthAttempt } from "../../../shared/status/failure.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import { errorCode } from "../../store/read-json-file.js";
import { expandHome } from "../../system/home-path.js";
import { readBounded } from "../../system/read-bounded.js";
import { readPrivateKey } from "./keys/private-key.js";
import { embeddedPublicKey } from "./keys/embedded-public-key.js";
import { readPublicKey } from "./keys/public-key.js";
import type { KeyFileSource } from "./plan-keys.js";
import { MAX_ROUNDS, type SecretPrompt } from "./secret-prompt.js";

type AuthOutcome = AuthAttempt["outcome"];
/** A key that is none for Culvert, and what kind it is of. */
type Unsupported = Required<Pick<AuthAttempt, "outcome" | "what">>;

/**
 * The private key in a file that the profile names, its passphrase asked for where it has one.
 * A file that others than its owner may read or write is warned of, and used.
 *
 * @returns the key, or why it cannot be used
 * @throws Failed `ssh.question-cancelled`
 */
export async function readKeyFile(
  file: string,
  secretPrompt: SecretPrompt,
  onWarning: OnWarning,
): Promise<{ readonly key: ParsedKey } | Unsupported | AuthOutcome> {
  const path = expandHome(file);
  const text = await readOrOutcome(path);
  if (typeof text === "string") return text;
  let reading = await readPrivateKey(text);
  for (let round = 1; reading.kind === "needs-passphrase" || reading.kind === "wrong-passphrase"; round++) {
    if (round > MAX_ROUNDS) return "passphrase-wrong";
    const passphrase = await secretPrompt.get(`passphrase ${path}`, round, {
      kind: "passphrase",
      file,
      again: false,
      mayRemember: false,
    });
    if (passphrase === undefined) return round > 1 ? "passphrase-wrong" : "not-answered";
    reading = await readPrivateKey(text, passphrase);
  }
  switch (reading.kind) {
    case "key": {
      const mode = await permissiveMode(path);
      if (mode !== undefined) onWarning({ code: "key.permissions-wide", file, mode });
      return { key: reading.key };
    }
    case "public-key":
      return "public-key";
    case "damaged":
      return "key-damaged";
    case "not-a-key":
      return "not-a-private-key";
    case "on-token":
      return "key-on-token";
    case "unsupported":
      return { outcome: "key-unsupported", what: reading.what.replace(/[^\x20-\x7e]/g, "?").slice(0, 60) };
  }
}

/** The public key in a file that tells which of an agent's keys is meant. @returns the key as the wire carries it, or why there is none */
export async function readIdentityFile(file: string): Promise<Buffer | AuthOutcome> {
  const text = await readOrOutcome(expandHome(file));
  if (typeof text === "string") return text;
  return readPublicKey(text.subarray(0, MAX_PUBLIC_KEY_BYTES).toString("latin1")) ?? "not-a-public-key";
}

/** What a key file tells without its passphrase: whether a private key is in it, and which. */
export async function inspectKeyFile(file: string): Promise<Omit<KeyFileSource, "method">> {
  const text = await readOrOutcome(expandHome(file));
  const reading = typeof text === "string" ? undefined : await readPrivateKey(text);
  const own = typeof text === "string" ? undefined : publicKeyIn(text);
  const ofPrivateKey = reading?.kind === "key" ? reading.publicBlob : undefined;
  const publicBlob = own ?? ofPrivateKey ?? (await publicKeyBeside(file));
  return {
    isUsable: reading?.kind === "key" || reading?.kind === "needs-passphrase",
    isLocked: reading?.kind === "needs-passphrase",
    ...(publicBlob === undefined ? {} : { publicBlob }),
  };
}

/** The public key that a file is, or has in the clear. */
function publicKeyIn(content: Buffer): Buffer | undefined {
  const text = content.subarray(0, MAX_PUBLIC_KEY_BYTES).toString("latin1");
  return readPublicKey(text) ?? embeddedPublicKey(text);
}

/** OpenSSH looks there, too (authfile.c, `sshkey_load_public`). */
async function publicKeyBeside(file: string): Promise<Buffer | undefined> {
  const key = await readIdentityFile(`${file}.pub`);
  return typeof key === "string" ? undefined : key;
}

/** Far above any public key. */
const MAX_PUBLIC_KEY_BYTES = 64 * 1024;

/** Far above any private key. */
const MAX_KEY_BYTES = 4 * 1024 * 1024;

/** What is no file is not opened: a pipe without a writer would never answer. */
async function readOrOutcome(path: string): Promise<Buffer | AuthOutcome> {
  try {
    return (await stat(path)).isFile() ? await readBounded(path, MAX_KEY_BYTES) : "not-a-file";
  } catch (error) {
    return errorCode(error) === "ENOENT" ? "file-missing" : "file-unreadable";
  }
}

/** `0644` where others than the owner may read or write the file; Windows keeps its rights elsewhere. */
async function permissiveMode(path: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const mode = (await stat(path)).mode & 0o777;
  return (mode & 0o077) === 0 ? undefined : `0${mode.toString(8).padStart(3, "0")}`;
}
