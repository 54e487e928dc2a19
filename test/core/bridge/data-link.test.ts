import { createServer, type AddressInfo, type Socket } from "node:net";
import { expect, it } from "vitest";
import { DataLink } from "../../../src/core/bridge/data-link.js";
import { systemClock } from "../../../src/core/system-clock.js";

it("A data connection that breaks while its last bytes wait has not come to its end", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const called = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const place = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const link = DataLink.active({ here: place, client: place }, systemClock, place);
  const [socket, client] = await Promise.all([link.socket(), called]);
  server.close();
  socket.write(Buffer.alloc(20 << 20)); // more than the system takes
  const finished = link.finish(socket);
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.resetAndDestroy();
  await expect(finished).rejects.toMatchObject({ failure: { code: "ftp.client-unreachable" } });
});
