import type { Socket } from "node:net";
import { failureOf, type Failure } from "../../../shared/status/failure.js";
import type { Clock } from "../../environment.js";
import { spliceStreams } from "../../forward/splice-streams.js";
import type { DataListener } from "../../net/ftp/data-listener.js";
import { ClientDataLeg, type ClientDataTask } from "./client-data-leg.js";
import { DeliveryWatch, type WatchedData } from "./delivery-watch.js";
import { TargetDataLeg } from "./target-data-leg.js";
import { TransferRecord, type TransferRecordTask } from "./transfer-record.js";

/** Both legs of a data connection, before either is there. */
export interface DataTask extends ClientDataTask, TransferRecordTask {
  /** Told why the latest data connection failed, or that it did not. */
  readonly reportFailure: (failure: Failure | undefined) => void;
}

/** Both legs of a data connection, joined once they stand and its transfer has begun; what passes between them, and what becomes of it. */
export class DataLegs implements WatchedData {
  readonly clock: Clock;
  readonly client: ClientDataLeg;
  readonly target: TargetDataLeg;
  readonly record: TransferRecord;
  readonly delivery = new DeliveryWatch(this);

  /**
   * @param begun its transfer has begun
   * @param listener where the client comes in; without one it is called back
   */
  constructor(
    private readonly task: DataTask,
    private readonly begun: Promise<void>,
    listener?: DataListener,
  ) {
    this.clock = task.access.clock;
    this.client = new ClientDataLeg(task, listener);
    this.target = new TargetDataLeg(begun, (thrown) => this.#fail(thrown));
    this.record = new TransferRecord(task);
  }

  /** Bytes that have passed, both ways together. */
  passed(): number {
    return this.record.passed;
  }

  /** Whether bytes wait for a client that lives: then there is no limit but its own. */
  isClientBehind(): boolean {
    const { socket } = this.client;
    return socket?.destroyed === false && (socket.writableLength > 0 || this.target.readableLength > 0);
  }

  /** Connect to the client's port. In TLS only once the target's leg stands: an end that the client sends at once must find somebody who hears it. */
  async callBack(): Promise<Socket> {
    await this.target.secure();
    if (this.delivery.isGivenUp) throw this.client.unreachable();
    return this.client.callBack();
  }

  /**
   * Join the legs, and carry what comes.
   *
   * @param socket the client's leg, as its bytes are meant
   * @returns when both are closed; false where they were not joined, since one could not be made or TLS had broken before that
   */
  async carry(socket: Promise<Socket>): Promise<boolean> {
    try {
      if (await this.#join(socket)) return true;
      this.delivery.cut();
    } catch (thrown) {
      this.#fail(thrown);
    }
    return false;
  }

  /** Let nobody in any more, and break what is there. */
  close(): void {
    this.client.close();
    this.target.close();
  }

  async #join(socket: Promise<Socket>): Promise<boolean> {
    const { client, target, record, delivery } = this;
    const [joined, chosen] = await Promise.all([socket, target.joined, this.begun]);
    const channel = await target.secured(chosen);
    if (joined.destroyed) throw client.unreachable();
    this.task.reportFailure(undefined);
    const isTargetInTls = chosen.tls !== undefined;
    if (isTargetInTls && channel.destroyed) return false;
    delivery.watch(joined, channel, isTargetInTls, () => record.bytes);
    await spliceStreams(
      joined,
      channel,
      record.counter(() => delivery.onDown(joined)),
    );
    return true;
  }

  #fail(thrown: unknown): void {
    if (this.delivery.hasFailed || this.delivery.isGivenUp) return;
    const failure = failureOf(thrown);
    const isRefused = failure.code === "ftp.tls-failed" && failure.cause === "closed"; // the reply will tell
    if (!isRefused) this.task.reportFailure(failure);
    this.delivery.fail();
  }
}
