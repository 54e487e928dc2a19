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
export interface Packing {
  /** @returns nothing where there is no room now */
  readonly placeFor: (length: number) => Buffer | undefined;
  readonly randomBytes: (count: number) => Buffer;
  /** Called before a packet is sent. */
  readonly holdTogether: () => void;
}

/** What ssh2 puts around a payload for its cipher of the moment (RFC 4253 section 6). Bytes. */
interface Layout {
  readonly padding: number;
  /** Behind the padding, for what authenticates the packet. */
  readonly tail: number;
}

const DATA = 94; // byte SSH_MSG_CHANNEL_DATA, uint32 channel, string data (RFC 4254 section 5.2)
const DATA_HEAD = 1 + 4 + 4;
const PACKET_HEAD = 4 + 1;

/** @returns whether ssh2 fits; else it packs all by itself */
export function dataPacking(client: Client, { placeFor, randomBytes, holdTogether }: Packing): boolean {
  const protocol = protocolOf(client);
  const sendPacket = sendPacketOf();
  if (protocol === undefined || sendPacket === undefined || typeof protocol.channelData !== "function" || !("_kexinit" in protocol) || typeof protocol._cipher !== "object") return false;
  const bySsh2 = protocol.channelData.bind(protocol);
  let cipher: object | undefined;
  let layouts: Layout[] = [];
  /** Looked up in a short packet of its own: with every cipher it is the same for two payloads that differ by whole blocks. */
  const layoutFor = (payload: number): Layout => {
    if (cipher !== protocol._cipher) layouts = [];
    cipher = protocol._cipher;
    const beyond = payload % LARGEST_BLOCK;
    return layouts[beyond] ??= layoutOf(allocBySsh2(beyond));
  };
  const pack = (payload: number, place: (length: number) => Buffer | undefined): Buffer | undefined => {
    const { padding, tail } = layoutFor(payload);
    const packet = place(PACKET_HEAD + payload + padding + tail);
    if (packet === undefined) return undefined;
    packet.writeUInt32BE(1 + payload + padding, 0);
    packet[4] = padding;
    packet.set(randomBytes(padding), PACKET_HEAD + payload);
    return packet;
  };
  let writer: Writer | undefined;
  let allocBySsh2: Writer["alloc"] = () => { throw new Error("no writer yet"); };
  const takeOver = (): void => {
    const { write } = protocol._packetRW;
    if (write === writer) return;
    writer = write;
    allocBySsh2 = write.alloc.bind(write);
    if (write.allocStart !== PACKET_HEAD) return; // it compresses first
    write.alloc = (payload, evenNow) => (protocol._kexinit === undefined ? pack(payload, (length) => Buffer.allocUnsafe(length)) : undefined) ?? allocBySsh2(payload, evenNow);
  };
  takeOver();
  protocol.channelData = (channel, data) => {
    takeOver(); // there is another one after each key exchange
    const isPlain = Buffer.isBuffer(data) && protocol._kexinit === undefined && protocol._packetRW.write.allocStart === PACKET_HEAD;
    const packet = isPlain ? pack(DATA_HEAD + data.length, placeFor) : undefined;
    if (packet === undefined) return bySsh2(channel, data);
    packet[PACKET_HEAD] = DATA;
    packet.writeUInt32BE(channel, PACKET_HEAD + 1);
    packet.writeUInt32BE(data.length, PACKET_HEAD + 5);
    packet.set(data, PACKET_HEAD + DATA_HEAD);
    holdTogether();
    sendPacket(protocol, packet);
  };
  return true;
}

/** A packet's length field covers all but itself and the tail. */
function layoutOf(packet: Buffer): Layout {
  return { padding: packet[4] ?? 0, tail: packet.length - 4 - packet.readUInt32BE(0) };
}

/** Every cipher's block divides this. Bytes. */
const LARGEST_BLOCK = 16;
