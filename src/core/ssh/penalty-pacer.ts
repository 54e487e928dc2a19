import { randomBytes } from "node:crypto";
import { formatEndpoint } from "../../shared/profile/endpoint.js";
import type { JumpHost } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import type { Clock, LoginPacer, LoginTurn } from "../environment.js";
import { LoginRecords, type LoginRecord } from "../store/login-records.js";

/** Between two connections to a gateway that has put this computer off. Milliseconds. */
const PENALTY_INTERVAL_MS = 20_000;
/** What OpenSSH counts for a login that it refuses (authfail), and for a connection that ends without one (noauth). Milliseconds. */
const REFUSED_MS = 5_000;
const UNAUTHENTICATED_MS = 1_000;
/** OpenSSH acts once 15 seconds have come together (min). A login less, since the server counts later than its client. Milliseconds. */
const MAX_OFFENCES_MS = 10_000;
/** How long a login counts as one that works, so that all that log in alike may begin. Milliseconds. */
const ACCEPTED_MS = 10_000;
/** How often to look at what other processes have written. Milliseconds. */
const LOOK_INTERVAL_MS = 1_000;

/**
 * Keeps the connections of all tunnels and checks apart that go to one gateway whose penalties they might earn, or have
 * earned. It counts as OpenSSH does: five seconds for each login that was refused, or may yet be, and lets one begin while
 * that makes ten seconds at most: of many wrong logins two at once, then one in five seconds. Who logs in as another has just
 * been let in does not wait. A gateway that has put this computer off is dialled once in 20 seconds, until it lets somebody in or the
 * longest penalty is over.
 */
export class PenaltyPacer implements LoginPacer {
  /** What is to be looked at again once a login has ended; `true` where nobody answers there, so that nobody counts. */
  readonly #waiting = new Set<(mayBeginAtOnce: boolean) => void>();
  /** Logins that have just worked, and when, by the clock's `elapsed`. */
  readonly #accepted = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly records = new LoginRecords(),
  ) {}

  async waitForTurn(hop: JumpHost, signal: AbortSignal, onWait: () => void): Promise<LoginTurn> {
    const gateway = formatEndpoint(hop);
    const login = `${gateway} ${JSON.stringify([hop.username, hop.auth])}`;
    const id = randomBytes(6).toString("hex");
    for (let mayBeginAtOnce = this.#isAccepted(login); ;) {
      const rest = await this.records.change(gateway, this.clock.now(), (record) =>
        this.#begin(record, id, mayBeginAtOnce),
      );
      if (signal.aborted) {
        await this.#end(gateway, id, false, () => undefined);
        signal.throwIfAborted();
      }
      if (rest <= 0) return this.#turn(gateway, login, id);
      onWait();
      mayBeginAtOnce = (await this.#sleep(Math.min(rest, LOOK_INTERVAL_MS), signal)) || this.#isAccepted(login);
    }
  }

  #turn(gateway: string, login: string, id: string): LoginTurn {
    return {
      accepted: async () => {
        this.#accepted.set(login, this.clock.elapsed());
        await this.#end(gateway, id, false, (record) => {
          delete record.putOffAt;
          delete record.dialledAt;
        });
      },
      failed: async (thrown) => {
        const offence = offenceOf(thrown);
        if (offence === REFUSED_MS) this.#accepted.delete(login);
        await this.#end(gateway, id, offence === "unreachable", (record, now) => {
          if (offence === "put-off") record.putOffAt = now;
          else if (offence !== "unreachable") record.forgottenAt = Math.max(record.forgottenAt, now) + offence;
        });
      },
    };
  }

  /** @returns milliseconds until it may begin at the earliest; 0 or less where it has begun */
  #begin(record: LoginRecord, id: string, mayBeginAtOnce: boolean): number {
    const now = this.clock.now();
    const rest = restOf(record, now, mayBeginAtOnce);
    if (rest > 0) return rest;
    record.pending.push({ id, at: now });
    if (record.putOffAt !== undefined) record.dialledAt = now;
    return 0;
  }

  async #end(
    gateway: string,
    id: string,
    mayBeginAtOnce: boolean,
    change: (record: LoginRecord, now: number) => void,
  ): Promise<void> {
    const now = this.clock.now();
    await this.records.change(gateway, now, (record) => {
      record.pending = record.pending.filter((other) => other.id !== id);
      change(record, now);
    });
    for (const wake of [...this.#waiting]) wake(mayBeginAtOnce);
  }

  #isAccepted(login: string): boolean {
    const now = this.clock.elapsed();
    for (const [other, at] of this.#accepted) if (now - at >= ACCEPTED_MS) this.#accepted.delete(other);
    return this.#accepted.has(login);
  }

  /** @returns what it was woken with */
  #sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = (mayBeginAtOnce: boolean): void => {
        cancel();
        signal.removeEventListener("abort", onAbort);
        this.#waiting.delete(wake);
        resolve(mayBeginAtOnce);
      };
      const onAbort = (): void => wake(false);
      const cancel = this.clock.setTimeout(milliseconds, () => wake(false));
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(wake);
    });
  }
}

/** @returns milliseconds until one more connection may begin, as far as is known now */
function restOf(
  { forgottenAt, pending, putOffAt, dialledAt = 0 }: LoginRecord,
  now: number,
  mayBeginAtOnce: boolean,
): number {
  if (putOffAt !== undefined) return Math.max(putOffAt, dialledAt) + PENALTY_INTERVAL_MS - now;
  if (mayBeginAtOnce) return 0;
  const offences = Math.max(0, forgottenAt - now) + (pending.length + 1) * REFUSED_MS;
  return offences - MAX_OFFENCES_MS;
}

/** What a server counts for a connection that ended before anybody was let in. @param thrown by its attempt */
function offenceOf(thrown: unknown): number | "put-off" | "unreachable" {
  if (!(thrown instanceof FailureError)) return UNAUTHENTICATED_MS;
  const { failure } = thrown;
  if (failure.code === "ssh.login-refused") return REFUSED_MS;
  if (failure.code === "ssh.busy") return failure.cause === "penalised" ? "put-off" : 0;
  if (failure.code === "ssh.unreachable" || failure.code === "channel.refused" || failure.code.startsWith("proxy."))
    return "unreachable";
  return UNAUTHENTICATED_MS;
}
