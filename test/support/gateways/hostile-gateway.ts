import { createServer, type Socket } from "node:net";
import ssh2, { type Connection } from "ssh2";
import { freePort } from "../fixtures/free-port.js";
import { freshKey } from "../fixtures/fresh-key.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";

/** ssh2's own protocol object: what lets a gateway say things that a well-behaved one never would. */
export interface RawSsh {
  readonly _packetRW: {
    readonly write: { readonly allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer };
  };
  readonly _handlers: Record<string, (...details: never[]) => void>;
  _hostKeys: Record<string, object>;
  /** Exchange keys anew. */
  rekey(): void;
  channelData(channel: number, data: Buffer): void;
  channelExtData(channel: number, data: Buffer, type: number): void;
  channelEOF(channel: number): void;
  channelClose(channel: number): void;
  channelOpenConfirm(channel: number, ownChannel: number, window: number, mostInPacket: number): void;
  channelWindowAdjust(channel: number, bytes: number): void;
  forwardedTcpip(channel: number, window: number, mostInPacket: number, from: object): void;
  disconnect(reason: number): void;
}

export interface HostileGateway {
  readonly host: string;
  readonly port: number;
  readonly hostKeyLine: string;
  close(): Promise<void>;
}

/** What it does at each stage; where a stage is left out it behaves. */
export interface Malice {
  /** In place of speaking SSH at all. */
  readonly onSocket?: (socket: Socket) => void;
  readonly onSession?: (session: Connection, raw: RawSsh) => void;
  /** In place of letting everybody in. */
  readonly onLogin?: (attempt: ssh2.AuthContext, raw: RawSsh) => void;
  readonly onReady?: (raw: RawSsh, socket: Socket | undefined) => void;
  /** In place of an answer to a channel that is asked for. @param channel the client's number for it */
  readonly onChannel?: (raw: RawSsh, channel: number) => void;
}

/** An SSH server on loopback that lets everybody in and then does its worst. */
export async function startHostileGateway(malice: Malice): Promise<HostileGateway> {
  const host = "127.0.0.1";
  const port = await freePort(host);
  const key = freshKey();
  const server = new ssh2.Server({ hostKeys: [key.private] }, (session: Connection) => {
    const raw = (session as unknown as { _protocol: RawSsh })._protocol;
    session.on("error", () => undefined);
    session.on("authentication", (attempt) =>
      malice.onLogin === undefined ? attempt.accept() : malice.onLogin(attempt, raw),
    );
    if (malice.onChannel !== undefined) {
      const { onChannel } = malice;
      raw._handlers["CHANNEL_OPEN"] = (_protocol: never, asked: { sender: number }) => onChannel(raw, asked.sender);
    }
    session.once("ready", () => malice.onReady?.(raw, (session as unknown as { _sock?: Socket })._sock));
    malice.onSession?.(session, raw);
  });
  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    if (malice.onSocket === undefined) server.injectSocket(socket);
    else malice.onSocket(socket);
  });
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(port, host, resolve));
  return {
    host,
    port,
    hostKeyLine: knownHostsLine(host, port, hostKeyFacts(key.public)),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

/** Send one packet of any content, as SSH's transport carries it. */
export function sendRaw(raw: RawSsh, ...parts: (number | Buffer)[]): void {
  const payload = Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : part)));
  const { write } = raw._packetRW;
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  (raw as unknown as { _cipher: { encrypt(packet: Buffer): void } })._cipher.encrypt(write.finalize(packet));
}

/** `uint32` and `string` as RFC 4251 section 5 writes them. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
export const string = (text: string | Buffer): Buffer =>
  Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text as string)]);
