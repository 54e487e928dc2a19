import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { TrafficPast } from "../../shared/status/traffic-history.js";
import { MINUTES, SECONDS } from "../../shared/status/traffic-history.js";
import type { Traffic, TunnelStatus } from "../../shared/status/tunnel-state.js";

/** Bytes by the number of a second or a minute since 1970; only those in which some passed. */
type Buckets = Map<number, Traffic>;

interface Past {
  /** All bytes that its rows had counted when it was last looked at. */
  total: Traffic;
  readonly seconds: Buckets;
  readonly minutes: Buckets;
}

/** What passed through each tunnel in the last minute and the last hour. Bounded: a tunnel has 60 seconds and 60 minutes at most. */
export class TrafficHistory {
  readonly #pasts = new Map<ProfileId, Past>();

  /** @param now milliseconds since 1970 */
  note(statuses: readonly TunnelStatus[], now: number): void {
    const second = Math.floor(now / 1000);
    const known = new Set(statuses.map(({ profile }) => profile));
    for (const profile of this.#pasts.keys()) if (!known.has(profile)) this.#pasts.delete(profile);
    for (const status of statuses) this.#noteOne(status, second);
  }

  /** The tunnels through which anything passed in the last hour. */
  past(now: number): readonly TrafficPast[] {
    const second = Math.floor(now / 1000);
    return [...this.#pasts].filter(([, { minutes }]) => minutes.size > 0).map(([profile, { seconds, minutes }]) => ({
      profile, second, seconds: lately(seconds, second, SECONDS), minutes: lately(minutes, Math.floor(second / 60), MINUTES),
    }));
  }

  #noteOne({ profile, forwards }: TunnelStatus, second: number): void {
    const total = forwards.reduce((sum, { bytes }) => ({ up: sum.up + bytes.up, down: sum.down + bytes.down }), { up: 0, down: 0 });
    const past = this.#pasts.get(profile);
    if (past === undefined) {
      this.#pasts.set(profile, { total, seconds: new Map(), minutes: new Map() });
      return;
    }
    // rows that were made anew count from nothing
    const up = Math.max(0, total.up - past.total.up);
    const down = Math.max(0, total.down - past.total.down);
    past.total = total;
    forget(past.seconds, second - SECONDS);
    forget(past.minutes, Math.floor(second / 60) - MINUTES);
    if (up === 0 && down === 0) return;
    add(past.seconds, second, up, down);
    add(past.minutes, Math.floor(second / 60), up, down);
  }
}

function add(buckets: Buckets, at: number, up: number, down: number): void {
  const before = buckets.get(at) ?? { up: 0, down: 0 };
  buckets.set(at, { up: before.up + up, down: before.down + down });
}

function forget(buckets: Buckets, until: number): void {
  for (const at of buckets.keys()) if (at <= until) buckets.delete(at);
}

const lately = (buckets: Buckets, until: number, count: number): readonly Traffic[] => Array.from({ length: count }, (_, place) => buckets.get(until - count + 1 + place) ?? { up: 0, down: 0 });
