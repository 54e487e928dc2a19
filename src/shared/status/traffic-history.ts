import type { ProfileId } from "../profile/profile-schema.js";
import type { Traffic } from "./tunnel-state.js";

/** So many seconds, and so many minutes, are kept. */
export const HISTORY_SECONDS = 60;
export const HISTORY_MINUTES = 60;

/** What passed through one tunnel lately, the oldest first. */
export interface TrafficHistoryOf {
  readonly profile: ProfileId;
  /** The number of the latest second since 1970; it is not over yet. */
  readonly second: number;
  readonly seconds: readonly Traffic[];
  /** Each a whole minute of the clock, the latest of them not over yet. */
  readonly minutes: readonly Traffic[];
}
