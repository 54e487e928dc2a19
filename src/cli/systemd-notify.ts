import { spawn } from "node:child_process";
import type { TunnelStatus } from "../shared/status/tunnel-state.js";
import { describeState } from "../shared/words/words.js";

/**
 * Tells systemd how `culvert up` is doing (sd_notify(3)): ready once every tunnel has its answer and one is open, each
 * change of a state, and the end. The socket takes datagrams, which node cannot send, so systemd's own `systemd-notify` does
 * it; the unit must say `NotifyAccess=all`. Where no systemd listens (NOTIFY_SOCKET), nobody is told.
 */
export class SystemdNotifier {
  #isReady = false;
  #status = "";
  #sent: Promise<void> = Promise.resolve();

  constructor(private readonly socket = process.env["NOTIFY_SOCKET"]) {}

  update(statuses: readonly TunnelStatus[]): void {
    const kinds = statuses.map(({ state }) => state.kind);
    const serves = statuses.some(({ forwards }) => forwards.some(({ state }) => state.kind === "listening"));
    const isUp = kinds.includes("open") || (kinds.includes("waiting") && serves); // a spool takes files without the gateway
    const becameReady = !this.#isReady && isUp && !kinds.includes("opening") && !kinds.includes("closed");
    if (becameReady) this.#isReady = true;
    const status = statuses.map(({ name, state }) => `${name}: ${describeState(state)}`).join("; ");
    if (status !== this.#status || becameReady)
      this.#send([...(becameReady ? ["READY=1"] : []), `STATUS=${status.replace(/[\r\n]/g, " ")}`]);
    this.#status = status;
  }

  /** Resolves when systemd knows. */
  async stopping(): Promise<void> {
    this.#send(["STOPPING=1"]);
    await this.#sent;
  }

  #send(assignments: readonly string[]): void {
    if (this.socket === undefined || this.socket === "") return;
    this.#sent = this.#sent.then(
      () =>
        new Promise((resolve) => {
          const child = spawn("systemd-notify", assignments, { stdio: "ignore", timeout: 5_000 });
          child.once("error", () => resolve()); // without the program systemd sees a service that never gets ready, and says so
          child.once("exit", () => resolve());
        }),
    );
  }
}
