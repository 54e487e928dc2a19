import { FailureError } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";

/** How long a gateway may need until a session that was given back can be opened again. Milliseconds. */
const SESSION_DELAYS_MS = [50, 200, 500, 1_000];
const SESSION_LINGER_MS = 2_000;

/**
 * Open a session of the gateway's, where a probe had some of the few that it allows: one that is refused shortly behind the
 * probe is asked for again.
 *
 * @param givenBackAt when a probe last had any, by the clock that nobody sets
 * @throws what `open` throws
 */
export async function openWhenSessionsAreFree<T>(
  open: () => Promise<T>,
  clock: Pick<Clock, "elapsed" | "setTimeout">,
  givenBackAt: () => number,
): Promise<T> {
  for (const delay of SESSION_DELAYS_MS) {
    try {
      return await open();
    } catch (thrown) {
      const isProbes = clock.elapsed() - givenBackAt() < SESSION_LINGER_MS;
      if (!isProbes || !isSessionRefused(thrown)) throw thrown;
      await new Promise<void>((resolve) => void clock.setTimeout(delay, resolve));
    }
  }
  return open();
}

const isSessionRefused = (thrown: unknown): boolean =>
  thrown instanceof FailureError && thrown.failure.code === "bridge.no-sftp" && thrown.failure.cause === "refused";
