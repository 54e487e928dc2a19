import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { ForwardPlan } from "../../shared/profile/forward-plan.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import type { Forwarder } from "../forward/forwarder.js";
import type { PlainForwards } from "../forward/plain-forwards.js";

/** Everything that carries what a profile wants carried: its FTP, and its plain forwards. */
export class TunnelForwarders {
  readonly #all: readonly Forwarder[];

  /** @param ftp what carries the profile's FTP; nothing where it has none */
  constructor(
    ftp: readonly Forwarder[],
    private readonly plain: PlainForwards,
  ) {
    this.#all = [...ftp, plain];
  }

  /** The rows as they stand, FTP's before those of plain forwards. @param now milliseconds since 1970 */
  rows(now: number): readonly ForwardStatus[] {
    return this.#all.flatMap((forwarder) => forwarder.rows(now));
  }

  /** Change the plain forwards to these, at once. */
  setPlans(plans: readonly ForwardPlan[]): void {
    this.plain.setPlans(plans);
  }

  /** Listen while the gateway is being dialled, where clients can be served without it. */
  async listenWithoutLink(): Promise<void> {
    for (const forwarder of this.#all) await forwarder.listenWithoutLink?.();
  }

  /** Listen wherever nothing listens yet. Never throws: a port that cannot be had is a row's state. */
  async listen(): Promise<void> {
    await Promise.all(this.#all.map((forwarder) => forwarder.listen()));
  }

  /** End every connection so that the client sees it break: a clean end would look like a whole file. */
  reset(): void {
    for (const forwarder of this.#all) forwarder.reset();
  }

  /** Take no new client and begin no new transfer; what passes goes on. */
  drain(): void {
    for (const forwarder of this.#all) forwarder.drain();
  }

  /** Stop listening and end every connection; resolves when all are closed. Safe to call twice. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((forwarder) => forwarder.stop()));
  }

  /** What an FTP program logs in to the bridge with; nothing where there is none, or where it has not listened yet. */
  bridgeLogin(): BridgeLogin | undefined {
    for (const forwarder of this.#all) {
      const login = forwarder.login?.();
      if (login !== undefined) return login;
    }
    return undefined;
  }

  /** Let FTP programs in to the bridge by another password from now on; nothing where there is none. */
  async changeBridgePassword(password: string): Promise<void> {
    for (const forwarder of this.#all) await forwarder.changePassword?.(password);
  }
}

/** Whether nothing listens that should; where all is switched off, nothing should. */
export function nothingListens(rows: readonly ForwardStatus[]): boolean {
  return (
    !rows.some(({ state }) => state.kind === "listening") &&
    (rows.length === 0 || rows.some(({ state }) => state.kind === "refused"))
  );
}
