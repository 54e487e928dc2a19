import { isDeepStrictEqual } from "node:util";
import type { ForwardPlan } from "../../shared/profile/forward-plan.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import type { Carrier } from "./forwarder.js";

/** One of the profile's forwards, and what carries it: as many carriers as it has ports. */
interface Planned {
  readonly plan: ForwardPlan;
  readonly carriers: readonly Carrier[];
}

/**
 * A profile's plain forwards. Each may be switched, taken out or put in while the tunnel is up, and the others go on
 * undisturbed. One that is switched off keeps its rows, idle, so that it can be switched on again.
 */
export class PlainForwards implements Carrier {
  #planned: readonly Planned[];
  #leaving: Carrier[] = [];
  /** Where it winds down, who is there stays and nobody new listens. */
  #phase: "down" | "up" | "winding-down" = "down";
  /** What is being done to bring the ports in line; one after the other, so that a port is free before it is taken again. */
  #work: Promise<void> = Promise.resolve();

  constructor(plans: readonly ForwardPlan[], private readonly carry: (plan: ForwardPlan) => readonly Carrier[]) {
    this.#planned = plans.map((plan) => ({ plan, carriers: carry(plan) }));
  }

  /** Take over a changed list: what is in both goes on, as it is switched now. */
  adopt(plans: readonly ForwardPlan[]): void {
    const before = [...this.#planned];
    this.#planned = plans.map((plan) => {
      const place = before.findIndex((other) => isSameBesideSwitch(plan, other.plan));
      const [kept] = place < 0 ? [] : before.splice(place, 1);
      return { plan, carriers: kept?.carriers ?? this.carry(plan) };
    });
    this.#leaving.push(...before.flatMap(({ carriers }) => carriers));
    void this.#settle();
  }

  listen(): Promise<void> {
    this.#phase = "up";
    return this.#settle();
  }

  cut(): void {
    for (const carrier of this.#all()) carrier.cut();
  }

  windDown(): void {
    this.#phase = "winding-down";
    for (const carrier of this.#all()) carrier.windDown();
  }

  stop(): Promise<void> {
    this.#phase = "down";
    return this.#settle();
  }

  rows(now: number): readonly ForwardStatus[] {
    return this.#planned.flatMap(({ plan: { name, enabled }, carriers }, place) => {
      const plan = { place, name, enabled };
      return carriers.flatMap((carrier) => carrier.rows(now).map((row) => ({ ...row, plan })));
    });
  }

  #settle(): Promise<void> {
    this.#work = this.#work.then(async () => {
      await Promise.all(this.#leaving.splice(0).map((carrier) => carrier.stop()));
      await Promise.all(this.#planned.flatMap(({ plan, carriers }) => carriers.map((carrier) => this.#settleOne(plan, carrier))));
    });
    return this.#work;
  }

  async #settleOne({ enabled }: ForwardPlan, carrier: Carrier): Promise<void> {
    if (this.#phase === "down" || !enabled) await carrier.stop();
    else if (this.#phase === "up") await carrier.listen();
  }

  #all(): readonly Carrier[] {
    return [...this.#leaving, ...this.#planned.flatMap(({ carriers }) => carriers)];
  }
}

const isSameBesideSwitch = (one: ForwardPlan, other: ForwardPlan): boolean => isDeepStrictEqual(one, { ...other, enabled: one.enabled });
