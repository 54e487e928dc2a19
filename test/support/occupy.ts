import { createServer } from "node:net";

/** Another program that listens on ports before Culvert can. @returns lets them go */
export async function occupy(host: string, ...ports: readonly number[]): Promise<() => Promise<void>> {
  const holders = await Promise.all(ports.map((port) => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const holder = createServer((socket) => socket.destroy());
    holder.once("error", reject).listen(port, host, () => resolve(holder));
  })));
  return async () => {
    await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  };
}
