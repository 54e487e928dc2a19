import { isDeepStrictEqual } from "node:util";
import type { ForwardPlan } from "../../shared/profile/forward-plan.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import type { Forwarder } from "./forwarder.js";

/** One of the profile's forwards, and what carries it: as many forwarders as it has ports. */
interface PlannedForward {
  readonly plan: ForwardPlan;
  readonly forwarders: readonly Forwarder[];
}

/**
 * A profile's plain forwards. Each may be switched, taken out or put in while the tunnel is up, and the others go on
 * undisturbed. One that is switched off keeps its rows, idle, so that it can be switched on again.
 */
export class PlainForwards implements Forwarder {
  #planned: readonly PlannedForward[];
  #removed: Forwarder[] = [];
  /** Where it winds down, who is there stays and nobody new listens. */
  #phase: "down" | "up" | "winding-down" = "down";
  /** What is being done to bring the ports in line; one after the other, so that a port is free before it is taken again. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    plans: readonly ForwardPlan[],
    private readonly createForwarders: (plan: ForwardPlan) => readonly Forwarder[],
  ) {
    this.#planned = plans.map((plan) => ({ plan, forwarders: createForwarders(plan) }));
  }

  /** Take over a changed list: what is in both goes on, as it is switched now. */
  setPlans(plans: readonly ForwardPlan[]): void {
    const before = [...this.#planned];
    this.#planned = plans.map((plan) => {
      const index = before.findIndex((other) => isSameExceptEnabled(plan, other.plan));
      const [existing] = index < 0 ? [] : before.splice(index, 1);
      return { plan, forwarders: existing?.forwarders ?? this.createForwarders(plan) };
    });
    this.#removed.push(...before.flatMap(({ forwarders }) => forwarders));
    void this.#sync();
  }

  listen(): Promise<void> {
    this.#phase = "up";
    return this.#sync();
  }

  reset(): void {
    for (const forwarder of this.#all()) forwarder.reset();
  }

  drain(): void {
    this.#phase = "winding-down";
    for (const forwarder of this.#all()) forwarder.drain();
  }

  stop(): Promise<void> {
    this.#phase = "down";
    return this.#sync();
  }

  rows(now: number): readonly ForwardStatus[] {
    return this.#planned.flatMap(({ plan: { name, enabled }, forwarders }, index) => {
      const plan = { place: index, name, enabled };
      return forwarders.flatMap((forwarder) => forwarder.rows(now).map((row) => ({ ...row, plan })));
    });
  }

  #sync(): Promise<void> {
    this.#work = this.#work.then(async () => {
      await Promise.all(this.#removed.splice(0).map((forwarder) => forwarder.stop()));
      await Promise.all(
        this.#planned.flatMap(({ plan, forwarders }) => forwarders.map((forwarder) => this.#syncOne(plan, forwarder))),
      );
    });
    return this.#work;
  }

  async #syncOne({ enabled }: ForwardPlan, forwarder: Forwarder): Promise<void> {
    if (this.#phase === "down" || !enabled) await forwarder.stop();
    else if (this.#phase === "up") await forwarder.listen();
  }

  #all(): readonly Forwarder[] {
    return [...this.#removed, ...this.#planned.flatMap(({ forwarders }) => forwarders)];
  }
}

const isSameExceptEnabled = (one: ForwardPlan, other: ForwardPlan): boolean =>
  isDeepStrictEqual(one, { ...other, enabled: one.enabled });
