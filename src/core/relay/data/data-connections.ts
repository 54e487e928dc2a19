import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Failure } from "../../../shared/status/failure.js";
import type { TransferStatus } from "../../../shared/status/tunnel-state.js";
import type { TrafficMeter } from "../../forward/traffic-meter.js";
import type { GatewayAccess } from "../../forward/session-access.js";
import type { DataListener } from "../../net/ftp/data-listener.js";
import { DataConnection } from "./data-connection.js";

/** What every data connection of one control connection has in common. */
export interface DataConnectionsTask {
  /** The address that the client dialled. */
  readonly here: Endpoint;
  readonly access: GatewayAccess;
  readonly meter: TrafficMeter;
  readonly reportFailure: (failure: Failure | undefined) => void;
  /** Begins TLS on a client's data connection, where that is agreed on now. */
  readonly clientDataTls?: () => ((client: Socket) => Promise<Socket>) | undefined;
}

/** The data connections of one control connection, from the moment that each is agreed on until it is over. */
export class DataConnections {
  readonly #connections = new Set<DataConnection>();
  #isClosed = false;

  constructor(private readonly task: DataConnectionsTask) {}

  /** @param client its own address, with the port to call back where there is no listener */
  open(client: Endpoint, listener?: DataListener): DataConnection {
    const { here, access, meter, reportFailure, clientDataTls } = this.task;
    const { transferHistory } = access;
    const secureClient = clientDataTls?.();
    const data = new DataConnection(
      { here, client, access, meter, reportFailure, transferHistory, secureClient },
      listener,
    );
    this.#connections.add(data);
    void data.over.then(() => this.#connections.delete(data));
    return data;
  }

  /** Whether the control connection has ended: no transfer will come for a connection that is agreed on now. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether none is open or agreed on. */
  get isIdle(): boolean {
    return this.#connections.size === 0;
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return [...this.#connections].flatMap((data) => data.record.status(now) ?? []);
  }

  /** Break them all. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#connections].map((data) => data.cut()));
  }

  /** The control connection has ended. Resolves when none is open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const data of this.#connections) data.controlEnded();
    await Promise.all([...this.#connections].map((data) => data.over));
  }
}
