import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { app } from "./app.js";

/** `STAND_IN_KEYRING=none` plays a Linux without a keyring. */
const hasKeyring = (): boolean => process.env["STAND_IN_KEYRING"] !== "none";

/** What Chromium writes before what it encrypts: `v10` under its built-in password, `v11` under the keyring's key. */
const prefix = (): Buffer => Buffer.from(hasKeyring() ? "v11" : "v10");

/** The asynchronous calls alone: the synchronous ones are on their way out of Electron. */
export const safeStorage = {
  isAsyncEncryptionAvailable(): Promise<boolean> {
    app.mustBeReady("safeStorage cannot be used");
    return Promise.resolve(true);
  },

  getSelectedStorageBackend(): string {
    if (!app.isReady()) return "unknown";
    return hasKeyring() ? "gnome_libsecret" : "basic_text";
  },

  encryptStringAsync(text: string): Promise<Buffer> {
    app.mustBeReady("safeStorage cannot be used");
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key(), nonce);
    const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Promise.resolve(Buffer.concat([prefix(), nonce, cipher.getAuthTag(), encrypted]));
  },

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    app.mustBeReady("safeStorage cannot be used");
    const decipher = createDecipheriv("aes-256-gcm", key(), encrypted.subarray(3, 15));
    decipher.setAuthTag(encrypted.subarray(15, 31));
    const result = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()]).toString("utf8");
    return await Promise.resolve({ shouldReEncrypt: false, result });
  },
};

/** The keyring, played by a file. */
function key(): Buffer {
  const file = join(app.getPath("userData"), "StandInKey");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}
