import type { Socket } from "node:net";

const HELLO = Buffer.of("l".charCodeAt(0), 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0); // little-endian, protocol 11.0, no authorisation

/** Shake hands with an X server, as every X program does first. @returns the size of its first screen (X Window System Protocol, section 8) */
export async function greetX(socket: Socket): Promise<{ readonly width: number; readonly height: number }> {
  socket.write(HELLO);
  let received = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    if (received.length >= 8 && received.length >= 8 + received.readUInt16LE(6) * 4) break;
  }
  if (received[0] !== 1) throw new Error(`the X server lets nobody in: ${received.toString("latin1")}`);
  const vendor = Math.ceil(received.readUInt16LE(24) / 4) * 4;
  const screen = 40 + vendor + received.readUInt8(29) * 8; // behind the vendor's name and the formats of pixels
  return { width: received.readUInt16LE(screen + 20), height: received.readUInt16LE(screen + 22) };
}
