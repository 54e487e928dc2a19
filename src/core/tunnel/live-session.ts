import type { Socket } from "node:net";
import type { Finding } from "../../shared/check/finding.js";
import type { Gateway } from "../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import type { Environment } from "../environment.js";
import { BorrowedSession, type LentSession } from "../check/probe-session.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { WaitingClients } from "./waiting-clients.js";

/** A session, and what a check would have found as it was opened. */
export interface OpenedSession {
  readonly session: SshSession;
  readonly findings: readonly Finding[];
}

/** The session of a tunnel that is up, for those who are carried by it; while it is down or doubted they wait or are told why. */
export class LiveSession {
  #session: SshSession | undefined;
  #findings: readonly Finding[] = [];
  /** Stands while the gateway is asked whether it is still there. */
  #aliveCheck: Promise<void> | undefined;
  /** Why the link was down last. */
  #lastCause: Failure | undefined;
  readonly #waitingClients: WaitingClients;

  /** @param gateway the one that the tunnel leads to now */
  constructor(
    private readonly environment: Pick<Environment, "clock" | "settings">,
    private readonly gateway: () => Gateway,
  ) {
    this.#waitingClients = new WaitingClients(environment.clock);
  }

  /** The session, also while it is doubted; nothing while there is none. */
  get current(): SshSession | undefined {
    return this.#session;
  }

  /** A session has been opened: clients that waited for it go on. */
  set({ session, findings }: OpenedSession): void {
    this.#session = session;
    this.#findings = findings;
    this.#waitingClients.releaseAll();
  }

  /** The session, once its gateway has answered, for whoever closes no more than was opened through it; nothing where there is none. */
  async lend(): Promise<LentSession | undefined> {
    const session = this.#session;
    await session?.checkAlive();
    if (session === undefined || session !== this.#session || session.lost !== undefined) return undefined;
    return { session: new BorrowedSession(session), findings: this.#findings };
  }

  /** The session is lost or is being closed. @returns the one that was */
  take(): SshSession | undefined {
    const session = this.#session;
    this.#session = this.#aliveCheck = undefined;
    return session;
  }

  /** Keep why there is no session, to be told to clients. */
  setCause(cause: Failure): void {
    this.#lastCause = cause;
  }

  /** Ask the gateway whether it is still there: nobody is carried until it has answered, and one that does not is lost. */
  checkAlive(): void {
    if (this.#session === undefined || this.#aliveCheck !== undefined) return;
    const aliveCheck = (this.#aliveCheck = this.#session.checkAlive().then(() => {
      if (this.#aliveCheck !== aliveCheck) return;
      this.#aliveCheck = undefined;
      this.#waitingClients.releaseAll();
    }));
  }

  /** Why nobody can be carried just now; nothing while the link is up. */
  downFailure(): Failure | undefined {
    return this.#session === undefined || this.#aliveCheck !== undefined ? this.#noSessionFailure() : undefined;
  }

  /** Wait for a link that is down, for as long as the settings let this client wait; it may be down still, or the client gone. */
  async waitUntilUp(client: Socket): Promise<void> {
    await this.#aliveCheck; // however it is with waiting, an answer comes soon
    const { whileDown } = this.environment.settings();
    if (this.#session === undefined && whileDown.do === "wait")
      await this.#waitingClients.wait(client, whileDown.seconds * 1000);
  }

  /** The session, once it is not doubted. @throws Failed why there is none */
  async get(): Promise<SshSession> {
    if (this.#aliveCheck !== undefined) await this.#aliveCheck;
    if (this.#session === undefined) throw new FailureError(this.#noSessionFailure());
    return this.#session;
  }

  #noSessionFailure(): Failure {
    const { host, port } = this.gateway();
    return this.#lastCause ?? { code: "ssh.lost", host, port, cause: "closed" };
  }
}
