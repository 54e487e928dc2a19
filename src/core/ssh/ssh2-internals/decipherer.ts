import type { Client } from "ssh2";

/** Another one after each key exchange. */
interface Decipherer {
  /** Whole packets that came. */
  readonly inSeqno: number;
  /** The length of the packet that comes; 0 before it is known. */
  readonly _len: number;
  /** How many of the length's four bytes have come, where it is put together byte by byte (AES-GCM). */
  readonly _lenBytes?: number;
  /** What of it came in an earlier read. */
  _packet: Uint8Array | null;
}

interface Ssh2Internals {
  readonly _protocol: {
    readonly _decipher: Decipherer;
    /** There while keys are exchanged. */
    readonly _kexinit: unknown;
  };
}

function internalsOf(client: Client): Ssh2Internals["_protocol"] | undefined {
  const { _protocol: protocol } = client as unknown as { readonly _protocol?: Partial<Ssh2Internals["_protocol"]> };
  const fits =
    protocol !== undefined &&
    "_kexinit" in protocol &&
    typeof protocol._decipher?.inSeqno === "number" &&
    typeof protocol._decipher._len === "number" &&
    "_packet" in protocol._decipher;
  return fits ? (protocol as Ssh2Internals["_protocol"]) : undefined;
}

/** What has come from the gateway by now. */
export interface Received {
  /** Whole packets, modulo 2^32. */
  readonly packets: number;
  /** How long the packet is of which only a part has come; 0 between two. Bytes. */
  readonly underWay: number;
}

/** @returns nothing where ssh2 does not fit */
export function receivedCounter(client: Client): (() => Received) | undefined {
  const protocol = internalsOf(client);
  return protocol && (() => ({ packets: protocol._decipher.inSeqno, underWay: protocol._decipher._len }));
}

/** @returns whether an exchange of keys goes on. Nothing where ssh2 does not fit */
export function keyExchangeProbe(client: Client): (() => boolean) | undefined {
  const protocol = internalsOf(client);
  return protocol && (() => protocol._kexinit !== undefined);
}

/** @returns whether a packet that waits for its rest stands in this memory. Nothing where ssh2 does not fit */
export function deciphererHolds(client: Client): ((memory: ArrayBufferLike) => boolean) | undefined {
  const protocol = internalsOf(client);
  return (
    protocol &&
    ((memory) => Object.values(protocol._decipher).some((part) => ArrayBuffer.isView(part) && part.buffer === memory))
  );
}

/** Where packets are put together of which only a part has come. */
export interface PacketBuffers {
  /** @returns room of exactly this length; nothing where ssh2 is to make it */
  acquire(length: number): Buffer | undefined;
  /** The packet is whole, and goes to its reader. @param packet a room or any other memory */
  packetComplete(packet: Uint8Array): void;
}

/** @returns sees to the decipherer of the moment, asked between two reads: there is another one after each key exchange */
export function captureSplitPackets(client: Client, buffers: PacketBuffers): () => void {
  const protocol = internalsOf(client);
  let seen: Decipherer | undefined;
  return () => {
    const decipherer = protocol?._decipher;
    if (decipherer === undefined || decipherer === seen || decipherer._packet !== null) return;
    seen = decipherer;
    let packet: Uint8Array | null = null;
    const isLengthKnown = (): boolean => decipherer._len > 0 && (decipherer._lenBytes ?? 4) === 4;
    Object.defineProperty(decipherer, "_packet", {
      enumerable: true,
      get: () => (packet ??= (isLengthKnown() ? buffers.acquire(decipherer._len) : undefined) ?? null),
      set(next: Uint8Array | null) {
        if (packet !== null && packet !== next) buffers.packetComplete(packet);
        packet = next;
      },
    });
  };
}
