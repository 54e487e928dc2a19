import type { Channel } from "ssh2";
import type { Failure } from "../../../shared/status/failure.js";
import type { Clock } from "../../environment.js";
import { SpareTargetLeg } from "./spare-target-leg.js";

/** How long a data connection is held ready behind the last transfer. Milliseconds. */
const SPARE_LIFE_MS = 10_000;
/** One transfer is often the only one of its session. */
const MIN_TRANSFERS = 2;
/**
 * A server whose ports lie closer together has a range of few, which its other users wait for: vsftpd tries ten ports at
 * random and then ends the session of who asked. One that names a single port may accept on it whatever came first, such as
 * a spare that was given up.
 */
const MIN_PORT_SPAN = 8;

/** What one relay knows of its server, over all sessions. */
export interface LookAhead {
  /** By the profile, and by `CULVERT_FLOW`. */
  readonly isAllowed: boolean;
  /** The server has refused a spare connection, or closed one. */
  isRefused: boolean;
  /** The lowest and the highest port that the server has named. */
  ports?: { readonly lowest: number; readonly highest: number };
}

/** How a spare connection is made. */
export interface SpareDataConnectionTask {
  readonly clock: Clock;
  readonly lookAhead: LookAhead;
  /** Ask the server for a port. @returns nothing where it refuses; nothing at all, and no question, where no port of its has proved itself */
  readonly askPort: () => Promise<number | undefined> | undefined;
  /** Open a channel to a port of the server's. */
  readonly openDataChannel: (port: number) => Promise<Channel>;
  /** Have the server give up the port that it still listens on. */
  readonly releasePort: () => void;
  /** What it means where the server named no port. */
  readonly refusal: () => Failure;
}

/**
 * The data connection that one session holds ready before its client asks for it: at most one, and none before the second
 * transfer is over.
 *
 * It is never used twice: whoever takes it owns it. One that the server closes meanwhile, or does not give, is the last one
 * that this server is asked for; the client's own question then goes to the server, as without any of this.
 */
export class SpareDataConnection {
  #leg: SpareTargetLeg | undefined;
  #transfers = 0;
  #isStopped: boolean;
  #isPassiveUnasked = false;
  #cancelExpiry: () => void = () => undefined;

  constructor(private readonly task: SpareDataConnectionTask) {
    this.#isStopped = !task.lookAhead.isAllowed;
  }

  /** Whether the server has entered passive mode without the client's having asked for it: a transfer without PASV must not find it. */
  get isPassiveUnasked(): boolean {
    return this.#isPassiveUnasked;
  }

  /** Whether the server still owes the answer to the relay's question for a port. */
  get isAsking(): boolean {
    return this.#leg !== undefined && !this.#leg.isNamed;
  }

  /** The server has named a port, whoever asked. */
  portNamed(port: number): void {
    const { lookAhead } = this.task;
    const { lowest, highest } = lookAhead.ports ?? { lowest: port, highest: port };
    lookAhead.ports = { lowest: Math.min(lowest, port), highest: Math.max(highest, port) };
  }

  /** The client's own question goes to the server: what was asked for before counts no more. */
  askedByClient(): void {
    this.drop();
    this.#isPassiveUnasked = false;
  }

  /** A transfer has come to its end. @param isDone by a success */
  transferEnded(isDone: boolean): void {
    if (isDone) this.#transfers++;
    if (this.#leg !== undefined) this.#limit();
  }

  /**
   * Ask for one where that may be; nothing must wait for the server but, where it is sequential, the transfer that it is sent behind.
   *
   * @param isBehindTransfer then its time begins with that transfer's end
   */
  prepare(isBehindTransfer: boolean): void {
    const { lookAhead, askPort, openDataChannel, refusal } = this.task;
    if (this.#isStopped || lookAhead.isRefused || this.#leg !== undefined) return;
    const { lowest, highest } = lookAhead.ports ?? { lowest: 0, highest: 0 };
    if (this.#transfers < MIN_TRANSFERS || highest - lowest < MIN_PORT_SPAN) return;
    const port = askPort();
    if (port === undefined) return;
    this.#isPassiveUnasked = true;
    const leg = new SpareTargetLeg(port, { openDataChannel, refusal, onLost: () => this.#onLost(leg) });
    this.#leg = leg;
    if (!isBehindTransfer) this.#limit();
  }

  /** Take it, for one transfer of the client's. */
  take(): SpareTargetLeg | undefined {
    const leg = this.#leg;
    if (leg === undefined || leg.isLost) return undefined;
    this.#forget();
    this.#isPassiveUnasked = false;
    return leg;
  }

  /** Close it: its user has gone, or asks for something else. */
  drop(): void {
    this.#leg?.close();
    this.#forget();
  }

  /** Another user may come, for whom nothing is ready before his own second transfer. */
  startAnew(): void {
    this.drop();
    this.#transfers = 0;
  }

  /** Close it and make no other in this session. */
  stop(): void {
    this.#isStopped = true;
    this.drop();
  }

  #forget(): void {
    this.#leg = undefined;
    this.#cancelExpiry();
  }

  #limit(): void {
    this.#cancelExpiry();
    this.#cancelExpiry = this.task.clock.setTimeout(SPARE_LIFE_MS, () => {
      if (this.isAsking) return this.#giveUpServer();
      this.drop();
      this.task.releasePort();
    });
  }

  #onLost(leg: SpareTargetLeg): void {
    if (this.#leg === leg) this.drop();
    this.#giveUpServer();
  }

  /** Not where the session ends with it: then nothing is known of the server. */
  #giveUpServer(): void {
    if (this.#isStopped) return;
    this.drop();
    setImmediate(() => {
      if (!this.#isStopped) this.task.lookAhead.isRefused = true;
    });
  }
}
