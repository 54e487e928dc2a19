import type { Socket } from "node:net";

/** The sockets beneath those in TLS, whose breaking is theirs. */
const plainSockets = new WeakMap<Socket, Socket>();

/** A socket in TLS stands upon this one. */
export const setPlainSocket = (socket: Socket, plain: Socket): unknown => plainSockets.set(socket, plain);

/** Whether a socket is in TLS. */
export const isInTls = (socket: Socket): boolean => plainSockets.has(socket);

/**
 * End a connection so that the other side sees it break (RST): a clean end would look like a whole file.
 *
 * Where everything has been handed to the system and the FIN is on its way there is nothing left to break, and Node
 * must not be asked to: libuv refuses a reset then (`uv_tcp_close_reset`), and the socket would never be closed at all.
 */
export function resetSocket(socket: Socket): void {
  const plain = plainSockets.get(socket);
  if (plain !== undefined) {
    resetSocket(plain);
    socket.destroy();
  } else if (socket.writableEnded && socket.writableLength === 0) socket.destroy();
  else socket.resetAndDestroy();
}
