import type { SafeStorage } from "electron";
import type { SecretVault } from "../../core/environment.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";

/** What the second store file, `secrets.json`, holds: encrypted secrets as base64, by profile and key. */
export interface SecretDocument {
  readonly secrets: Readonly<Record<ProfileId, Readonly<Record<string, string>>>>;
}

/** The options for its electron-store: a file that is damaged is begun anew, for its secrets can be asked for again. */
export const secretStoreOptions = { name: "secrets", defaults: { secrets: {} }, clearInvalidConfig: true, configFileMode: 0o600 };

type Encryption = Pick<SafeStorage, "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend">;

/** Secrets under the system's own encryption, by safeStorage's asynchronous calls only; where it does not truly encrypt, none is kept. */
export class SystemVault implements SecretVault {
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly encryption: Encryption,
    private readonly kept: { store: SecretDocument },
    private readonly platform: NodeJS.Platform = process.platform,
  ) {}

  async mayRemember(): Promise<boolean> {
    try {
      if (!await this.encryption.isAsyncEncryptionAvailable()) return false;
      return this.platform !== "linux" || await this.#isLinuxKeyring();
    } catch {
      return false;
    }
  }

  async read(profile: ProfileId, key: string): Promise<string | undefined> {
    const encrypted = this.#of(profile)[key];
    if (encrypted === undefined || !await this.mayRemember()) return undefined;
    try {
      const { result, shouldReEncrypt } = await this.encryption.decryptStringAsync(Buffer.from(encrypted, "base64"));
      if (shouldReEncrypt) await this.#encrypt(profile, key, result);
      return result;
    } catch {
      return undefined; // the system's key is another one now: the user is asked again
    }
  }

  async keep(profile: ProfileId, key: string, secret: string): Promise<void> {
    if (await this.mayRemember()) await this.#encrypt(profile, key, secret);
  }

  drop(profile: ProfileId, key: string): Promise<void> {
    this.#put(profile, without(this.#of(profile), key));
    return Promise.resolve();
  }

  /** Drop every secret of a profile. */
  forget(profile: ProfileId): void {
    this.#put(profile, {});
  }

  /** The profiles for which a secret is kept. */
  holders(): readonly ProfileId[] {
    return Object.keys(this.kept.store.secrets);
  }

  /** Told when a secret is kept or dropped. @returns ends the listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * `basic_text` is no encryption. A keyring that the desktop should have but that does not answer makes Chromium fall
   * back on the same built-in password; what that encrypts begins with `v10`, where a keyring's begins with a later version.
   */
  async #isLinuxKeyring(): Promise<boolean> {
    const backend = this.encryption.getSelectedStorageBackend();
    if (backend === "basic_text" || backend === "unknown") return false;
    const probe = await this.encryption.encryptStringAsync("probe");
    return probe.subarray(0, 3).toString("latin1") !== "v10";
  }

  async #encrypt(profile: ProfileId, key: string, secret: string): Promise<void> {
    const encrypted = await this.encryption.encryptStringAsync(secret);
    this.#put(profile, { ...this.#of(profile), [key]: encrypted.toString("base64") });
  }

  #of(profile: ProfileId): Readonly<Record<string, string>> {
    const { secrets } = this.kept.store;
    return Object.hasOwn(secrets, profile) ? secrets[profile] ?? {} : {};
  }

  #put(profile: ProfileId, secrets: Readonly<Record<string, string>>): void {
    const others = without(this.kept.store.secrets, profile);
    this.kept.store = { secrets: Object.keys(secrets).length === 0 ? others : { ...others, [profile]: secrets } };
    for (const listener of this.#listeners) listener();
  }
}

const without = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
