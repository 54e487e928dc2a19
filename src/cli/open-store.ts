import Conf from "conf";
import { basename, dirname, extname, resolve } from "node:path";
import { dataFolder } from "../core/store/data-folder.js";
import { profileFilePath, ProfileStore, profileStoreOptions } from "../core/store/profile-store.js";
import type { ProfileDocument } from "../shared/profile/profile-schema.js";

/** The store of the profiles, to be changed. A document that is named is written as the app writes its own: whole, or not at all; no entry is lost that is not understood. */
export function openStore(named: string | undefined): Promise<ProfileStore> {
  if (named === undefined)
    return ProfileStore.open(
      profileFilePath(dataFolder()),
      () => new Conf<ProfileDocument>(confOptions(profileStoreOptions(dataFolder()))),
      "keep",
    );
  const file = resolve(named);
  const extension = extname(file);
  return ProfileStore.open(
    file,
    () =>
      new Conf<ProfileDocument>({
        cwd: dirname(file),
        configName: basename(file, extension),
        fileExtension: extension.slice(1),
        configFileMode: 0o600,
      }),
    "keep",
  );
}

const confOptions = ({ name, ...options }: ReturnType<typeof profileStoreOptions>) => ({
  ...options,
  configName: name,
});
