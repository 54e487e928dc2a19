import type { ForwardStatus } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { Carrier } from "./carrier.js";
import type { PortTask } from "./port.js";

/** Stands for what a profile asks for and this version cannot carry: a refused row that says so. */
export class Unsupported implements Carrier {
  constructor(private readonly task: Omit<PortTask, "target">, private readonly kind: string) {}

  listen(): Promise<void> {
    return Promise.resolve();
  }

  cut(): void {
    // there is nothing to cut
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  rows(): readonly ForwardStatus[] {
    const { name, group, listen } = this.task;
    const none = { up: 0, down: 0 };
    return [{
      name, group, listen: at(listen), target: "",
      state: { kind: "refused", cause: { code: "forward.unsupported", kind: this.kind } },
      connections: { open: 0, total: 0 }, bytes: none, speed: none,
    }];
  }
}
