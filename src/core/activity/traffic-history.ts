import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { TrafficHistoryOf } from "../../shared/status/traffic-history.js";
import { HISTORY_MINUTES, HISTORY_SECONDS } from "../../shared/status/traffic-history.js";
import type { Traffic, TunnelStatus } from "../../shared/status/tunnel-state.js";

/** Bytes by the number of a second or a minute since 1970; only those in which some passed. */
type Buckets = Map<number, Traffic>;

interface TunnelHistory {
  /** All bytes that its rows had counted when it was last looked at. */
  total: Traffic;
  readonly seconds: Buckets;
  readonly minutes: Buckets;
}

/** What passed through each tunnel in the last minute and the last hour. Bounded: a tunnel has 60 seconds and 60 minutes at most. */
export class TrafficHistory {
  readonly #histories = new Map<ProfileId, TunnelHistory>();

  /** @param now milliseconds since 1970 */
  record(statuses: readonly TunnelStatus[], now: number): void {
    const second = Math.floor(now / 1000);
    const known = new Set(statuses.map(({ profile }) => profile));
    for (const profile of this.#histories.keys()) if (!known.has(profile)) this.#histories.delete(profile);
    for (const status of statuses) this.#recordOne(status, second);
  }

  /** The tunnels through which anything passed in the last hour. */
  recent(now: number): readonly TrafficHistoryOf[] {
    const second = Math.floor(now / 1000);
    return [...this.#histories]
      .filter(([, { minutes }]) => minutes.size > 0)
      .map(([profile, { seconds, minutes }]) => ({
        profile,
        second,
        seconds: latestBuckets(seconds, second, HISTORY_SECONDS),
        minutes: latestBuckets(minutes, Math.floor(second / 60), HISTORY_MINUTES),
      }));
  }

  #recordOne({ profile, forwards }: TunnelStatus, second: number): void {
    const total = forwards.reduce((sum, { bytes }) => ({ up: sum.up + bytes.up, down: sum.down + bytes.down }), {
      up: 0,
      down: 0,
    });
    const history = this.#histories.get(profile);
    if (history === undefined) {
      this.#histories.set(profile, { total, seconds: new Map(), minutes: new Map() });
      return;
    }
    // rows that were made anew count from nothing
    const up = Math.max(0, total.up - history.total.up);
    const down = Math.max(0, total.down - history.total.down);
    history.total = total;
    removeUntil(history.seconds, second - HISTORY_SECONDS);
    removeUntil(history.minutes, Math.floor(second / 60) - HISTORY_MINUTES);
    if (up === 0 && down === 0) return;
    add(history.seconds, second, up, down);
    add(history.minutes, Math.floor(second / 60), up, down);
  }
}

function add(buckets: Buckets, at: number, up: number, down: number): void {
  const before = buckets.get(at) ?? { up: 0, down: 0 };
  buckets.set(at, { up: before.up + up, down: before.down + down });
}

function removeUntil(buckets: Buckets, until: number): void {
  for (const at of buckets.keys()) if (at <= until) buckets.delete(at);
}

const latestBuckets = (buckets: Buckets, until: number, count: number): readonly Traffic[] =>
  Array.from({ length: count }, (_, index) => buckets.get(until - count + 1 + index) ?? { up: 0, down: 0 });
