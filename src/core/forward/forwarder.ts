import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";

/** A part of a tunnel that listens on this computer and carries what comes through the session: a forward, or the FTP relay. */
export interface Forwarder {
  /** Listen, unless it listens already. Never throws: a port that cannot be had is a row's state. */
  listen(): Promise<void>;
  /** Listen already while the gateway is being dialled, where clients can be served without it. */
  listenWithoutLink?(): Promise<void>;
  /** End every connection so that the client sees it break: a clean end would look like a whole file. */
  reset(): void;
  /** Take no new client and begin no new transfer; what passes goes on. */
  drain(): void;
  /** Stop listening and end every connection; resolves when all are closed. Safe to call twice. */
  stop(): Promise<void>;
  /** What an FTP program must log in with here, where that is ours to say; never part of a status, since it is a secret. */
  login?(): BridgeLogin | undefined;
  /** Let in by another password from now on. */
  changePassword?(password: string): Promise<void>;
  /** The rows as they stand. @param now milliseconds since 1970 */
  rows(now: number): readonly ForwardStatus[];
}
