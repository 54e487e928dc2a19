import { connect, createServer, type ListenOptions, type Server, type Socket } from "node:net";
import type { Connection, ServerChannel, SocketBindInfo, TcpipBindInfo } from "ssh2";

/** Where a channel that was asked for should lead; `undefined` refuses it. */
export type Dial = (asked: {
  readonly host: string;
  readonly port: number;
}) => { readonly host: string; readonly port: number } | undefined;

/** Answer `direct-tcpip`, and the same for a Unix socket: dial the target first, so that a target that cannot be reached is refused and not opened. */
export function carryChannels(session: Connection, dial: Dial): void {
  const sockets = socketsFor(session);
  const carry = (socket: Socket, accept: () => ServerChannel, reject: () => void): void => {
    socket.once("error", () => reject()); // once accepted, this does nothing
    socket.once("connect", () => spliceChannel(accept(), socket));
    sockets.keep(socket);
  };
  session.on("openssh.streamlocal", (accept, reject, { socketPath }) =>
    carry(connect({ path: socketPath, allowHalfOpen: true }), accept, reject),
  );
  session.on("tcpip", (accept, reject, { destIP, destPort }) => {
    const target = dial({ host: destIP, port: destPort });
    if (target === undefined) {
      reject();
      return;
    }
    carry(connect({ ...target, noDelay: true, allowHalfOpen: true }), accept, reject);
  });
}

/** Answer `tcpip-forward` and `streamlocal-forward`: listen here, and bring every caller to the client. */
export function carryRemoteForwards(session: Connection): void {
  const sockets = socketsFor(session);
  const listeners = new Map<string, Server>();
  const listen = (
    name: (listener: Server) => string,
    where: ListenOptions,
    forwardOut: ForwardOut,
    accept: Accept,
    reject: () => void,
  ): void => {
    const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
      socket.on("error", () => socket.destroy());
      forwardOut(portOf(listener), socket, (refused, channel) => {
        if (refused !== undefined) return void socket.destroy();
        spliceChannel(channel, socket);
      });
      sockets.keep(socket);
    });
    listener.once("error", reject);
    listener.listen(where, () => {
      listeners.set(name(listener), listener);
      accept?.(portOf(listener));
    });
  };
  session.on(
    "request",
    (accept: Accept, reject: (() => void) | undefined, name: string, info: TcpipBindInfo | SocketBindInfo) => {
      const refuse = () => reject?.();
      if ("socketPath" in info) {
        const { socketPath: path } = info;
        if (name.startsWith("cancel")) {
          listeners.get(path)?.close();
          return accept?.();
        }
        return listen(
          () => path,
          { path },
          (_port, _socket, done) => session.openssh_forwardOutStreamLocal(path, done),
          accept,
          refuse,
        );
      }
      const { bindAddr, bindPort } = info;
      if (name === "cancel-tcpip-forward") {
        listeners.get(`${bindAddr}:${bindPort}`)?.close();
        return accept?.();
      }
      const host = bindAddr === "" || bindAddr === "localhost" ? "127.0.0.1" : bindAddr;
      const forwardOut: ForwardOut = (port, socket, done) =>
        session.forwardOut(bindAddr, port, socket.remoteAddress ?? "", socket.remotePort ?? 0, done);
      listen((listener) => `${bindAddr}:${portOf(listener)}`, { host, port: bindPort }, forwardOut, accept, refuse);
    },
  );
  session.once("close", () => listeners.forEach((listener) => listener.close()));
}

type Accept = ((port?: number) => void) | undefined;
type ForwardOut = (
  port: number,
  socket: Socket,
  done: (refused: Error | undefined, channel: ServerChannel) => void,
) => unknown;

/** Sockets that go when their session goes. */
function socketsFor(session: Connection): { keep(socket: Socket): void } {
  const sockets = new Set<Socket>();
  session.once("close", () => sockets.forEach((socket) => socket.destroy()));
  return {
    keep(socket) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    },
  };
}

const portOf = (listener: Server): number => {
  const address = listener.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

/**
 * Join a channel and a socket. Each direction ends by itself: a channel of ssh2's server closes both ways when it is
 * ended, so the end of the socket's data is told by an EOF alone, and the channel is closed once both are through.
 */
function spliceChannel(channel: ServerChannel, socket: Socket): void {
  const ended = { channel: false, socket: false };
  const closeWhenBothEnded = () => ended.channel && ended.socket && channel.close();

  channel.on("error", () => socket.destroy());
  socket.on("error", () => channel.close());
  channel.pipe(socket);
  channel.once("end", () => {
    ended.channel = true;
    closeWhenBothEnded();
  });
  socket.pipe(channel, { end: false });
  socket.once("end", () =>
    channel.write(Buffer.alloc(0), () => {
      // behind all that is still to be written
      channel.eof();
      ended.socket = true;
      closeWhenBothEnded();
    }),
  );
  channel.once("close", () => (ended.channel && ended.socket ? socket.destroySoon() : socket.destroy()));
  socket.once("close", (broken) => {
    if (broken) channel.close();
  });
}
