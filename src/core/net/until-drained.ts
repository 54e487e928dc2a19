import type { Writable } from "node:stream";

/** Waits for a stream that was written too much. @returns whether it takes more; else it is closed */
export function untilDrained(stream: Writable): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("close", settle);
      resolve(!stream.destroyed);
    };
    stream.on("drain", settle).on("close", settle);
  });
}
