import type { Socket } from "node:net";

/** What a VNC server showed. */
interface Screen {
  readonly version: string;
  readonly width: number;
  readonly height: number;
  /** So many pixels of it came. */
  readonly pixels: number;
}

/** Shake hands with a VNC server and fetch its whole screen once, as raw pixels of 32 bits (RFC 6143 section 7). */
export async function readFromVnc(socket: Socket): Promise<Screen> {
  const chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let received = Buffer.alloc(0);
  const take = async (length: number): Promise<Buffer> => {
    while (received.length < length) {
      const next = await chunks.next();
      if (next.done === true) throw new Error(`the VNC server ended after ${received.toString("latin1")}`);
      received = Buffer.concat([received, next.value]);
    }
    const taken = received.subarray(0, length);
    received = received.subarray(length);
    return taken;
  };

  const version = (await take(12)).toString("latin1").trim();
  socket.write("RFB 003.008\n");
  const [kinds = 0] = await take(1);
  if (!(await take(kinds)).includes(1)) throw new Error("the VNC server wants a password");
  socket.write(Buffer.of(1));
  if ((await take(4)).readUInt32BE() !== 0) throw new Error("the VNC server lets nobody in");
  socket.write(Buffer.of(1)); // others may look on
  const about = await take(24);
  await take(about.readUInt32BE(20));
  const bytesPerPixel = about.readUInt8(4) / 8;
  const [width, height] = [about.readUInt16BE(0), about.readUInt16BE(2)];
  socket.write(Buffer.of(3, 0, 0, 0, 0, 0, width >> 8, width & 255, height >> 8, height & 255));

  const update = await take(4);
  let pixels = 0;
  for (let rectangles = update.readUInt16BE(2); rectangles > 0; rectangles--) {
    const rectangle = await take(12);
    const size = rectangle.readUInt16BE(4) * rectangle.readUInt16BE(6);
    await take(size * bytesPerPixel);
    pixels += size;
  }
  socket.destroy();
  return { version, width, height, pixels };
}
