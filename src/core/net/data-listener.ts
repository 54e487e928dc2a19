import { createServer, type Server, type Socket } from "node:net";
import { Failed } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { adopt } from "./read-buffer.js";
import { breakOff } from "./reset-socket.js";

/** How long a client may take to make the data connection that it asked for. Milliseconds. */
const GATE_LIMIT_MS = 60_000;

/** Where a gate listens and whom it lets through: both ends of the control connection that asked for it. */
export interface GateTask {
  readonly address: string;
  readonly peer: string;
  readonly clock: Clock;
  /** Called at most once, with a paused socket that is half-open and has its `error` listener. */
  readonly enter: (client: Socket) => void;
}

/** A listener on a fresh local port for one data connection, from the one address, for a limited time. */
export class DataGate {
  readonly #stopLimit: () => void;
  #shut = false;
  /** Resolves when nobody listens any more and who had entered has left. */
  readonly closed: Promise<void>;

  private constructor(private readonly server: Server, readonly port: number, task: GateTask) {
    this.#stopLimit = task.clock.after(GATE_LIMIT_MS, () => this.shut());
    this.closed = new Promise((resolve) => server.once("close", resolve));
    server.removeAllListeners("error").on("error", () => undefined); // a failed accept costs that one client only
    server.on("connection", (accepted: Socket) => {
      const socket = adopt(accepted);
      socket.on("error", () => undefined);
      if (this.#shut || socket.remoteAddress !== task.peer) {
        breakOff(socket);
        return;
      }
      this.shut();
      task.enter(socket);
    });
  }

  /** @throws Failed `forward.cannot-listen` */
  static open(task: GateTask): Promise<DataGate> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    return new Promise((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        reject(new Failed({ code: "forward.cannot-listen", host: task.address, port: 0, detail: error.code ?? error.message })));
      server.listen({ host: task.address, port: 0, exclusive: true, backlog: 1 }, () => {
        const address = server.address();
        if (typeof address === "object" && address !== null) resolve(new DataGate(server, address.port, task));
      });
    });
  }

  /** Whether it still waits for its connection. */
  get isOpen(): boolean {
    return !this.#shut;
  }

  /** Listen no more; safe to call twice. A connection that has entered goes on. */
  shut(): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#stopLimit();
    this.server.close();
  }
}
