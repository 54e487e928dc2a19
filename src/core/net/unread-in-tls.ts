import type { Duplex } from "node:stream";

const beneath = new WeakMap<Duplex, Duplex>();

/** @param bytes that the TLS socket reads */
export const setBytesBeneath = (socket: Duplex, bytes: Duplex): unknown => beneath.set(socket, bytes);

/** What a TLS socket holds of what has come: read by nobody yet, deciphered or not. Of any other stream nothing. Bytes. */
export const unreadInTls = (socket: Duplex): number => {
  const bytes = beneath.get(socket);
  return bytes === undefined ? 0 : bytes.readableLength + socket.readableLength;
};
