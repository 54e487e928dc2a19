import { createRequire } from "node:module";
import type { Channel, Client } from "ssh2";

/**
 * What Culvert touches of ssh2 beyond its documented API; beside this file only `inside-userauth.ts` does.
 *
 * ssh2 has no way to send SSH_MSG_IGNORE, none to ask at once whether the gateway is there, and none to choose a channel's window; FIELD.md section 5 has what that costs.
 * Each piece is looked at before it is used: where a new ssh2 has changed under it, the piece is left out, everything
 * works on at ssh2's own pace, and `inside-ssh2.test.ts` fails.
 */
const EMPTY_IGNORE = Buffer.of(2, 0, 0, 0, 0); // byte SSH_MSG_IGNORE, string data (RFC 4253 section 11.2)

interface Writer {
  /** Where a payload stands in a packet. */
  readonly allocStart: number;
  /** A packet for a payload of this length. @param evenNow also during a key exchange */
  alloc(size: number, evenNow?: boolean): Buffer;
  finalize(packet: Buffer): Buffer;
}

interface Protocol {
  readonly _packetRW: { readonly write: Writer };
  /** There while keys are exchanged. */
  readonly _kexinit?: unknown;
  /** Another one after each key exchange. */
  readonly _cipher: object;
  channelData(channel: number, data: Buffer): void;
  channelWindowAdjust(channel: number, bytes: number): void;
}

interface ChannelEnds {
  readonly incoming: { window: number; readonly state: string };
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly readableLength?: number;
  push(chunk: Buffer | null): unknown;
  _read?(size: number): void;
}

type SendPacket = (protocol: Protocol, packet: Buffer) => boolean;

const load = createRequire(import.meta.url);

function sendPacketOf(): SendPacket | undefined {
  try {
    const { sendPacket } = load("ssh2/lib/protocol/utils.js") as { sendPacket?: unknown };
    return typeof sendPacket === "function" ? (sendPacket as SendPacket) : undefined;
  } catch {
    return undefined;
  }
}

function protocolOf(client: Client): Protocol | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: Partial<Protocol> };
  const write = protocol?._packetRW?.write;
  const fits = typeof write?.alloc === "function" && typeof write.finalize === "function" && typeof write.allocStart === "number" && typeof protocol?.channelWindowAdjust === "function";
  return fits ? (protocol as Protocol) : undefined;
}

/**
 * @returns sends one empty SSH_MSG_IGNORE, which the other side must pass over; during a key exchange ssh2 holds it back.
 * Nothing where ssh2 does not fit.
 */
export function ignoreSender(client: Client): (() => void) | undefined {
  const send = packetSender(client);
  return send === undefined ? undefined : () => send(EMPTY_IGNORE);
}

/** What has come from the gateway by now. */
export interface Received {
  /** Whole packets, modulo 2^32. */
  readonly packets: number;
  /** How long the packet is of which only a part has come; 0 between two. Bytes. */
  readonly underWay: number;
}

/** @returns nothing where ssh2 does not fit */
export function received(client: Client): (() => Received) | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: { readonly _decipher?: { readonly inSeqno?: unknown; readonly _len?: unknown } } };
  if (typeof protocol?._decipher?.inSeqno !== "number" || typeof protocol._decipher._len !== "number") return undefined;
  return () => {
    const { inSeqno, _len } = protocol._decipher as { readonly inSeqno: number; readonly _len: number }; // another decipherer after each key exchange
    return { packets: inSeqno, underWay: _len };
  };
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

/**
 * @returns asks whether the gateway is still there, by the global request of ssh2's own keepalive, and tells when any answer
 * has come. Nothing where ssh2 does not fit.
 */
export function pinger(client: Client): ((answered: () => void) => void) | undefined {
  const { _protocol: protocol, _callbacks: callbacks } = client as unknown as { _protocol?: { ping?: () => void }; _callbacks?: (() => void)[] };
  const ping = protocol?.ping;
  if (typeof ping !== "function" || !Array.isArray(callbacks)) return undefined;
  return (answered) => {
    callbacks.push(answered); // answers come in the order of the requests (RFC 4254 section 4)
    ping.call(protocol);
  };
}

/** The receive window of one channel: what the other side may still send (RFC 4254 section 5.2), in bytes. */
export interface ReceiveWindow {
  left(): number;
  /** What has come and waits to be read. */
  waiting(): number;
  /** Let the other side send so many bytes more. */
  add(bytes: number): void;
  /** Told when bytes have come, and (with 0) when some that waited have been read. A `data` listener would set the channel flowing. */
  watch(moved: (came: number) => void): void;
}

