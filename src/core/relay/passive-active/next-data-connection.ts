import { FailureError } from "../../../shared/status/failure.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { DataConnection } from "../data/data-connection.js";
import type { DataConnections } from "../data/data-connections.js";
import { SpareTargetLeg } from "./spare-target-leg.js";
import type { TargetDataPort } from "./target-data-port.js";
import type { TargetOfData } from "../data/target-data-leg.js";

/** A connection that was agreed on by a spare leg, which is bound to it when its transfer begins. */
interface Unbound {
  readonly data: DataConnection;
  readonly spare: SpareTargetLeg;
}

/**
 * The data connection that was agreed on and waits for its transfer, at most one.
 *
 * Where it was agreed on by a spare leg (`SpareDataConnection`), its transfer waits until that has its port. A spare that turns
 * out to be of no use before the transfer goes out is replaced by a fresh one.
 */
export class NextDataConnection {
  #next: DataConnection | undefined;
  #isInDoubt = false;
  #unbound: Unbound | undefined;

  constructor(
    private readonly port: TargetDataPort,
    private readonly connections: DataConnections,
  ) {}

  /** A connection that was agreed on now, and how it reaches the target. */
  set(data: DataConnection, target: TargetOfData | SpareTargetLeg): void {
    if (target instanceof SpareTargetLeg) {
      this.#unbound = { data, spare: target };
      void data.begun.then(() => this.#bind(data)); // it may begin without a transfer that is known, or be given up
    } else data.useTarget(target);
    if (this.connections.isClosed)
      data.giveUp(); // the control connection ended while the two agreed
    else this.#next = data;
    this.#isInDoubt = false;
  }

  /** The connection, for the transfer that begins now. */
  take(): DataConnection | undefined {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.#bind(next);
    return next;
  }

  /** No transfer will come for it. Its leg to the target is kept while the next one is agreed on, where no client came for it either. */
  drop(): void {
    const next = this.take();
    const unused = next?.hasClient === false ? next.target.release() : undefined;
    if (unused !== undefined) this.port.unused.keep(unused);
    next?.giveUp();
  }

  /** A transfer was refused and has not used the connection that was agreed on: the next one may. */
  putBack(data: DataConnection): void {
    this.#next ??= data;
    this.#isInDoubt = this.#next === data && data.portToCallBack !== undefined;
  }

  /** Whether `settle` is to be called before the next transfer. */
  get isInDoubt(): boolean {
    return this.#next !== undefined && this.#isInDoubt;
  }

  /**
   * A client's port outlives a refused transfer with servers that end a passive connection with it (ProFTPD): then the
   * client is called back on its port all the same, for which the target is asked to name another one.
   */
  async settle(): Promise<void> {
    this.#isInDoubt = false;
    const next = this.#next;
    const port = next?.portToCallBack;
    if (next === undefined || port === undefined || !(await next.target.hasEnded()) || this.#next !== next) return;
    this.drop();
    const target = await this.port.reach("EPSV");
    if (!("refusal" in target)) this.set(this.connections.open(port), target);
  }

  /**
   * To be waited for before a transfer goes out, where the spare connection that was agreed on has no port yet or is of no use
   * any more: it is replaced by a fresh one then.
   *
   * @returns nothing where nothing is to be waited for; else the reply of a server that will have no other, if it is so
   */
  ready(): Promise<FtpReply | undefined> | undefined {
    const { data, spare } = this.#unbound ?? {};
    if (data === undefined || spare === undefined || data !== this.#next) return undefined;
    if (spare.isNamed && !spare.isLost) return undefined;
    return spare.named.then(() => {
      if (!spare.isLost || data.isOver) return undefined;
      this.#unbound = undefined;
      return this.renew(data);
    });
  }

  /** Agree with the target on another leg for a connection that has carried nothing. @returns the reply that refuses; nothing where it is done */
  async renew(data: DataConnection): Promise<FtpReply | undefined> {
    data.holdBack();
    const target = await this.port.open(this.port.provenVerb);
    if ("target" in target) {
      data.useTarget(target);
      return undefined;
    }
    if (this.#next === data) this.#next = undefined;
    data.useTarget({ target: Promise.reject(new FailureError(this.port.passiveRefused(target.refusal, "PASV"))) });
    data.giveUp();
    return target.refusal;
  }

  /** A transfer was refused, and the server has already been asked for the next port, which ends this one's leg: that port is the connection's now. */
  changeToSpare(data: DataConnection): void {
    const spare = data.isUntouched ? this.port.spare.take() : undefined;
    if (spare !== undefined) data.useTarget({ target: spare.use() });
  }

  /** Whether the target still owes the answer to a question that the client did not ask. */
  get isAskingAhead(): boolean {
    return this.port.spare.isAsking || this.#unbound?.spare.isNamed === false;
  }

  /** The spare leg that was agreed on is this connection's own. */
  #bind(data: DataConnection): void {
    if (this.#unbound?.data !== data) return;
    const { spare } = this.#unbound;
    this.#unbound = undefined;
    data.useTarget({ target: spare.use() }, true);
  }
}
