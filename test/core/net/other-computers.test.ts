import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canPlaySecondHost, startSecondHost, type SecondHost } from "../../support/clients/second-host.js";
import { standOn } from "../../support/fixtures/bridge-setup.js";
import { freeRange } from "../../support/fixtures/free-port.js";
import { startRelaySetup } from "../../support/fixtures/relay-setup.js";
import { waitFor } from "../../support/wait-for.js";

/** Two computers on a cable: a namespace of Linux's network plays the other, which only root can make. */
describe.runIf(canPlaySecondHost())("another computer (a network namespace)", () => {
  let other: SecondHost;
  beforeAll(() => {
    other = startSecondHost();
  });
  afterAll(() => other.remove());

  it("stores and fetches by the bridge where it may connect, on the address that it dialled and a port of the range", async () => {
    const range = await freeRange(4, "0.0.0.0");
    const setup = await standOn(
      {},
      { listen: "0.0.0.0", ftp: { allow: [`${other.address}/32`], dataPorts: range.text } },
    );
    const { username, password, port } = setup.bridge;
    const login = [`USER ${username}`, `PASS ${password}`, "TYPE I", `CWD ${setup.folder.path}`];
    const heard = await other.ftp(port, [...login, "STOR scan.pdf\tpage one", "RETR scan.pdf", "NLST"]);
    expect(readFileSync(setup.folder.file("scan.pdf"), "utf8")).toBe("page one");
    expect(heard.data).toEqual(["", "page one", "scan.pdf\r\n"]);
    const passive = heard.replies.filter((reply) => reply.startsWith("227"));
    expect(passive).toHaveLength(3);
    for (const reply of passive) {
      const [, host = "", high, low] = /\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)/.exec(reply) ?? [];
      expect(host.replaceAll(",", ".")).toBe(other.here);
      expect(Number(high) * 256 + Number(low)).toBeGreaterThanOrEqual(range.first);
      expect(Number(high) * 256 + Number(low)).toBeLessThanOrEqual(range.last);
    }
    expect(setup.bridge.status().forwards[0]).not.toHaveProperty("turnedAway");
    await setup.clear();
  });

  it("is cut off before a greeting where it may not connect; it is counted and told, and this computer is let in", async () => {
    const setup = await standOn({}, { listen: "0.0.0.0", ftp: { allow: ["192.0.2.0/24"] } });
    for (let tries = 0; tries < 2; tries++) {
      const heard = await other.ftp(setup.bridge.port, ["USER a"]);
      expect(heard).toEqual({ replies: [], data: [], ended: "reset" });
    }
    const row = await waitFor("the row", () => {
      const [only] = setup.bridge.status().forwards;
      return only?.turnedAway === 2 ? only : undefined;
    });
    expect(row.trouble).toEqual({ code: "ftp.not-allowed", client: other.address });
    expect(row.connections.total).toBe(0);
    await setup.converse();
    await setup.clear();
  });

  it("comes to a bridge that listens on an interface by its name, and may be called back at its own address alone", async () => {
    const setup = await standOn({}, { listen: other.interfaceName, ftp: { allow: ["any"], announce: "203.0.113.7" } });
    const { username, password, port } = setup.bridge;
    const heard = await other.ftp(port, [
      "PASV",
      `USER ${username}`,
      `PASS ${password}`,
      "PASV",
      `PORT ${other.here.replaceAll(".", ",")},200,10`,
      `PORT ${other.address.replaceAll(".", ",")},200,10`,
      `EPRT |1|${other.here}|51210|`,
    ]);
    expect(heard.replies.slice(1).map((reply) => reply.slice(0, 3))).toEqual([
      "530",
      "331",
      "230",
      "227",
      "501",
      "200",
      "501",
    ]);
    expect(heard.replies[4]).toContain("(203,0,113,7,");
    await setup.clear();
  });

  it("comes to a relay as the bridge, and is cut off there too", async () => {
    const setup = await startRelaySetup();
    const target = { host: "127.0.0.1", port: 1 }; // nobody is there: the relay says so, in FTP
    const open = await setup.relay(target, "0.0.0.0", { allow: [other.address] });
    expect((await other.ftp(open.port, [])).replies).toMatchObject([expect.stringMatching(/^421 /)]);
    const shut = await setup.relay(target, "0.0.0.0", { allow: ["192.0.2.7"] });
    expect(await other.ftp(shut.port, [])).toEqual({ replies: [], data: [], ended: "reset" });
    expect(shut.row()).toMatchObject({ turnedAway: 1, trouble: { code: "ftp.not-allowed", client: other.address } });
    await setup.cleanUp();
    await setup.close();
  });
});
