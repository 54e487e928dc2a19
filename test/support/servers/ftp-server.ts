import { chmodSync } from "node:fs";
import type { Socket } from "node:net";
import { FtpSrv } from "ftp-srv";
import { freePort, freeRange } from "../fixtures/free-port.js";
import { tempFolder } from "../fixtures/temp-folder.js";

export interface FtpServerOptions {
  /** Where it listens; 127.0.0.2 by default, which plays popeye. `::1` will do where that is missing. */
  readonly host?: string;
  readonly port?: number;
  /** The passive range, `"2534-2536"`; three free ports by default. */
  readonly passive?: string;
  /** The address named in a 227; 127.0.0.1 by default, as the recipe of the range mode wants it. */
  readonly announces?: string;
  readonly username?: string;
  readonly password?: string;
  /** The folder served; a temporary one by default. */
  readonly root?: string;
}

export interface FtpServer {
  readonly host: string;
  readonly port: number;
  readonly passive: string;
  readonly username: string;
  readonly password: string;
  readonly root: string;
  close(): Promise<void>;
}

/** An FTP server on loopback, played by ftp-srv (it has no MLSD, and splits commands by TCP chunk). */
export async function startFtpServer(options: FtpServerOptions = {}): Promise<FtpServer> {
  const host = options.host ?? "127.0.0.2";
  const port = options.port ?? (await freePort(host));
  const passive = options.passive ?? (await freeRange(3, "127.0.0.1", host)).text;
  const username = options.username ?? "olive";
  const password = options.password ?? "oyl";
  const ownFolder = options.root === undefined ? tempFolder() : undefined;
  const root = options.root ?? ownFolder?.path ?? "";
  if (ownFolder !== undefined) chmodSync(root, 0o755);

  const [first, last = first] = passive.split("-").map(Number);
  if (first === undefined || last === undefined) throw new Error(`not one range: ${passive}`);
  const server = keepingSignals(
    () =>
      new FtpSrv({
        url: `ftp://${host.includes(":") ? `[${host}]` : host}:${port}`,
        pasv_min: first,
        pasv_max: last,
        // its types say string; a function alone keeps it from naming the caller's own address
        pasv_url: (() => options.announces ?? "127.0.0.1") as unknown as string,
        log: silent,
      }),
  );
  server.on("login", (login, letIn, refuse) => {
    if (login.username === username && login.password === password) letIn({ root });
    else refuse(new Error("Login incorrect"));
  });
  server.on("client-error", () => undefined);
  const sockets = socketsOf(server);
  await (server.listen() as Promise<unknown>);

  let closed: Promise<void> | undefined;
  return {
    host,
    port,
    passive,
    username,
    password,
    root,
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    sockets.forEach((socket) => socket.destroy());
    await (server.close() as Promise<unknown>);
    ownFolder?.remove();
  }
}

/** ftp-srv ends the whole process on a signal; whoever started it decides that here. */
function keepingSignals<T>(make: () => T): T {
  const signals = ["SIGTERM", "SIGINT", "SIGQUIT"] as const;
  const before = signals.map((signal) => process.listeners(signal));
  const made = make();
  signals.forEach((signal, index) =>
    process
      .listeners(signal)
      .filter((listener) => before[index]?.includes(listener) !== true)
      .forEach((listener) => process.removeListener(signal, listener)),
  );
  return made;
}

/** ftp-srv's `close` waits for its clients to go. */
function socketsOf(server: FtpSrv): Set<Socket> {
  const sockets = new Set<Socket>();
  (server as unknown as { server: NodeJS.EventEmitter }).server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

const nothing = (): void => undefined;
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };
