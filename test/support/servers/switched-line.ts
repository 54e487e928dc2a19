import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a server that can be taken down and brought back, on a port that stays. */
export interface SwitchedLine {
  readonly host: string;
  readonly port: number;
  /** Break what passes, and whoever comes. */
  takeDown(): void;
  bringBack(): void;
  close(): Promise<void>;
}

/** @param isUp whether it begins up */
export async function startSwitchedLine(
  server: { readonly host: string; readonly port: number },
  isUp = true,
): Promise<SwitchedLine> {
  const sockets = new Set<Socket>();
  let lets = isUp;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  };
  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    keep(client);
    if (!lets) return void client.resetAndDestroy();
    const onward = keep(connect({ ...server, noDelay: true, allowHalfOpen: true }));
    client.pipe(onward).pipe(client);
    client.once("close", () => onward.destroy());
    onward.once("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const breakAll = () => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    host: "127.0.0.1",
    port: (listener.address() as AddressInfo).port,
    takeDown() {
      lets = false;
      breakAll();
    },
    bringBack() {
      lets = true;
    },
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        breakAll();
      }),
  };
}
