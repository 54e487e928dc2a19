import { connect, createServer, type Server, type Socket } from "node:net";
import type { Connection, ServerChannel } from "ssh2";

/** Where a channel that was asked for should lead; `undefined` refuses it. */
export type Dial = (asked: { readonly host: string; readonly port: number }) => { readonly host: string; readonly port: number } | undefined;

/** Answer `direct-tcpip`: dial the target first, so that a target that cannot be reached is refused and not opened. */
export function carryChannels(session: Connection, dial: Dial): void {
  const sockets = socketsFor(session);
  session.on("tcpip", (accept, reject, { destIP, destPort }) => {
    const target = dial({ host: destIP, port: destPort });
    if (target === undefined) {
      reject();
      return;
    }
    const socket = connect({ ...target, noDelay: true, allowHalfOpen: true });
    socket.once("error", () => reject()); // once accepted, this does nothing
    socket.once("connect", () => spliceChannel(accept(), socket));
    sockets.keep(socket);
  });
}

/** Answer `tcpip-forward`: listen here, and bring every caller to the client. */
export function carryRemoteForwards(session: Connection): void {
  const sockets = socketsFor(session);
  const listeners = new Map<string, Server>();
  session.on("request", (accept, reject, name, info) => {
    const { bindAddr, bindPort } = info;
    if (name === "cancel-tcpip-forward") {
      listeners.get(`${bindAddr}:${bindPort}`)?.close();
      return accept?.();
    }
    const host = bindAddr === "" || bindAddr === "localhost" ? "127.0.0.1" : bindAddr;
    const listener = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
      socket.on("error", () => socket.destroy());
      session.forwardOut(bindAddr, portOf(listener), socket.remoteAddress ?? "", socket.remotePort ?? 0, (refused, channel) => {
        if (refused !== undefined) return void socket.destroy();
        spliceChannel(channel, socket);
      });
      sockets.keep(socket);
    });
    listener.once("error", () => reject?.());
    listener.listen(bindPort, host, () => {
      listeners.set(`${bindAddr}:${portOf(listener)}`, listener);
      (accept as ((port?: number) => void) | undefined)?.(portOf(listener));
    });
  });
  session.once("close", () => listeners.forEach((listener) => listener.close()));
}

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
  channel.once("end", () => { ended.channel = true; closeWhenBothEnded(); });
  socket.pipe(channel, { end: false });
  socket.once("end", () => channel.write(Buffer.alloc(0), () => { // behind all that is still to be written
    channel.eof();
    ended.socket = true;
    closeWhenBothEnded();
  }));
  channel.once("close", () => (ended.channel && ended.socket ? socket.destroySoon() : socket.destroy()));
  socket.once("close", (broken) => { if (broken) channel.close(); });
}
