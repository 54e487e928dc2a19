import type { Settings } from "../../../shared/settings.js";
import type { Clock, SecretMemory } from "../../environment.js";

interface KeptSecret {
  readonly secret: string;
  /** By `Clock.elapsed`, in milliseconds; `undefined` until the program ends. */
  readonly until: number | undefined;
}

/**
 * Secrets that have let the user in, for the next tunnel through the same gateway: in this process's memory alone, for as
 * long as the settings say. A key names what it opens and for whom.
 */
export class SessionSecrets implements SecretMemory {
  readonly #kept = new Map<string, KeptSecret>();

  constructor(
    private readonly clock: Pick<Clock, "elapsed">,
    private readonly settings: () => Pick<Settings, "sessionSecrets">,
  ) {}

  get minutes(): number {
    const { sessionSecrets } = this.settings();
    if (sessionSecrets.keep === "never") return 0;
    return sessionSecrets.keep === "minutes" ? sessionSecrets.minutes : Infinity;
  }

  get(key: string): string | undefined {
    this.#forgetOld();
    return this.#kept.get(key)?.secret;
  }

  keep(key: string, secret: string): void {
    const { minutes } = this;
    if (minutes === 0) return;
    this.#kept.set(key, { secret, until: minutes === Infinity ? undefined : this.clock.elapsed() + minutes * 60_000 });
  }

  forget(key: string, secret: string | undefined): void {
    if (this.#kept.get(key)?.secret === secret) this.#kept.delete(key);
  }

  /** Forget all of them. */
  clear(): void {
    this.#kept.clear();
  }

  /** What is too old by now, or would not be kept any more. */
  #forgetOld(): void {
    const latest = this.clock.elapsed() + this.minutes * 60_000;
    for (const [key, { until = Infinity }] of this.#kept)
      if (until <= this.clock.elapsed() || until > latest) this.#kept.delete(key);
  }
}
