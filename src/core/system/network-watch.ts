import { networkInterfaces } from "node:os";
import type { Clock } from "../environment.js";

const LOOK_EVERY_MS = 3_000;
/** A look that comes later than this beyond its time comes after a sleep. Milliseconds. */
const SLEPT_MS = 10_000;

/** What is seen at one look: when, and the addresses by which others can be reached. */
export interface Look {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly addresses: readonly string[];
}

/** Whether the computer has slept between two looks, or has come to a network. */
export function isReasonToLookAgain(before: Look, after: Look): boolean {
  const slept = after.at - before.at > LOOK_EVERY_MS + SLEPT_MS;
  return slept || after.addresses.some((address) => !before.addresses.includes(address));
}

/**
 * Watches the computer's own interfaces, since node tells of no change: what waits need not wait longer once there is a
 * network again, and a link from before a sleep is not to be trusted.
 *
 * @param act told at each such change @returns ends the watching
 */
export function watchNetwork(clock: Clock, act: () => void, addresses: () => readonly string[] = ownAddresses): () => void {
  const look = (former: readonly string[]): Look => ({ at: clock.now(), addresses: addressesOr(former) });
  const addressesOr = (former: readonly string[]): readonly string[] => {
    try {
      return addresses();
    } catch {
      return former; // the system gives no more files, to anybody: that must not end the tunnels
    }
  };
  let before = look([]);
  let stop: () => void;
  const arm = (): void => {
    stop = clock.after(LOOK_EVERY_MS, () => {
      const after = look(before.addresses);
      if (isReasonToLookAgain(before, after)) act();
      before = after;
      arm();
    });
  };
  arm();
  return () => stop();
}

/** Without loopback, and without what an interface gives itself before there is a network. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address);
}
