import { formatEndpoint, type Endpoint } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import type { Clock, LoginPacer } from "../environment.js";
import { runSerially } from "../system/run-serially.js";

/** Between two connections to a gateway that has put this computer off. Milliseconds. */
const PENALTY_INTERVAL_MS = 20_000;
/** A penalty lasts so long at most (sshd_config(5), PerSourcePenalties: max). Milliseconds. */
const MAX_PENALTY_MS = 600_000;
/** OpenSSH counts five seconds for a login that it refuses, and acts from 15 on: so many may be refused in so many milliseconds. */
const MAX_REFUSALS = 2;
const REFUSAL_WINDOW_MS = 10_000;

interface Offences {
  /** When the latest logins were refused, no more than `MAX_REFUSALS` of them, the latest last. */
  refusals: readonly number[];
  putOffAt?: number;
  /** When the latest connection began. */
  dialledAt: number;
  /** Ends the wait of who is next. */
  wake: () => void;
}

/**
 * Keeps the connections of all tunnels and checks apart that go to one gateway whose penalties they might earn, or have
 * earned: one every 20 seconds to a gateway that has put this computer off, until it lets somebody in or the longest
 * penalty is over. Times are the clock's `elapsed`.
 */
export class PenaltyPacer implements LoginPacer {
  readonly #gateways = new Map<string, Offences>();

  constructor(private readonly clock: Clock) {}

  async waitForTurn(gateway: Endpoint, signal: AbortSignal, onWait: () => void): Promise<void> {
    const name = formatEndpoint(gateway);
    if (this.#gateways.has(name)) {
      await runSerially(`a connection to ${name}`, async () => {
        for (;;) {
          const rest = this.#restOf(name);
          if (rest <= 0 || signal.aborted) break;
          onWait();
          await this.#sleep(name, rest, signal);
        }
        const offences = this.#gateways.get(name);
        if (offences !== undefined && !signal.aborted) offences.dialledAt = this.clock.elapsed();
      });
    }
    signal.throwIfAborted();
  }

  loginFailed(gateway: Endpoint, cause: Failure): void {
    const isPutOff = cause.code === "ssh.busy" && cause.cause === "penalised";
    if (!isPutOff && cause.code !== "ssh.login-refused") return;
    const now = this.clock.elapsed();
    const name = formatEndpoint(gateway);
    const known = this.#gateways.get(name) ?? { refusals: [], dialledAt: now, wake: () => undefined };
    if (isPutOff) known.putOffAt = now;
    else known.refusals = [...known.refusals, now].slice(-MAX_REFUSALS);
    this.#gateways.set(name, known);
  }

  letIn(gateway: Endpoint): void {
    const name = formatEndpoint(gateway);
    const offences = this.#gateways.get(name);
    this.#gateways.delete(name);
    offences?.wake();
  }

  /** @returns milliseconds until the next connection; what is over is forgotten */
  #restOf(name: string): number {
    const offences = this.#gateways.get(name);
    if (offences === undefined) return 0;
    const now = this.clock.elapsed();
    const { refusals, putOffAt, dialledAt } = offences;
    if (putOffAt !== undefined && now - putOffAt < MAX_PENALTY_MS)
      return Math.max(putOffAt, dialledAt) + PENALTY_INTERVAL_MS - now;
    const [first] = refusals;
    return first === undefined || refusals.length < MAX_REFUSALS ? 0 : first + REFUSAL_WINDOW_MS - now;
  }

  #sleep(name: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const cancel = this.clock.setTimeout(milliseconds, wake);
      signal.addEventListener("abort", wake, { once: true });
      const offences = this.#gateways.get(name);
      if (offences !== undefined) offences.wake = wake;
    });
  }
}
