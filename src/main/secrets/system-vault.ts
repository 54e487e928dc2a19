import type { SafeStorage } from "electron";
import type { SecretVault } from "../../core/environment.js";
import { Subscribers } from "../../shared/subscribers.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";

/** What the second store file, `secrets.json`, holds: encrypted secrets as base64, by profile and key. */
export interface SecretDocument {
  readonly secrets: Readonly<Record<ProfileId, Readonly<Record<string, string>>>>;
}

/** The options for its electron-store: a file that is damaged is begun anew, for its secrets can be asked for again. */
export const secretStoreOptions = {
  name: "secrets",
  defaults: { secrets: {} },
  clearInvalidConfig: true,
  configFileMode: 0o600,
};

type Encryption = Pick<
  SafeStorage,
  "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend"
>;

/** Secrets under the system's own encryption, by safeStorage's asynchronous calls only; where it does not truly encrypt, none is kept. */
export class SystemVault implements SecretVault {
  readonly #listeners = new Subscribers();

  constructor(
    private readonly encryption: Encryption,
    private readonly store: { store: SecretDocument },
    private readonly platform: NodeJS.Platform = process.platform,
  ) {}

  async canStore(): Promise<boolean> {
    try {
      if (!(await this.encryption.isAsyncEncryptionAvailable())) return false;
      return this.platform !== "linux" || (await this.#isLinuxKeyring());
    } catch {
      return false;
    }
  }

  async get(profile: ProfileId, key: string): Promise<string | undefined> {
    const encrypted = this.#secretsOf(profile)[key];
    if (encrypted === undefined || !(await this.canStore())) return undefined;
    try {
      const { result, shouldReEncrypt } = await this.encryption.decryptStringAsync(Buffer.from(encrypted, "base64"));
      if (shouldReEncrypt) await this.#encrypt(profile, key, result);
      return result;
    } catch {
      return undefined; // the system's key is another one now: the user is asked again
    }
  }

  async set(profile: ProfileId, key: string, secret: string): Promise<void> {
    if (await this.canStore()) await this.#encrypt(profile, key, secret);
  }

  remove(profile: ProfileId, key: string): Promise<void> {
    this.#setSecrets(profile, omit(this.#secretsOf(profile), key));
    return Promise.resolve();
  }

  /** Drop every secret of a profile. */
  removeAll(profile: ProfileId): void {
    this.#setSecrets(profile, {});
  }

  /** The profiles for which a secret is kept. */
  profilesWithSecrets(): readonly ProfileId[] {
    return Object.keys(this.store.store.secrets);
  }

  /** Told when a secret is kept or dropped. @returns ends the listening */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
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
    this.#setSecrets(profile, { ...this.#secretsOf(profile), [key]: encrypted.toString("base64") });
  }

  #secretsOf(profile: ProfileId): Readonly<Record<string, string>> {
    const { secrets } = this.store.store;
    return Object.hasOwn(secrets, profile) ? (secrets[profile] ?? {}) : {};
  }

  #setSecrets(profile: ProfileId, secrets: Readonly<Record<string, string>>): void {
    const others = omit(this.store.store.secrets, profile);
    this.store.store = { secrets: Object.keys(secrets).length === 0 ? others : { ...others, [profile]: secrets } };
    this.#listeners.notify();
  }
}

const omit = <T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
