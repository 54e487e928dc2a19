import { createRequire } from "node:module";
import type { Client } from "ssh2";

/**
 * What Culvert touches of ssh2 beyond its documented API stands in this folder, and in `inside-userauth.ts`.
 *
 * ssh2 has no way to send SSH_MSG_IGNORE, none to ask at once whether the gateway is there, none to choose a channel's window, and it makes
 * new memory for each packet; what that costs stands in docs/performance.md. Each piece is looked at before it is used: where a new ssh2 has
 * changed under it, the piece is left out, everything works on at ssh2's own pace, and `inside-ssh2.test.ts` fails.
 */
export interface Protocol {
  readonly _packetRW: { readonly write: Writer };
  /** There while keys are exchanged. */
  readonly _kexinit?: unknown;
  /** Another one after each key exchange. */
  readonly _cipher: object;
  channelData(channel: number, data: Buffer): void;
  channelWindowAdjust(channel: number, bytes: number): void;
}

export interface Writer {
  /** Where a payload stands in a packet. */
  readonly allocStart: number;
  /** A packet for a payload of this length. @param evenNow also during a key exchange */
  alloc(size: number, evenNow?: boolean): Buffer;
  finalize(packet: Buffer): Buffer;
}

export interface ChannelEnds {
  readonly incoming: { window: number; readonly state: string };
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly readableLength?: number;
  push(chunk: Buffer | null): unknown;
  _read?(size: number): void;
}

/** The releases of ssh2 whose packets the tests have followed byte for byte: memory is lent to no other. */
const LENT_RELEASES: ReadonlySet<string> = new Set(["1.17.0"]);

type SendPacket = (protocol: Protocol, packet: Buffer) => boolean;

const load = createRequire(import.meta.url);

/** Whether memory that ssh2 was given may be used again: in a release that the tests have followed. */
export const mayLendMemoryTo = (release: unknown): boolean => typeof release === "string" && LENT_RELEASES.has(release);

/** Whether memory that the installed release of ssh2 was given may be used again. */
export function mayLendMemory(): boolean {
  try {
    return mayLendMemoryTo((load("ssh2/package.json") as { version?: unknown }).version);
  } catch {
    return false;
  }
}

export function sendPacketOf(): SendPacket | undefined {
  try {
    const { sendPacket } = load("ssh2/lib/protocol/utils.js") as { sendPacket?: unknown };
    return typeof sendPacket === "function" ? (sendPacket as SendPacket) : undefined;
  } catch {
    return undefined;
  }
}

export function protocolOf(client: Client): Protocol | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: Partial<Protocol> };
  const write = protocol?._packetRW?.write;
  const fits =
    typeof write?.alloc === "function" &&
    typeof write.finalize === "function" &&
    typeof write.allocStart === "number" &&
    typeof protocol?.channelWindowAdjust === "function";
  return fits ? (protocol as Protocol) : undefined;
}
