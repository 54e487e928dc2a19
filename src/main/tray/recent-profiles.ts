import { z } from "zod";
import { profileIdSchema, type ProfileId } from "../../shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";

/** As many as the tray could ever want. */
const MAX_KEPT = 20;

const recentSchema = z.object({ profiles: z.array(profileIdSchema).max(MAX_KEPT) });

/** The file of the profiles opened last, in the data folder; one that cannot be read counts as none. */
export const recentProfilesOptions = { name: "recent", configFileMode: 0o600, clearInvalidConfig: true } as const;

/** Keeps over restarts which profiles were opened last. */
export class RecentProfiles {
  #profiles: readonly ProfileId[];
  #awake: ReadonlySet<ProfileId> = new Set();

  /** @param document the file's contents, as electron-store has them */
  constructor(private readonly document: { store: object }) {
    this.#profiles = recentSchema.safeParse(document.store).data?.profiles ?? [];
  }

  /** The latest first; some of them may be gone. */
  list(): readonly ProfileId[] {
    return this.#profiles;
  }

  /** Take note of the tunnels that have left their rest since the last time. */
  follow(tunnels: readonly TunnelStatus[]): void {
    const awake = tunnels.filter(({ state }) => state.kind !== "closed").map(({ profile }) => profile);
    const opened = awake.filter((id) => !this.#awake.has(id));
    this.#awake = new Set(awake);
    if (opened.length === 0) return;
    this.#profiles = [...opened, ...this.#profiles.filter((id) => !opened.includes(id))].slice(0, MAX_KEPT);
    this.document.store = { profiles: this.#profiles };
  }
}
