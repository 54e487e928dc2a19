import type { Writable } from "node:stream";

/**
 * Gather what is written to a stream in one turn of the event loop into one system call: ssh2 writes each packet, and
 * some ciphers each part of it, by itself.
 */
export function batchWrites(stream: Writable): void {
  const write = stream.write.bind(stream) as (...words: unknown[]) => boolean;
  let gathering = false;
  stream.write = (...words: unknown[]): boolean => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(() => {
        gathering = false;
        stream.uncork();
      });
    }
    return write(...words);
  };
}
