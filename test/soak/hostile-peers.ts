import { connect, createServer, type Socket } from "node:net";

/*
 * A process of hostile FTP clients and one hostile FTP server, so that what they cost themselves is not measured with what
 * they cost Culvert. Started by `fork`; told what to do by messages (`PeerOrder`), and ends with its parent.
 */

/** Where a relay or a bridge listens, and how one is let in. */
export interface PeerTarget {
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** Begin this with so many connections, or end all. */
export type PeerOrder =
  { readonly begin: PeerKind; readonly target: PeerTarget; readonly count: number } | { readonly stop: true };

/** What one hostile client does on its connection. @returns what ends it, beside the connection's end */
type Behaviour = (socket: Socket, target: PeerTarget) => void;

/** Send for as long as the other side takes it, and read nothing. */
function pour(socket: Socket, block: string): void {
  socket.pause();
  const on = (): void => {
    while (!socket.destroyed && socket.write(block, "latin1"));
  };
  socket.on("drain", on);
  on();
}

/** Send one piece again and again, a moment apart. */
function drip(socket: Socket, next: () => string, intervalMs: number): void {
  const timer = setInterval(() => socket.write(next(), "latin1"), intervalMs);
  socket.once("close", () => clearInterval(timer));
}

/** Log in, and go on once let in. */
function afterLogin(goOn: Behaviour): Behaviour {
  return (socket, target) => {
    let heard = "";
    const onData = (chunk: Buffer): void => {
      heard += chunk.toString("latin1");
      if (!/^230[ \t]/m.test(heard)) return;
      socket.off("data", onData);
      goOn(socket, target);
    };
    socket.on("data", onData);
    socket.write(`USER ${target.username}\r\nPASS ${target.password}\r\n`, "latin1");
  };
}

const LINES = 2_000;

export const BEFORE_LOGIN = {
  "HELP without end, no reply read": (socket) => pour(socket, "HELP\r\n".repeat(LINES)),
  "empty lines without end": (socket) => pour(socket, "\r\n".repeat(LINES)),
  "USER without end, no reply read": (socket) => pour(socket, "USER olive\r\n".repeat(LINES)),
  "verbs that nobody knows, with lone CRs": (socket) => pour(socket, "NOOP\r".repeat(LINES)),
  "a line that never ends": (socket) => pour(socket, "x".repeat(16_384)),
  "a byte at a time": (socket) => drip(socket, () => "N", 1),
  "a web browser's request": (socket) =>
    pour(socket, `POST / HTTP/1.1\r\nHost: x\r\n\r\n${"DELE a\r\n".repeat(LINES)}`),
  "nothing at all": () => undefined,
} as const satisfies Record<string, Behaviour>;

export const AFTER_LOGIN = {
  "STAT without end, no reply read": afterLogin((socket) => pour(socket, "STAT\r\n".repeat(LINES))),
  "PASV without end, no reply read": afterLogin((socket) => pour(socket, "PASV\r\n".repeat(LINES))),
  "PASV and LIST without end, no data connection made": afterLogin((socket) =>
    pour(socket, "PASV\r\nLIST\r\nABOR\r\n".repeat(LINES)),
  ),
  "a file fetched and not read": afterLogin((socket) => {
    socket.on("data", (chunk: Buffer) => {
      const port = /\|\|\|(\d+)\|/.exec(chunk.toString("latin1"))?.[1];
      if (port === undefined) return;
      const data = connect(Number(port), "127.0.0.1").pause();
      data.on("error", () => undefined);
      socket.once("close", () => data.destroy());
      socket.write("RETR fetch-2000000-one\r\n");
    });
    socket.write("EPSV\r\n");
  }),
} as const satisfies Record<string, Behaviour>;

/** What a server does on each connection of the relay. */
export const OF_SERVER = {
  "a reply of 64 KiB, two bytes a packet": (socket) => {
    socket.write("220 hello\r\n");
    const reply = `230-${"x".repeat(64_000)}\r\n230 End\r\n`;
    socket.on("data", () => {
      let sent = 0;
      const next = (): void => {
        if (socket.destroyed || sent >= reply.length) return;
        socket.write(reply.slice(sent, (sent += 2)), "latin1", () => setImmediate(next));
      };
      next();
    });
  },
  "replies that nobody asked for, without end": (socket) => {
    socket.write("220 hello\r\n");
    pour(socket, "200 And on it goes.\r\n".repeat(LINES));
  },
  "a reply that never ends": (socket) => {
    socket.write("220 hello\r\n230-\r\n");
    pour(socket, "and on it goes\r\n".repeat(LINES));
  },
} as const satisfies Record<string, (socket: Socket) => void>;

export type PeerKind = keyof typeof BEFORE_LOGIN | keyof typeof AFTER_LOGIN | keyof typeof OF_SERVER;
const CLIENTS: Readonly<Record<string, Behaviour>> = { ...BEFORE_LOGIN, ...AFTER_LOGIN };
const SERVERS: Readonly<Record<string, (socket: Socket) => void>> = OF_SERVER;

/** A connection that was ended is made again, this much later. */
const AGAIN_MS = 20;

function serveAsChild(): void {
  const sockets = new Set<Socket>();
  let stopped = new AbortController();
  let asServer: (socket: Socket) => void = () => undefined;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  };
  const come = (behave: Behaviour, target: PeerTarget): void => {
    const { signal } = stopped;
    const socket = keep(connect({ host: "127.0.0.1", port: target.port, noDelay: true }));
    socket.resume();
    socket.once("connect", () => behave(socket, target));
    socket.once("close", () => setTimeout(() => (signal.aborted ? undefined : come(behave, target)), AGAIN_MS));
  };
  const server = createServer({ noDelay: true }, (socket) => {
    keep(socket).resume();
    asServer(socket);
  });
  process.on("message", (order: PeerOrder) => {
    if ("stop" in order) {
      stopped.abort();
      stopped = new AbortController();
      for (const socket of sockets) socket.resetAndDestroy();
      process.send?.({ stopped: true });
      return;
    }
    asServer = SERVERS[order.begin] ?? (() => undefined);
    const behave = CLIENTS[order.begin] ?? ((socket) => drip(socket.resume(), () => "NOOP\r\n", 20));
    for (let index = 0; index < order.count; index++) come(behave, order.target);
  });
  process.once("disconnect", () => process.exit(0));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" ? address?.port : 0 });
  });
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) serveAsChild();
