import type { DataPortVerb, WireClient } from "../../support/clients/wire-client.js";

/** Bytes that go over one control connection, and what is done on its data connections meanwhile. */
export interface Sequence {
  readonly name: string;
  /** The ways to a data connection that it takes; a server that knows one of them not is not asked, since a relay may know more. */
  readonly ways?: readonly DataPortVerb[];
  /** It begins before the login. */
  readonly beforeLogin?: true;
  /** A server that works on several commands at once answers them in whatever order. */
  readonly anyOrder?: true;
  /** The session is over at its end: nothing is asked any more. */
  readonly ends?: true;
  /** A relay that serves it whole is right, even where the server itself would refuse. */
  readonly mayServeMore?: true;
  /** Which 5xx it gets is the server's own affair: it does not hear what was wrong, since no foreign address may reach it. */
  readonly anyRefusal?: true;
  readonly play: (client: WireClient) => Promise<void>;
}

/** What lies in the folder in which a sequence begins. */
export const SMALL = Buffer.from("ahoy, sailor\r\n");
export const BIG = noise(1_048_583);
/** More than the buffers of a way hold whose end does not read. */
export const HUGE = noise(16_000_000);
export const FOLDER: Readonly<Record<string, Buffer>> = {
  "a.txt": SMALL,
  big: BIG,
  huge: HUGE,
  empty: Buffer.alloc(0),
};
export const IN_STILL: readonly string[] = ["one", "two"];

/** Lines that are said one after the other, each reply awaited. */
export const lines = (name: string, ...said: readonly string[]): Sequence => ({
  name,
  play: async (client) => {
    for (const line of said) await client.say(line);
  },
});

/** Bytes in one write. */
export const bytes = (name: string, text: string): Sequence => ({ name, play: async (client) => client.send(text) });

/** Always the same bytes, which do not repeat within the first four megabytes. */
function noise(length: number): Buffer {
  const buffer = Buffer.alloc(length + 4);
  let state = length;
  for (let at = 0; at < length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5; // xorshift32
    buffer.writeInt32LE(state, at);
  }
  return buffer.subarray(0, length);
}
