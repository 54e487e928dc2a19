import type { Failure } from "../../shared/status/failure.js";
import type { ForwardState, ForwardStatus } from "../../shared/status/tunnel-state.js";
import { Meter } from "./meter.js";
import type { Link } from "./session-access.js";

/** What a row tells of one port, whichever side listens: its state, its traffic, and its latest trouble. */
export class Row {
  readonly meter: Meter;
  #state: ForwardState = { kind: "idle" };
  #trouble: Failure | undefined;

  constructor(private readonly facts: Pick<ForwardStatus, "name" | "group">, private readonly link: Pick<Link, "passed" | "changed">) {
    this.meter = new Meter(() => link.passed());
  }

  /** The port's state is another; the same one again means something only where it carries a cause. */
  tell(state: ForwardState): void {
    if (state.kind === this.#state.kind && state.kind !== "refused") return;
    this.#state = state;
    this.link.changed();
  }

  get trouble(): Failure | undefined {
    return this.#trouble;
  }

  /** Why the latest connection failed, or that it did not. */
  found(trouble: Failure | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.link.changed();
  }

  /** @param now milliseconds since 1970 @param ends where clients connect and where that leads, in words */
  status(now: number, { listen, target }: Pick<ForwardStatus, "listen" | "target">): ForwardStatus {
    return {
      name: this.facts.name, group: this.facts.group, listen, target,
      state: this.#state,
      connections: this.meter.connections, bytes: this.meter.bytes, speed: this.meter.speed(now),
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }
}
