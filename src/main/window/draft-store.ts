import type { Clock } from "../../core/environment.js";

/** What the file `draft.json` in the data folder holds. */
export interface DraftDocument {
  /** The version of the app that wrote it: another may have other fields. */
  readonly version?: string;
  readonly draft?: string;
}

/** One that cannot be read counts as none. */
export const draftFileOptions = { name: "draft", configFileMode: 0o600, clearInvalidConfig: true } as const;

/** How long the latest change waits for the next one before it is written. Milliseconds. */
const WRITE_DELAY_MS = 500;

/** What is being edited in the window, so that neither the window's end nor the app's loses it. It holds no secret: a profile has none. */
export class DraftStore {
  #draft: string | undefined;
  #endWaiting: (() => void) | undefined;

  /** @param document the file's contents, as electron-store has them */
  constructor(
    private readonly document: { store: DraftDocument },
    private readonly version: string,
    private readonly clock: Pick<Clock, "setTimeout">,
  ) {
    const kept = document.store;
    this.#draft = kept.version === version ? kept.draft : undefined;
  }

  read(): string | undefined {
    return this.#draft;
  }

  /** @param draft nothing once it is saved or thrown away */
  keep(draft: string | undefined): void {
    if (draft === this.#draft) return;
    this.#draft = draft;
    this.#endWaiting ??= this.clock.setTimeout(WRITE_DELAY_MS, () => this.write());
  }

  /** Write what waits to be written; to be called before the app ends. */
  write(): void {
    if (this.#endWaiting === undefined) return;
    this.#endWaiting();
    this.#endWaiting = undefined;
    this.document.store = this.#draft === undefined ? {} : { version: this.version, draft: this.#draft };
  }
}
