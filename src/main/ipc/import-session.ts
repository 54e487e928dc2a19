import { previewImport, mergeCandidates } from "../../core/import/candidates/merge-candidates.js";
import { readDroppedFiles, readSource } from "../../core/import/read-source.js";
import { settingsLocations } from "../../core/import/settings-locations.js";
import type { ProfileStore } from "../../core/store/profile-store.js";
import { printableFields } from "../../shared/words/printable.js";
import {
  emptyResult,
  type DroppedFile,
  type ImportPreview,
  type SettingsLocation,
  type ImportResult,
  type MergeOutcome,
  type MergeRequest,
} from "../../shared/import-export/import-candidate.js";

/**
 * Import as the window goes through it: a look first, then what was chosen of it. The window names candidates by their
 * place in the latest look and never brings their contents back; files are read only where the user chose them, or where
 * a program keeps its settings by itself.
 */
export class ImportSession {
  #latest = emptyResult();

  constructor(
    private readonly store: ProfileStore,
    private readonly chooseFile: () => Promise<string | undefined>,
    private readonly knownLocations: () => readonly SettingsLocation[] = () => settingsLocations(),
  ) {}

  locations(): readonly SettingsLocation[] {
    return this.knownLocations();
  }

  /** @param requestedPath one of `places()`; any other path counts as none, and a dialog asks */
  async preview(requestedPath: string | undefined): Promise<ImportPreview | undefined> {
    const path = this.knownLocations().find((known) => known.path === requestedPath)?.path ?? (await this.chooseFile());
    if (path === undefined) return undefined;
    return this.#preview(await readSource(path));
  }

  dropped(files: readonly DroppedFile[]): ImportPreview {
    return this.#preview(readDroppedFiles(files));
  }

  /** @throws Failed `store.unreadable`, `store.newer` */
  async merge(requests: readonly MergeRequest[]): Promise<readonly MergeOutcome[]> {
    let outcomes: readonly MergeOutcome[] = [];
    const { candidates } = this.#latest;
    await this.store.change((profiles) => {
      const merged = mergeCandidates(candidates, requests, profiles);
      outcomes = merged.outcomes;
      return merged.profiles;
    });
    return outcomes;
  }

  #preview(reading: ImportResult): ImportPreview {
    this.#latest = reading;
    return printableFields(previewImport(reading, this.store.profiles()));
  }
}
