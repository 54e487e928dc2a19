import type { Duplex } from "node:stream";

const MOST_HEARD = 8 * 1024;

/** What a gateway says first, overheard beside ssh2. */
export interface Greeting {
  /** Whether a line began with `SSH-`; other lines may come before it (RFC 4253 section 4.2). */
  isSsh(): boolean;
  /** The first line that came, cut to what fits a sentence; nothing where none came. */
  otherLine(): string | undefined;
}

/** Listen to the first few KiB of a stream, without taking them from its reader. */
export function listenForGreeting(stream: Duplex): Greeting {
  let heard = "";
  const isSsh = () => /^SSH-/m.test(heard);
  const overhear = (chunk: Buffer) => {
    heard += chunk.toString("latin1").slice(0, MOST_HEARD - heard.length);
    if (isSsh() || heard.length >= MOST_HEARD) stream.off("data", overhear);
  };
  stream.on("data", overhear).pause(); // ssh2 lets it flow once it listens too
  return {
    isSsh,
    otherLine: () => (heard === "" ? undefined : heard.split(/\r?\n/, 1)[0]?.replace(/[^\x20-\x7e]/g, "?").slice(0, 60)),
  };
}
