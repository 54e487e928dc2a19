import { previewOf, takeIn } from "../../core/import/merge-candidates.js";
import { readDropped, readSource } from "../../core/import/read-source.js";
import { knownPlaces } from "../../core/import/settings-locations.js";
import type { ProfileStore } from "../../core/store/profile-store.js";
import { noReading, type DroppedFile, type ImportPreview, type KnownPlace, type Reading, type Taken, type TakeOrder } from "../../shared/exchange/import-candidate.js";

/**
 * Import as the window goes through it: a look first, then what was chosen of it. The window names candidates by their
 * place in the latest look and never brings their contents back; files are read only where the user chose them, or where
 * a program keeps its settings by itself.
 */
export class Importing {
  #looked = noReading();

  constructor(private readonly store: ProfileStore, private readonly chooseFile: () => Promise<string | undefined>, private readonly known: () => readonly KnownPlace[] = () => knownPlaces()) {}

  places(): readonly KnownPlace[] {
    return this.known();
  }

  /** @param place one of `places()`; any other path counts as none, and a dialog asks */
  async preview(place: string | undefined): Promise<ImportPreview | undefined> {
    const path = this.known().find((known) => known.path === place)?.path ?? await this.chooseFile();
    if (path === undefined) return undefined;
    return this.#look(readSource(path));
  }

  dropped(files: readonly DroppedFile[]): ImportPreview {
    return this.#look(readDropped(files));
  }

  /** @throws Failed `store.unreadable` */
  take(orders: readonly TakeOrder[]): readonly Taken[] {
    let taken: readonly Taken[] = [];
    this.store.change((profiles) => {
      const merged = takeIn(this.#looked.candidates, orders, profiles);
      taken = merged.taken;
      return merged.profiles;
    });
    return taken;
  }

  #look(reading: Reading): ImportPreview {
    this.#looked = reading;
    return previewOf(reading, this.store.profiles());
  }
}
