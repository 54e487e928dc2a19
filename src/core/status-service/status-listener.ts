import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import type { Finding } from "../../shared/check/finding.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import {
  checkRequestSchema,
  MAX_REQUEST_BYTES,
  runFolder,
  SOCKET_TIMEOUT_MS,
  STATUS_REQUEST,
  statusSocket,
  type CheckLine,
  type CheckRequest,
  type StatusSocket,
} from "./status-socket.js";

/** Above so many at once the next one is turned away. */
const MAX_CLIENTS = 16;

/** What answers: the app, or a command line's `up`. */
export type StatusProgram = "app" | "up";

/** What a running Culvert tells of itself. */
export interface StatusAnswer {
  readonly program: StatusProgram;
  readonly pid: number;
  readonly tunnels: readonly TunnelStatus[];
}

/** What a running Culvert answers from, asked afresh for each client. */
export interface StatusAnswers {
  readonly statuses: () => readonly TunnelStatus[];
  /** Check a profile over the session of its open tunnel, until the signal comes; nothing where that cannot be. @throws nothing */
  readonly check: (request: CheckRequest, signal: AbortSignal) => Promise<AsyncIterable<Finding> | undefined>;
}

/** Tells other processes of the same user how the tunnels of this one stand: only whoever may enter a folder of mode 700 reaches the socket, of mode 600. */
export class StatusListener {
  readonly #clients = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly socket: StatusSocket,
  ) {}

  /** @throws where the socket cannot be made */
  static async open(
    dataFolder: string,
    program: StatusProgram,
    { statuses, check }: StatusAnswers,
  ): Promise<StatusListener> {
    const socket = statusSocket(dataFolder, process.pid);
    const folder = runFolder(dataFolder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700); // it may be there already, with other rights
    await rm(socket.file, { force: true }); // of a process that had this number before
    const server = createServer({ allowHalfOpen: true });
    server.maxConnections = MAX_CLIENTS;
    const listener = new StatusListener(server, socket);
    server.on("connection", (client) => {
      listener.#serve(client, () => ({ program, pid: process.pid, tunnels: statuses() }), check);
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(socket.path, () => resolve(void server.off("error", reject)));
    });
    server.on("error", () => undefined);
    if (socket.file === socket.path) await chmod(socket.file, 0o600);
    else await writeFile(socket.file, socket.path, { mode: 0o600 });
    server.unref(); // it keeps no process alive
    return listener;
  }

  /** Listen no more; resolves when the socket is gone. Safe to call twice. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    await rm(this.socket.file, { force: true });
  }

  #serve(client: Socket, answer: () => StatusAnswer, check: StatusAnswers["check"]): void {
    this.#clients.add(client);
    let request = "";
    const gone = new AbortController();
    const tooLong = setTimeout(() => client.destroy(), SOCKET_TIMEOUT_MS).unref(); // for all of it: who sends a byte now and then is at work all the time
    client
      .on("error", () => undefined)
      .on("close", () => {
        clearTimeout(tooLong);
        gone.abort();
        this.#clients.delete(client);
      })
      .setEncoding("utf8")
      .on("data", (text: string) => {
        request += text;
        if (!text.includes("\n") && request.length <= MAX_REQUEST_BYTES) return;
        client.removeAllListeners("data").resume();
        const [line = ""] = request.split("\n", 1);
        if (line === STATUS_REQUEST) return void client.end(`${JSON.stringify(answer())}\n`);
        const asked = parseCheckRequest(line);
        if (asked === undefined) return void client.destroy();
        clearTimeout(tooLong);
        void writeFindings(client, () => check(asked, gone.signal));
      })
      .on("end", () => client.end());
    client.unref();
  }
}

function parseCheckRequest(line: string): CheckRequest | undefined {
  try {
    return checkRequestSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Write a check's findings as they come, and hang up. */
async function writeFindings(client: Socket, begin: () => Promise<AsyncIterable<Finding> | undefined>): Promise<void> {
  const write = (line: CheckLine): unknown => client.write(`${JSON.stringify(line)}\n`);
  const findings = await begin();
  if (findings === undefined) return void client.destroy();
  write({ kind: "begun" });
  try {
    for await (const finding of findings) write({ kind: "finding", finding });
    write({ kind: "ended" });
  } catch {
    // a bug, which the check's own log has; the client misses the last line
  }
  client.end();
  client.setTimeout(SOCKET_TIMEOUT_MS, () => client.destroy()); // one that does not read
}