/** @returns nothing where ssh2 does not fit */
export function receiveWindow(client: Client, channel: Channel): ReceiveWindow | undefined {
  const protocol = protocolOf(client);
  const inside = channel as unknown as Partial<ChannelEnds>;
  const { incoming, outgoing, push } = inside;
  if (protocol === undefined || typeof incoming?.window !== "number" || typeof outgoing?.id !== "number" || push === undefined) return undefined;
  return {
    left: () => incoming.window,
    waiting: () => inside.readableLength ?? 0,
    add(bytes) {
      if (incoming.state !== "open" || outgoing.state === "closed") return;
      incoming.window += bytes;
      protocol.channelWindowAdjust(outgoing.id, bytes);
    },
    watch(moved) {
      const read = inside._read;
      inside.push = (chunk) => {
        const wantsMore = push.call(inside, chunk);
        if (chunk !== null) moved(chunk.length);
        return wantsMore;
      };
      if (read === undefined) return;
      inside._read = (size) => {
        read.call(inside, size);
        moved(0);
      };
    },
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

/** Where packets are put together of which only a part has come. */
export interface Rooms {
  /** @returns room of exactly this length; nothing where ssh2 is to make it */
  take(length: number): Buffer | undefined;
  /** The packet is whole, and goes to its reader. @param packet a room or any other memory */
  leave(packet: Uint8Array): void;
}

/** @returns see to the decipherer of the moment, asked between two reads: there is another one after each key exchange */
export function splitPacketsIn(client: Client, rooms: Rooms): () => void {
  const { _protocol: protocol } = client as unknown as { _protocol?: { readonly _decipher?: { readonly _len?: unknown; _packet?: unknown } } };
  let seen: object | undefined;
  return () => {
    const decipher = protocol?._decipher;
    if (decipher === seen || decipher?._packet !== null || typeof decipher._len !== "number") return;
    seen = decipher;
    let packet: Uint8Array | null = null;
    Object.defineProperty(decipher, "_packet", {
      enumerable: true,
      get: () => packet ??= (decipher._len as number) > 0 ? rooms.take(decipher._len as number) ?? null : null,
      set(next: Uint8Array | null) {
        if (packet !== null && packet !== next) rooms.leave(packet);
        packet = next;
      },
    });
  };
}

/** Asked before ssh2 acts on what the gateway says of channels; `false` keeps it from ssh2. */
export interface ChannelMessages {
  /** The gateway asks for something that will be answered. */
  asked(): boolean;
  /** The gateway opens a channel, or confirms one. @param mostInPacket the bytes that it takes in one packet */
  opened(mostInPacket: number): boolean;
  /** @param window what it might still have sent */
  came(bytes: number, window: number): boolean;
}

interface Handlers {
  readonly GLOBAL_REQUEST: (...said: readonly unknown[]) => void;
  readonly CHANNEL_OPEN: (protocol: unknown, opened: { readonly packetSize: number }) => void;
  readonly CHANNEL_OPEN_CONFIRMATION: (protocol: unknown, opened: { readonly packetSize: number }) => void;
  readonly CHANNEL_DATA: (protocol: unknown, channel: number, data: Buffer) => void;
  readonly CHANNEL_EXTENDED_DATA: (protocol: unknown, channel: number, data: Buffer, type: number) => void;
}

interface Insides {
  readonly _protocol: { readonly _handlers: Handlers };
  readonly _chanMgr: { get(channel: number): Partial<ChannelEnds> | undefined };
}

/** @returns whether ssh2 fits; else nothing is asked and all goes to ssh2 */
export function beforeChannelMessages(client: Client, messages: ChannelMessages): boolean {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Partial<Insides>;
  const handlers = protocol?._handlers;
  if (handlers === undefined || typeof channels?.get !== "function") return false;
  const { GLOBAL_REQUEST: request, CHANNEL_OPEN: open, CHANNEL_OPEN_CONFIRMATION: confirm, CHANNEL_DATA: data, CHANNEL_EXTENDED_DATA: extended } = handlers;
  if ([request, open, confirm, data, extended].some((handle) => typeof handle !== "function")) return false;
  const fits = (channel: number, { length }: Buffer): boolean => {
    const window = channels.get(channel)?.incoming?.window;
    return window === undefined || messages.came(length, window);
  };
  Object.assign(handlers, {
    GLOBAL_REQUEST: (...said) => { if (messages.asked()) request(...said); },
    CHANNEL_OPEN: (from, opened) => { if (messages.asked() && messages.opened(opened.packetSize)) open(from, opened); },
    CHANNEL_OPEN_CONFIRMATION: (from, opened) => { if (messages.opened(opened.packetSize)) confirm(from, opened); },
    CHANNEL_DATA: (from, channel, chunk) => { if (fits(channel, chunk)) data(from, channel, chunk); },
    CHANNEL_EXTENDED_DATA: (from, channel, chunk, type) => { if (fits(channel, chunk)) extended(from, channel, chunk, type); },
  } satisfies Handlers);
  return true;
}

/** What the server called itself in its first line, `OpenSSH_9.2p1` (RFC 4253 section 4.2); empty where ssh2 does not fit. */
export function serverName(client: Client): string {
  const { _remoteVer: name } = client as unknown as { _remoteVer?: unknown };
  return typeof name === "string" ? name : "";
}
