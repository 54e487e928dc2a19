import type Conf from "conf";
import { basename, dirname, extname, resolve } from "node:path";
import { dataFolder } from "../core/store/data-folder.js";
import { profileFilePath, ProfileStore, profileStoreOptions } from "../core/store/profile-store.js";
import type { ProfileDocument } from "../shared/profile/profile-schema.js";

/** The store of the profiles, to be changed. A document that is named is written as the app writes its own: whole, or not at all; no entry is lost that is not understood. */
export async function openStore(named: string | undefined): Promise<ProfileStore> {
  const ConfStore = await importConf();
  if (named === undefined)
    return ProfileStore.open(
      profileFilePath(dataFolder()),
      () => new ConfStore<ProfileDocument>(confOptions(profileStoreOptions(dataFolder()))),
      "keep",
    );
  const file = resolve(named);
  const extension = extname(file);
  return ProfileStore.open(
    file,
    () =>
      new ConfStore<ProfileDocument>({
        cwd: dirname(file),
        configName: basename(file, extension),
        fileExtension: extension.slice(1),
        configFileMode: 0o600,
      }),
    "keep",
  );
}

/** The signals by which `culvert up` is told to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const;

/**
 * conf is imported where something is to be changed, and not with the rest: its validator is a sixth of the program's text.
 * With it comes a listener for signals (when-exit), which sends each to this process once more: `up` would take it for the
 * user's second. Nothing needs it, since conf writes synchronously.
 */
async function importConf(): Promise<typeof Conf> {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const { default: Imported } = await import("conf");
  for (const [index, signal] of SIGNALS.entries())
    for (const listener of process.listeners(signal))
      if (before[index]?.includes(listener) !== true) process.off(signal, listener);
  return Imported;
}

const confOptions = ({ name, ...options }: ReturnType<typeof profileStoreOptions>) => ({
  ...options,
  configName: name,
});
