import type { Client } from "ssh2";
import { protocolOf, sendPacketOf, type Writer } from "./protocol.js";

const EMPTY_IGNORE = Buffer.of(2, 0, 0, 0, 0); // byte SSH_MSG_IGNORE, string data (RFC 4253 section 11.2)

/**
 * @returns sends one empty SSH_MSG_IGNORE, which the other side must pass over; during a key exchange ssh2 holds it back.
 * Nothing where ssh2 does not fit.
 */
export function ignoreSender(client: Client): (() => void) | undefined {
  const send = packetSender(client);
  return send === undefined ? undefined : () => send(EMPTY_IGNORE);
}

/** @returns sends one packet with this payload. Nothing where ssh2 does not fit. */
export function packetSender(client: Client): ((payload: Buffer) => void) | undefined {
  const protocol = protocolOf(client);
  const sendPacket = sendPacketOf();
  if (protocol === undefined || sendPacket === undefined) return undefined;
  return (payload) => {
    const { write } = protocol._packetRW; // another one after each key exchange
    const packet = write.alloc(payload.length);
    packet.set(payload, write.allocStart);
    sendPacket(protocol, write.finalize(packet));
  };
}

/** Where packets of data are put together, and how they are sent. */
export interface PacketBufferSource {
  /** @returns nothing where there is no room now */
  readonly allocate: (length: number) => Buffer | undefined;
  readonly randomBytes: (count: number) => Buffer;
  /** Called before a packet is sent. */
  readonly beforeSend: () => void;
}

/** What ssh2 puts around a payload for its cipher of the moment (RFC 4253 section 6). Bytes. */
interface Layout {
  readonly padding: number;
  /** Behind the padding, for what authenticates the packet. */
  readonly tail: number;
}

const CHANNEL_DATA = 94; // byte SSH_MSG_CHANNEL_DATA, uint32 channel, string data (RFC 4254 section 5.2)
const DATA_HEADER_BYTES = 1 + 4 + 4;
const PACKET_HEADER_BYTES = 4 + 1;

/** @returns whether ssh2 fits; else it packs all by itself */
export function installDataPacking(client: Client, { allocate, randomBytes, beforeSend }: PacketBufferSource): boolean {
  const protocol = protocolOf(client);
  const sendPacket = sendPacketOf();
  if (
    protocol === undefined ||
    sendPacket === undefined ||
    typeof protocol.channelData !== "function" ||
    !("_kexinit" in protocol) ||
    typeof protocol._cipher !== "object"
  )
    return false;
  const bySsh2 = protocol.channelData.bind(protocol);
  let cipher: object | undefined;
  let layouts: Layout[] = [];
  /** Looked up in a short packet of its own: with every cipher it is the same for two payloads that differ by whole blocks. */
  const layoutFor = (payload: number): Layout => {
    if (cipher !== protocol._cipher) layouts = [];
    cipher = protocol._cipher;
    const beyond = payload % MAX_BLOCK_BYTES;
    return (layouts[beyond] ??= layoutOf(allocBySsh2(beyond)));
  };
  const pack = (payload: number, allocate: (length: number) => Buffer | undefined): Buffer | undefined => {
    const { padding, tail } = layoutFor(payload);
    const packet = allocate(PACKET_HEADER_BYTES + payload + padding + tail);
    if (packet === undefined) return undefined;
    packet.writeUInt32BE(1 + payload + padding, 0);
    packet[4] = padding;
    packet.set(randomBytes(padding), PACKET_HEADER_BYTES + payload);
    return packet;
  };
  let writer: Writer | undefined;
  let allocBySsh2: Writer["alloc"] = () => {
    throw new Error("no writer yet");
  };
  const wrapWriter = (): void => {
    const { write } = protocol._packetRW;
    if (write === writer) return;
    writer = write;
    allocBySsh2 = write.alloc.bind(write);
    if (write.allocStart !== PACKET_HEADER_BYTES) return; // it compresses first
    write.alloc = (payload, evenNow) =>
      (protocol._kexinit === undefined ? pack(payload, (length) => Buffer.allocUnsafe(length)) : undefined) ??
      allocBySsh2(payload, evenNow);
  };
  wrapWriter();
  protocol.channelData = (channel, data) => {
    wrapWriter(); // there is another one after each key exchange
    const isPlain =
      Buffer.isBuffer(data) &&
      protocol._kexinit === undefined &&
      protocol._packetRW.write.allocStart === PACKET_HEADER_BYTES;
    const packet = isPlain ? pack(DATA_HEADER_BYTES + data.length, allocate) : undefined;
    if (packet === undefined) return bySsh2(channel, data);
    packet[PACKET_HEADER_BYTES] = CHANNEL_DATA;
    packet.writeUInt32BE(channel, PACKET_HEADER_BYTES + 1);
    packet.writeUInt32BE(data.length, PACKET_HEADER_BYTES + 5);
    packet.set(data, PACKET_HEADER_BYTES + DATA_HEADER_BYTES);
    beforeSend();
    sendPacket(protocol, packet);
  };
  return true;
}

/** A packet's length field covers all but itself and the tail. */
function layoutOf(packet: Buffer): Layout {
  return { padding: packet[4] ?? 0, tail: packet.length - 4 - packet.readUInt32BE(0) };
}

/** Every cipher's block divides this. Bytes. */
const MAX_BLOCK_BYTES = 16;
