import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { runWell } from "../../../support/child.js";
import { connectionOwner, ownerIn, remainsIn } from "../../../../src/core/net/admission/connection-owner.js";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, remote: string, uid: number, inode: number): string =>
  `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;
const CLIENT = { host: "127.0.0.1", port: 50_000 };
const SERVER = { host: "127.0.0.1", port: 2_121 };
const V6 = { client: { host: "::1", port: 50_000 }, server: { host: "::1", port: 2_121 } };
const ONE = "00000000000000000000000001000000";
const MAPPED = "0000000000000000FFFF00000100007F";

/** As Linux writes them on the processors that nearly all have. */
describe("the owner of a connection in the system's table", () => {
  it.each([
    { of: "the client's own row", table: row("0100007F:C350", "0100007F:0849", 1000, 31337), owner: 1000 },
    { of: "root's", table: row("0100007F:C350", "0100007F:0849", 0, 31337), owner: 0 },
    { of: "one that is closed", table: row("0100007F:C350", "0100007F:0849", 0, 0), owner: "gone" },
    { of: "the server's row alone", table: row("0100007F:0849", "0100007F:C350", 1000, 31337), owner: undefined },
    { of: "another connection", table: row("0100007F:C351", "0100007F:0849", 1000, 31337), owner: undefined },
    { of: "another address", table: row("0200007F:C350", "0100007F:0849", 1000, 31337), owner: undefined },
    { of: "nothing", table: "", owner: undefined },
    { of: "an IPv4 client on an IPv6 socket", table: row(`${MAPPED}:C350`, `${MAPPED}:0849`, 1001, 7), owner: 1001 },
  ])("is $owner by $of", ({ table, owner }) => {
    expect(ownerIn(`${HEAD}${table}`, CLIENT, SERVER)).toBe(owner);
    expect(ownerIn(`${HEAD}${table.replaceAll("C350", "C352")}${table}`, CLIENT, SERVER)).toBe(owner);
  });

  it.each([
    { of: "the client's own row", table: row("0100007F:C350", "0100007F:0849", 1000, 31337), owner: 1000 },
    { of: "the server's end alone", table: row("0100007F:0849", "0100007F:C350", 1000, 31337), owner: "gone" },
    { of: "the listening socket alone", table: row("0100007F:0849", "00000000:0000", 1000, 31337), owner: "reset" },
    { of: "another port's rows", table: row("0100007F:0850", "0100007F:C350", 1000, 31337), owner: undefined },
    { of: "nothing", table: "", owner: undefined },
    { of: "the server's end on IPv6", table: row(`${MAPPED}:0849`, `${MAPPED}:C350`, 1001, 7), owner: "gone" },
  ])("is $owner, looked for once more, by $of", ({ table, owner }) => {
    expect(remainsIn(`${HEAD}${table}`, CLIENT, SERVER)).toBe(owner);
  });

  it("is found on IPv6", () => {
    expect(ownerIn(HEAD + row(`${ONE}:C350`, `${ONE}:0849`, 1000, 7), V6.client, V6.server)).toBe(1000);
  });
});

describe.runIf(process.platform === "linux")("the owner of a connection", () => {
  /** A connection to a server at an address; both ends. */
  async function connection(host: string): Promise<{ client: Socket; accepted: Socket }> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const arrival = new Promise<Socket>((resolve) => server.once("connection", resolve));
    const client = connect({ host: host === "::" ? "127.0.0.1" : host, port: (server.address() as AddressInfo).port });
    client.on("error", () => undefined);
    const accepted = await arrival;
    accepted.on("error", () => undefined).once("close", () => server.close());
    return { client, accepted };
  }

  it.each(["127.0.0.1", "::1", "::"])("is this user on %s, for many at once as well", async (host) => {
    const all = await Promise.all(Array.from({ length: 20 }, () => connection(host)));
    const owners = await Promise.all(all.map(({ accepted }) => connectionOwner(accepted)));
    expect(new Set(owners)).toEqual(new Set([process.getuid?.()]));
    for (const { client, accepted } of all) [client, accepted].forEach((socket) => socket.destroy());
  });

  it("is gone with a client that has closed", async () => {
    const { client, accepted } = await connection("127.0.0.1");
    client.end("x");
    client.destroy();
    await new Promise((resolve) => client.once("close", resolve));
    expect(await connectionOwner(accepted)).toBe("gone");
    accepted.destroy();
  });

  it.each([{ isAsked: true }, { isAsked: false }])(
    "is told as reset of a client that has broken it (its address was asked for before: $isAsked)",
    async ({ isAsked }) => {
      for (const host of ["127.0.0.1", "::1", "::"]) {
        const { client, accepted } = await connection(host);
        if (isAsked) expect(accepted.remoteAddress).toBeDefined(); // node keeps it then
        client.resetAndDestroy();
        await new Promise((resolve) => client.once("close", resolve));
        expect([host, await connectionOwner(accepted)]).toEqual([host, "reset"]);
        accepted.destroy();
      }
    },
  );

  it("cannot be read where the process has as many files open as it may, which lets nobody in", async () => {
    const module = import.meta.resolve("../../../../src/core/net/admission/admit-client.ts");
    const code = `
      import { openSync, closeSync } from "node:fs";
      import { connect, createServer } from "node:net";
      import { admitOwnUser } from ${JSON.stringify(module)};
      const admit = admitOwnUser(() => undefined);
      const server = createServer({ pauseOnConnect: true }, async (accepted) => {
        await admit(accepted); // what is loaded at the first use is loaded
        const files = [];
        let full = "admitted";
        for (let tries = 0; tries < 100 && full === "admitted"; tries++) { // the file of the last look may be closed a moment later
          for (let left = 1_000; left > 0; left--)
            try { files.push(openSync("/dev/null")); } catch { break; }
          full = await admit(accepted);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        for (const file of files) closeSync(file);
        process.stdout.write(JSON.stringify([full, await admit(accepted)]));
        process.exit();
      }).listen(0, "127.0.0.1", () => connect(server.address().port, "127.0.0.1"));
    `;
    const node = [process.execPath, "--import", import.meta.resolve("tsx"), "--input-type=module", "-e", code];
    const said = await runWell("prlimit", ["--nofile=200:200", ...node]);
    expect(JSON.parse(said)).toEqual(["refused", "admitted"]);
  });
});
