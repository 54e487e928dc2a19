import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface DelayingProxyOptions {
  readonly host: string;
  readonly port: number;
  /** Milliseconds on the way there, and as many back: the round trip is twice this. */
  readonly oneWay: number;
  /** Where it listens; by default any port of 127.0.0.1. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** The most bytes on the way at once, in each direction; a long fat pipe by default. */
  readonly most?: number;
}

export interface DelayingProxy {
  readonly host: string;
  readonly port: number;
  /** Bytes that have come from the server's side, and from the client's. */
  passed(): { readonly down: number; readonly up: number };
  /** Break every connection now, with what is on the way. */
  cut(): void;
  close(): Promise<void>;
}

/** A long path on loopback: every byte arrives a fixed time later, in its order, at any rate. */
export async function startDelayingProxy({
  host,
  port,
  oneWay,
  listen = { host: "127.0.0.1", port: 0 },
  most = 64 << 20,
}: DelayingProxyOptions): Promise<DelayingProxy> {
  const sockets = new Set<Socket>();
  const passed = { down: 0, up: 0 };
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const target = keep(connect({ host, port, noDelay: true, allowHalfOpen: true }));
    delay(keep(client), target, oneWay, most, (bytes) => {
      passed.up += bytes;
    });
    delay(target, client, oneWay, most, (bytes) => {
      passed.down += bytes;
    });
  });
  await new Promise<void>((resolve) => server.listen(listen, resolve));
  const cut = () => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    host: listen.host,
    port: (server.address() as AddressInfo).port,
    cut,
    passed: () => ({ ...passed }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

/** One direction: what was read waits for its time; while the other end does not take it, or too much waits, no more is read. */
function delay(from: Socket, to: Socket, oneWay: number, most: number, count: (bytes: number) => void): void {
  const line: { readonly due: number; readonly chunk: Buffer | undefined }[] = [];
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  const move = () => {
    timer = undefined;
    for (let first = line[0]; first !== undefined && first.due <= performance.now(); first = line[0]) {
      line.shift();
      if (first.chunk === undefined) to.end();
      else {
        waiting -= first.chunk.length;
        if (!to.write(first.chunk)) return void to.once("drain", move);
      }
    }
    if (waiting < most) from.resume();
    arm();
  };
  const arm = () => {
    if (line[0] !== undefined) timer ??= setTimeout(move, Math.max(0, line[0].due - performance.now()));
  };
  const add = (chunk: Buffer | undefined) => {
    line.push({ due: performance.now() + oneWay, chunk });
    if (!to.writableNeedDrain) arm();
  };
  from
    .on("data", (chunk) => {
      count(chunk.length);
      waiting += chunk.length;
      if (waiting >= most) from.pause();
      add(chunk);
    })
    .on("end", () => add(undefined))
    .once("close", (broken) => {
      if (broken) to.resetAndDestroy();
    });
  to.once("close", () => {
    clearTimeout(timer);
    from.destroy();
  });
}
