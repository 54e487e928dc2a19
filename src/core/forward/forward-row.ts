import type { Failure } from "../../shared/status/failure.js";
import type { ForwardState, ForwardStatus } from "../../shared/status/tunnel-state.js";
import { TrafficMeter } from "./traffic-meter.js";
import type { SessionAccess } from "./session-access.js";

/** What a row tells of one port, whichever side listens: its state, its traffic, and its latest trouble. */
export class ForwardRow {
  readonly meter: TrafficMeter;
  #state: ForwardState = { kind: "idle" };
  #latestFailure: Failure | undefined;

  constructor(
    private readonly facts: Pick<ForwardStatus, "name" | "group">,
    private readonly link: Pick<SessionAccess, "onTraffic" | "onChange">,
  ) {
    this.meter = new TrafficMeter(() => link.onTraffic());
  }

  /** The port's state is another; the same one again means something only where it carries a cause. */
  setState(state: ForwardState): void {
    if (state.kind === "idle" && this.#state.kind === "idle" && state.isFinishing === this.#state.isFinishing) return;
    if (state.kind === "listening" && this.#state.kind === "listening") return;
    this.#state = state;
    this.link.onChange();
  }

  get latestFailure(): Failure | undefined {
    return this.#latestFailure;
  }

  /** Why the latest connection failed, or that it did not. */
  reportFailure(failure: Failure | undefined): void {
    if (failure === this.#latestFailure) return;
    this.#latestFailure = failure;
    this.link.onChange();
  }

  /** @param now milliseconds since 1970 @param ends where clients connect and where that leads, in words */
  status(now: number, { listen, target }: Pick<ForwardStatus, "listen" | "target">): ForwardStatus {
    return {
      name: this.facts.name,
      group: this.facts.group,
      listen,
      target,
      state: this.#state,
      connections: this.meter.connections,
      bytes: this.meter.bytes,
      speed: this.meter.speed(now),
      ...(this.#latestFailure === undefined ? {} : { trouble: this.#latestFailure }),
    };
  }
}
