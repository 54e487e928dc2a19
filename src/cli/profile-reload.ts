import { isDeepStrictEqual } from "node:util";
import { profileChange } from "../core/tunnel/profile-change.js";
import type { Tunnels } from "../core/tunnel/tunnels.js";
import type { Profile, ProfileId } from "../shared/profile/profile-schema.js";
import { failureOf } from "../shared/status/failure.js";
import { describeFailure, joinMessage, words } from "../shared/words/words.js";

/** What reading the profiles again needs. */
export interface ReloadOptions {
  /** The profiles that were asked for, as they are stored now. @throws Failed where one is not there, or is broken */
  readonly read: () => readonly Profile[];
  readonly tunnels: Pick<Tunnels, "setProfiles" | "reconnect">;
  readonly report: (line: string) => void;
  /** A tunnel is closed and opened again: what it has failed of before counts no more. */
  readonly onReopen: (id: ProfileId) => void;
}

/**
 * Reads the profiles of `culvert up` again, as SIGUSR1 asks: a tunnel whose gateway or FTP has changed is closed, once its
 * transfers have ended, and opened anew; one of which only the name, plain forwards or the pinned certificate have takes them
 * over; and one that has not changed is not touched. Where the document cannot be taken, all stays as it is.
 */
export class ProfileReload {
  #work: Promise<void> = Promise.resolve();

  constructor(
    private profiles: readonly Profile[],
    private readonly options: ReloadOptions,
  ) {}

  /** One call behind the other; how it goes is reported. */
  run(): Promise<void> {
    return (this.#work = this.#work.then(() => this.#reload()));
  }

  async #reload(): Promise<void> {
    const { read, tunnels, report, onReopen } = this.options;
    try {
      const before = new Map(this.profiles.map((profile) => [profile.id, profile]));
      const profiles = read();
      if (profiles.some(({ id }) => !before.has(id)) || profiles.length !== before.size) {
        report(`culvert: ${words.terminal.reloadOthers}`);
        return;
      }
      const after = profiles.map((profile) => {
        const known = before.get(profile.id);
        return known !== undefined && isDeepStrictEqual(known, profile) ? known : profile;
      });
      const changed = after.filter((profile) => before.get(profile.id) !== profile);
      this.profiles = after;
      tunnels.setProfiles(after);
      report(`culvert: ${words.terminal.reloaded(changed.map(({ name }) => name))}`);
      const reopened = changed.filter((profile) => {
        const known = before.get(profile.id);
        return known === undefined || !profileChange(known, profile).isSameWay;
      });
      for (const { id } of reopened) onReopen(id);
      await Promise.all(reopened.map(({ id }) => tunnels.reconnect(id)));
    } catch (thrown) {
      report(`culvert: ${joinMessage(describeFailure(failureOf(thrown)))}`);
    }
  }
}
