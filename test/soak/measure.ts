import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const SAMPLE_INTERVAL_MS = 5;

/**
 * How long the event loop of this process is held at most, and the most memory that it has, from now on.
 *
 * A moment counts as held for the time by which a timer comes late, and for no longer than the thread of the
 * event loop has worked meanwhile: what other programs take of the processor is not its own, nor what V8's other threads do
 * beside it.
 */
export class EventLoopHold {
  #heldMs = 0;
  #peakBytes = 0;
  #before = this.#now();
  readonly #timer = setInterval(() => this.#sample(), SAMPLE_INTERVAL_MS);

  end(): { readonly heldMs: number; readonly peakBytes: number } {
    clearInterval(this.#timer);
    this.#sample();
    return { heldMs: this.#heldMs, peakBytes: this.#peakBytes };
  }

  #sample(): void {
    const now = this.#now();
    const late = now.wall - this.#before.wall - SAMPLE_INTERVAL_MS;
    this.#heldMs = Math.max(this.#heldMs, Math.min(late, now.worked - this.#before.worked));
    this.#peakBytes = Math.max(this.#peakBytes, process.memoryUsage.rss());
    this.#before = now;
  }

  #now(): { readonly wall: number; readonly worked: number } {
    return { wall: performance.now(), worked: mainThreadWorkedMs() };
  }
}

/** How long the main thread has had a processor: on Linux by the scheduler's own count, elsewhere together with all other threads. */
function mainThreadWorkedMs(): number {
  if (process.platform === "linux") {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "latin1").split(" ");
    return Number(nanoseconds) / 1e6;
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Bytes that this process holds once the garbage is collected. */
export async function heldMemory(): Promise<number> {
  collectGarbage();
  await new Promise((resolve) => setTimeout(resolve, 50));
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collect: (() => void) | undefined;
function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
