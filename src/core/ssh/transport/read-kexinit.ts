import { MalformedWireData, WireReader } from "../wire-format.js";
import type { ServerAlgorithms } from "./algorithms.js";

const KEXINIT = 20;
const COOKIE_BYTES = 16;

/**
 * The algorithms that a server offers, from the first bytes that it sends (RFC 4253 sections 4.2, 6 and 7.1):
 * lines of text, the last of them `SSH-2.0-...`, then a packet that is not encrypted yet,
 * `uint32 length, byte padding, byte 20, 16 bytes of cookie, ten lists of names`.
 *
 * @returns nothing where it has not come yet, or is no such packet
 */
export function readKexInit(received: Buffer): ServerAlgorithms | undefined {
  const banner = /(?:^|\n)SSH-[^\n]*\n/.exec(received.toString("latin1"));
  if (banner === null) return undefined;
  try {
    const packet = new WireReader(new WireReader(received.subarray(banner.index + banner[0].length)).string());
    packet.bytes(1); // the length of the padding, which stands behind all that is read here
    if (packet.bytes(1)[0] !== KEXINIT) return undefined;
    packet.bytes(COOKIE_BYTES);
    const list = (): string[] =>
      packet
        .text()
        .split(",")
        .filter((name) => /^[!-~]{1,64}$/.test(name));
    const kex = list().filter((name) => !/^(?:ext-info|kex-strict)-/.test(name)); // signs, and no methods
    const hostKey = list();
    const [ciphersIn, ciphersOut, macsIn, macsOut] = [list(), list(), list(), list()];
    const both = (one: readonly string[], other: readonly string[]): string[] =>
      one.filter((name) => other.includes(name));
    return { kex, hostKey, cipher: both(ciphersIn, ciphersOut), mac: both(macsIn, macsOut) };
  } catch (error) {
    if (error instanceof MalformedWireData) return undefined;
    throw error;
  }
}
