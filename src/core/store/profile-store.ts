import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Subscribers } from "../../shared/subscribers.js";
import type { SaveOutcome } from "../../shared/profile/save-outcome.js";
import { DOCUMENT_VERSION, type Profile, type ProfileId } from "../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { withFileLock } from "./file-lock.js";
import { removeFile, removeTemporaryFiles, backUpDamaged } from "./read-json-file.js";
import {
  orUnreadableFailure,
  readProfileFile,
  unreadableFailure,
  withBrokenEntries,
  type BrokenEntry,
  type ProfileFile,
} from "./read-profile-file.js";

/** What the store needs of electron-store and of `conf`: the whole document, written whole or not at all. */
export interface DocumentStore {
  store: { readonly version: typeof DOCUMENT_VERSION; readonly profiles: readonly unknown[] };
}

/**
 * What becomes of entries of the document that are no whole profiles: `set-aside` keeps a copy of the whole file under a
 * new name and goes on without them, `keep` leaves each where it stands.
 */
export type BrokenEntries = "set-aside" | "keep";

/** The options for `new ElectronStore(...)`; for `conf`, `name` is called `configName`. */
export const profileStoreOptions = (folder: string) =>
  ({ name: "profiles", cwd: folder, configFileMode: 0o600 }) as const;
export const profileFilePath = (folder: string): string => join(folder, "profiles.json");

/**
 * The profiles of this user, kept in one file as the document of `shared/profile/profile-schema.ts`.
 *
 * A file that is damaged, wholly or in one profile, is first kept aside under a new name and told of as `trouble`;
 * then what could be read goes on, unless broken entries are to stay. One that a newer Culvert wrote is never written to. The file is read again before each change, and locked from then until it is written:
 * the app and the command line may both change it at once. It is written aside and renamed, so that a reader finds the
 * old document or the new one.
 */
export class ProfileStore {
  readonly #listeners = new Subscribers();
  #profiles: readonly Profile[] = [];
  #trouble: Failure | undefined;
  #store: DocumentStore | undefined;
  #broken: readonly BrokenEntry[] = [];

  private constructor(
    readonly file: string,
    private readonly openDocument: () => DocumentStore,
    private readonly brokenEntries: BrokenEntries,
  ) {}

  /**
   * Read the profiles, and rescue a damaged file; what is wrong is told as `trouble`.
   *
   * @param openDocument makes the Conf or electron-store over `file`; not called before the file is fit to be read by it
   */
  static async open(
    file: string,
    openDocument: () => DocumentStore,
    brokenEntries: BrokenEntries = "set-aside",
  ): Promise<ProfileStore> {
    const store = new ProfileStore(file, openDocument, brokenEntries);
    try {
      const text = readProfileFile(file);
      if (text.kind === "damaged" || text.kind === "newer") await store.#withLock(() => store.#read());
      else store.#profiles = text.reading.profiles;
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown;
      store.#trouble = thrown.failure;
    }
    return store;
  }

  profiles(): readonly Profile[] {
    return this.#profiles;
  }

  /** What was wrong with the file when it was read last with something wrong: `store.damaged`, `store.unreadable` or `store.newer`. */
  get trouble(): Failure | undefined {
    return this.#trouble;
  }

  /** Put a profile in the place of the one with its id, or at the end. @throws Failed `store.unreadable`, `store.newer` */
  save(profile: Profile): Promise<void> {
    return this.change((profiles) =>
      profiles.some(({ id }) => id === profile.id)
        ? profiles.map((kept) => (kept.id === profile.id ? profile : kept))
        : [...profiles, profile],
    );
  }

  /**
   * Put an edited profile in the place of the one that it was made of, unless that one has been changed meanwhile, by
   * another process or by this one.
   *
   * @returns what stands there now where it is another; the profile may be gone
   * @throws Failed `store.unreadable`, `store.newer`
   */
  async saveEdited(profile: Profile, before: Profile): Promise<SaveOutcome> {
    let outcome: SaveOutcome = { saved: true };
    await this.change((profiles) => {
      const now = profiles.find(({ id }) => id === profile.id);
      if (now !== undefined && isDeepStrictEqual(asJson(now), asJson(before)))
        return profiles.map((kept) => (kept.id === profile.id ? profile : kept));
      outcome = { saved: false, ...(now === undefined ? {} : { now }) };
      return profiles;
    });
    return outcome;
  }

  /** Take a profile out; one that is not there is no failure. @throws Failed `store.unreadable`, `store.newer` */
  remove(id: ProfileId): Promise<void> {
    return this.change((profiles) => profiles.filter((profile) => profile.id !== id));
  }

  /** Told after each change of the profiles. @returns ends the listening */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Change several at once, of what the file holds now: written whole, or not at all.
   *
   * @param change of the profiles, beside the ids of broken entries that stay where they are
   * @throws Failed `store.unreadable`, `store.newer`
   */
  async change(
    change: (profiles: readonly Profile[], reserved: readonly ProfileId[]) => readonly Profile[],
  ): Promise<void> {
    await this.#withLock(() => {
      this.#read();
      this.#write(
        change(
          this.#profiles,
          this.#broken.map(({ id }) => id),
        ),
      );
    });
    this.#listeners.notify();
  }

  /** Take over what another process has written, and tell of it. A file that cannot be read whole just now waits for the next change. */
  reload(): void {
    const text = readOrUndefined(this.file);
    if (text?.kind !== "whole" || isDeepStrictEqual(text.reading.profiles, this.#profiles)) return;
    this.#profiles = text.reading.profiles;
    this.#listeners.notify();
  }

  async #withLock(callback: () => void): Promise<void> {
    try {
      await withFileLock(this.file, callback);
    } catch (thrown) {
      throw unreadableFailure(this.file, thrown);
    }
  }

  #read(): void {
    const text = readProfileFile(this.file);
    if (text.kind === "newer") throw new FailureError({ code: "store.newer", file: this.file, version: text.version });
    this.#broken = text.kind === "damaged" && this.brokenEntries === "keep" ? text.broken : [];
    if (text.kind === "damaged" && this.#broken.length === 0) {
      this.#recover(text);
      return;
    }
    this.#profiles = text.reading.profiles;
    if (this.#trouble?.code !== "store.damaged") this.#trouble = undefined;
  }

  #recover({ reading, isJson }: Extract<ProfileFile, { kind: "damaged" }>): void {
    this.#trouble = {
      code: "store.damaged",
      keptAs: orUnreadableFailure(this.file, () => backUpDamaged(this.file, new Date())),
      refused: reading.refused,
    };
    if (!isJson) removeFile(this.file); // Conf throws on opening what is not JSON
    this.#write(isJson ? reading.profiles : this.#profiles); // what was read before the damage came is still known
  }

  #write(profiles: readonly Profile[]): void {
    orUnreadableFailure(this.file, () => {
      removeTemporaryFiles(this.file);
      this.#store ??= this.openDocument();
      this.#store.store = { version: DOCUMENT_VERSION, profiles: withBrokenEntries(profiles, this.#broken) };
    });
    this.#profiles = profiles;
  }
}

/** As the file has it: a field that is `undefined` is none. */
const asJson = (profile: Profile): unknown => JSON.parse(JSON.stringify(profile));

function readOrUndefined(file: string): ProfileFile | undefined {
  try {
    return readProfileFile(file);
  } catch (thrown) {
    if (thrown instanceof FailureError) return undefined;
    throw thrown;
  }
}
