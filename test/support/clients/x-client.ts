import type { Socket } from "node:net";

const HELLO = Buffer.of("l".charCodeAt(0), 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0); // little-endian, protocol 11.0, no authorisation

/** Shake hands with an X server, as every X program does first. @returns the size of its first screen (X Window System Protocol, section 8) */
export async function greetX(socket: Socket): Promise<{ readonly width: number; readonly height: number }> {
  socket.write(HELLO);
  let heard = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    heard = Buffer.concat([heard, chunk]);
    if (heard.length >= 8 && heard.length >= 8 + heard.readUInt16LE(6) * 4) break;
  }
  if (heard[0] !== 1) throw new Error(`the X server lets nobody in: ${heard.toString("latin1")}`);
  const vendor = Math.ceil(heard.readUInt16LE(24) / 4) * 4;
  const screen = 40 + vendor + heard.readUInt8(29) * 8; // behind the vendor's name and the formats of pixels
  return { width: heard.readUInt16LE(screen + 20), height: heard.readUInt16LE(screen + 22) };
}
