import type { Writable } from "node:stream";
import type { TLSSocket } from "node:tls";

const enciphered = new WeakMap<Writable, number>();

/**
 * Have `pendingPlaintext` know how much a TLS socket has enciphered already.
 *
 * Node's TLS enciphers or copies what a write hands it before that write returns (`TLSWrap::DoWrite`), and calls back once
 * the bytes have left. In between they count as `writableLength`, though nobody looks at them any more.
 */
export function watchEnciphering(socket: TLSSocket): void {
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  const watch = (callback: (error?: Error | null) => void) => {
    enciphered.set(socket, socket.writableLength);
    return (error?: Error | null) => {
      enciphered.delete(socket);
      callback(error);
    };
  };
  socket._write = (chunk, encoding, callback) => write(chunk, encoding, watch(callback));
  if (writev !== undefined) socket._writev = (chunks, callback) => writev(chunks, watch(callback));
}

/** What was written to a stream and may still be looked at: all that has not left, in TLS only what is not enciphered yet. Bytes. */
export const pendingPlaintext = (stream: Writable): number => stream.writableLength - (enciphered.get(stream) ?? 0);
