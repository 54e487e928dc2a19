import type { TLSSocket } from "node:tls";
import { watchEnciphering } from "./pending-plaintext.js";
import type { StreamBytes } from "./stream-bytes.js";

/**
 * Begin TLS on a stream, so that an end without close_notify breaks it, which then closes without `end`.
 *
 * Whether the other side has ended what it sends, or somebody has cut it off, is told by close_notify alone (RFC 8446 section
 * 6.1), of which Node's own `end` says nothing: it comes for both. So the end of the bytes beneath is looked at before TLS
 * is told of it. Once our side has ended its own, as behind a download, the other may go as it likes.
 *
 * @param begin makes the TLS socket upon the bytes
 * @param secureEvent by which Node tells that the handshake is complete
 * @param mayEndWithoutCloseNotify an end is an end, however it comes
 * @returns the socket, and whether close_notify has come: then all is here that the other side has sent
 */
export function withCloseNotify(
  bytes: StreamBytes,
  begin: (bytes: StreamBytes) => TLSSocket,
  secureEvent: "secureConnect" | "secure",
  mayEndWithoutCloseNotify: boolean,
): { readonly socket: TLSSocket; readonly hasCloseNotify: () => boolean } {
  let isSecure = false;
  let hasCloseNotify = false;
  bytes.once("end", () => {
    const mayEnd = isSecure && (mayEndWithoutCloseNotify || socket.writableEnded);
    if (!hasCloseNotify && !mayEnd) socket.destroy(isSecure ? new Error("TLS ended without close_notify") : undefined);
  }); // before TLS itself listens for it
  const socket = begin(bytes);
  watchEnciphering(socket);
  bytes.carry(socket);
  const push = socket.push.bind(socket);
  socket.push = (chunk, encoding) => {
    if (chunk !== null) return push(chunk, encoding);
    hasCloseNotify = true;
    // Node would tell of the end at once, though nobody reads yet
    if (socket.readableFlowing === null) socket.once("resume", () => push(null));
    else push(null);
    return false;
  };
  socket.once(secureEvent, () => {
    isSecure = true;
  });
  socket.on("error", () => undefined); // `close` without `end` tells it
  return { socket, hasCloseNotify: () => hasCloseNotify };
}
