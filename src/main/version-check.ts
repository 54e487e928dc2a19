import { feedAddress, fetchNewestVersion, isLaterVersion } from "../core/system/fetch-newest-version.js";
import type { Log } from "../core/environment.js";
import type { VersionNews } from "../shared/ipc/contract.js";
import { Subscribers } from "../shared/subscribers.js";

/** The address that is asked for the newest version, which `npm run build` takes from the environment; nothing where it had none. */
declare const __CULVERT_VERSION_FEED__: string | undefined;
const BUILT_FEED = typeof __CULVERT_VERSION_FEED__ === "undefined" ? "" : __CULVERT_VERSION_FEED__;

interface VersionCheckOptions {
  /** Of this Culvert. */
  readonly version: string;
  readonly fetch: typeof fetch;
  readonly log: Pick<Log, "info">;
  /** In place of the build's own. */
  readonly feed?: string;
}

/** Whether there is a newer Culvert: asked once in the life of the app, and only where the user has switched it on. */
export class VersionCheck {
  readonly #feed: URL | undefined;
  readonly #listeners = new Subscribers();
  #hasAsked = false;
  #newer: string | undefined;

  constructor(private readonly options: VersionCheckOptions) {
    this.#feed = feedAddress(options.feed ?? BUILT_FEED);
  }

  /** What the window is told; nothing where the build has no feed, and so no such setting. */
  news(): VersionNews | undefined {
    if (this.#feed === undefined) return undefined;
    return { host: this.#feed.host, ...(this.#newer === undefined ? {} : { newer: this.#newer }) };
  }

  /** Ask, unless that was done. @param isWanted whether the user's settings allow it */
  async start(isWanted: boolean): Promise<void> {
    if (!isWanted || this.#feed === undefined || this.#hasAsked) return;
    this.#hasAsked = true;
    const { fetch, log, version } = this.options;
    try {
      const newest = await fetchNewestVersion(this.#feed, fetch);
      if (!isLaterVersion(newest, version)) return;
      this.#newer = newest;
      this.#listeners.notify();
    } catch (thrown) {
      log.info(`Whether there is a newer version could not be found out: ${String(thrown)}`);
    }
  }

  /** Told once there is a newer one. */
  onNewer(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
