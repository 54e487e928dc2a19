import { join } from "node:path";
import { Subscribers } from "../../shared/subscribers.js";
import { DEFAULT_SETTINGS, readSettings, type Settings, type SettingsReading } from "../../shared/settings.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { removeFile, errorMessage, backUpDamaged, readJsonFile } from "./read-json-file.js";

/** The options for `new ElectronStore(...)`; for `conf`, `name` is called `configName`. */
export const settingsStoreOptions = (folder: string) =>
  ({ name: "settings", cwd: folder, configFileMode: 0o600 }) as const;
export const settingsFilePath = (folder: string): string => join(folder, "settings.json");

/** Read a settings file without changing anything; a file that is not there has every default. @throws Failed `settings.unreadable` */
export function readSettingsFile(file: string): SettingsReading & { readonly isJson: boolean } {
  const text = orUnreadableFailure(file, () => readJsonFile(file));
  if (text.kind === "not-json") return { settings: DEFAULT_SETTINGS, wrong: ["settings"], isJson: false };
  return { ...readSettings(text.kind === "missing" ? {} : text.value), isJson: true };
}

/**
 * The settings of this user, in one file that the app alone writes. A field that cannot be read has its default and is
 * told of as `trouble`; the file as it was is kept aside before the first change. One that a newer Culvert wrote counts
 * as far as it is understood, and is never written to.
 */
export class SettingsStore {
  readonly #listeners = new Subscribers();
  #settings: Settings = DEFAULT_SETTINGS;
  #trouble: Failure | undefined;
  #store: { store: Settings } | undefined;

  /** @param open makes the Conf or electron-store over `file`; not called before the file is fit to be read by it */
  constructor(
    readonly file: string,
    private readonly open: () => { store: Settings },
  ) {
    try {
      this.#read();
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown;
      this.#trouble = thrown.failure;
    }
  }

  settings(): Settings {
    return this.#settings;
  }

  /** What was wrong with the file when it was read: `settings.damaged`, `settings.unreadable` or `settings.newer`. */
  get trouble(): Failure | undefined {
    return this.#trouble;
  }

  /** @throws Failed `settings.unreadable`, `settings.newer` */
  save(settings: Settings): void {
    const { newerVersion: version } = readSettingsFile(this.file); // it may have come since
    if (version !== undefined) throw newerFailure(this.file, version);
    this.#write(settings);
    this.#trouble = undefined;
    this.#listeners.notify();
  }

  /** Told after each change. @returns ends the listening */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  #read(): void {
    const { settings, wrong, isJson, newerVersion } = readSettingsFile(this.file);
    this.#settings = settings;
    if (newerVersion !== undefined) throw newerFailure(this.file, newerVersion);
    if (wrong.length === 0) return;
    this.#trouble = {
      code: "settings.damaged",
      keptAs: orUnreadableFailure(this.file, () => backUpDamaged(this.file, new Date())),
      fields: wrong,
    };
    if (!isJson) removeFile(this.file); // Conf throws on opening what is not JSON
    this.#write(settings);
  }

  #write(settings: Settings): void {
    orUnreadableFailure(this.file, () => {
      this.#store ??= this.open();
      this.#store.store = settings;
    });
    this.#settings = settings;
  }
}

const newerFailure = (file: string, version: number): FailureError =>
  new FailureError({ code: "settings.newer", file, version });

function orUnreadableFailure<T>(file: string, callback: () => T): T {
  try {
    return callback();
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    throw new FailureError({ code: "settings.unreadable", file, detail: errorMessage(thrown) });
  }
}
