import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { afterEach, expect, it } from "vitest";
import { LocalPort } from "../../../src/core/forward/local-port.js";
import { ClientTls } from "../../../src/core/net/tls/client-tls.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";
import { testCertificate } from "../../support/fixtures/tls-certificates.js";

const HOST = "127.0.0.1";
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Whether somebody takes a connection there. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect({ host: HOST, port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function localPort(port: number, implicitTlsPort: number): LocalPort {
  const clock = new ManualClock();
  const listen = { host: HOST, port };
  const clientTls = new ClientTls({ listen, clock, certificate: testCertificate, implicitTlsPort });
  const target = { host: HOST, port: 21 };
  const local = new LocalPort(
    { name: "control", group: "control", listen, target, clientTls },
    {
      clock,
      downFailure: () => undefined,
      waitUntilUp: () => Promise.resolve(),
      openChannel: () => Promise.reject(new Error("nothing passes here")),
      reportHop: () => undefined,
      onTraffic: () => undefined,
      onChange: () => undefined,
    },
    (client) => {
      client.destroy();
      return Promise.resolve();
    },
  );
  cleanUps.push(() => local.stop());
  return local;
}

async function take(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, HOST);
  await once(server, "listening");
  cleanUps.push(() => server.close());
  return server;
}

it("listens on neither of its ports where one is taken, says which, and on both once that is free", async () => {
  const [port, implicitTlsPort] = [await freePort(HOST), await freePort(HOST)];
  const holder = await take(implicitTlsPort);
  const local = localPort(port, implicitTlsPort);
  await local.listen();
  const cause = { code: "forward.port-taken", host: HOST, port: implicitTlsPort };
  expect(local.row(0).state).toEqual({ kind: "refused", cause });
  expect(await isOpen(port)).toBe(false);

  holder.close();
  await once(holder, "close");
  await local.listen();
  expect(local.row(0).state).toEqual({ kind: "listening" });
  expect([await isOpen(port), await isOpen(implicitTlsPort)]).toEqual([true, true]);
});
