import type { Writable } from "node:stream";
import type { TLSSocket } from "node:tls";
import { JoinBuffer } from "./join-buffer.js";

/** As much as one read of a session or of a client brings. Bytes. */
const JOINED_BYTES = 256 * 1024;

const enciphered = new WeakMap<Writable, number>();
/** Where what is written together is joined, for as long as a call takes. */
const joined = new JoinBuffer(JOINED_BYTES);

/**
 * Have `pendingPlaintext` know how much a TLS socket has enciphered already, and hand it what is written together as one piece.
 *
 * Node's TLS enciphers or copies what a write hands it before that write returns (`TLSWrap::DoWrite`), and calls back once
 * the bytes have left. In between they count as `writableLength`, though nobody looks at them any more. Several pieces it
 * copies into new memory first, which costs more than enciphering them.
 */
export function watchEnciphering(socket: TLSSocket): void {
  const write = socket._write.bind(socket);
  const watch = (callback: (error?: Error | null) => void) => {
    enciphered.set(socket, socket.writableLength);
    return (error?: Error | null) => {
      enciphered.delete(socket);
      callback(error);
    };
  };
  socket._write = (chunk, encoding, callback) => write(chunk, encoding, watch(callback));
  if (socket._writev === undefined) return;
  socket._writev = (chunks, callback) => {
    const pieces = chunks.map(({ chunk, encoding }: { chunk: Buffer | string; encoding: BufferEncoding }) =>
      typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk,
    );
    write(joined.join(pieces), "buffer" as BufferEncoding, watch(callback));
  };
}

/** What was written to a stream and may still be looked at: all that has not left, in TLS only what is not enciphered yet. Bytes. */
export const pendingPlaintext = (stream: Writable): number => stream.writableLength - (enciphered.get(stream) ?? 0);
