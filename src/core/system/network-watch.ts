import { networkInterfaces } from "node:os";
import type { Clock } from "../environment.js";

const POLL_INTERVAL_MS = 3_000;
/** A look that comes later than this beyond its time comes after a sleep. Milliseconds. */
const SLEEP_THRESHOLD_MS = 10_000;

/** What is seen at one look: when, and the addresses by which others can be reached. */
export interface NetworkSnapshot {
  /** Milliseconds, by a clock that goes on while the computer sleeps and that nobody sets. */
  readonly at: number;
  readonly addresses: readonly string[];
}

/** Whether the computer has slept between two looks, or has come to a network. */
export function hasNetworkChanged(before: NetworkSnapshot, after: NetworkSnapshot): boolean {
  const slept = after.at - before.at > POLL_INTERVAL_MS + SLEEP_THRESHOLD_MS;
  return slept || after.addresses.some((address) => !before.addresses.includes(address));
}

/**
 * Watches the computer's own interfaces, since node tells of no change: what waits need not wait longer once there is a
 * network again, and a link from before a sleep is not to be trusted.
 *
 * @param onNetworkChange told at each such change @returns ends the watching
 */
export function watchNetwork(
  clock: Clock,
  onNetworkChange: () => void,
  addresses: () => readonly string[] = reachableAddresses,
): () => void {
  const snapshot = (former: readonly string[]): NetworkSnapshot => ({
    at: clock.uptime?.() ?? clock.elapsed(),
    addresses: addressesOrFormer(former),
  });
  const addressesOrFormer = (former: readonly string[]): readonly string[] => {
    try {
      return addresses();
    } catch {
      return former; // the system gives no more files, to anybody: that must not end the tunnels
    }
  };
  let before = snapshot([]);
  let stop: () => void;
  const schedule = (): void => {
    stop = clock.setTimeout(POLL_INTERVAL_MS, () => {
      const after = snapshot(before.addresses);
      if (hasNetworkChanged(before, after)) onNetworkChange();
      before = after;
      schedule();
    });
  };
  schedule();
  return () => stop();
}

/** Without loopback, and without what an interface gives itself before there is a network. */
function reachableAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address);
}
