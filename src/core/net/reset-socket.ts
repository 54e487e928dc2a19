import type { Socket } from "node:net";

/**
 * End a connection so that the other side sees it break (RST): a clean end would look like a whole file.
 *
 * Where everything has been handed to the system and the FIN is on its way there is nothing left to break, and Node
 * must not be asked to: libuv refuses a reset then (`uv_tcp_close_reset`), and the socket would never be closed at all.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded && socket.writableLength === 0) socket.destroy();
  else socket.resetAndDestroy();
}
