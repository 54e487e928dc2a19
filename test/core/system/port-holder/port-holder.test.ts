import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { parsePortPair } from "../../../../src/core/system/ephemeral-ports.js";
import { isCulvert } from "../../../../src/core/system/port-holder/is-culvert.js";
import { listeningInodes } from "../../../../src/core/system/port-holder/linux.js";
import { readLsof } from "../../../../src/core/system/port-holder/mac.js";
import { portHolder } from "../../../../src/core/system/port-holder/port-holder.js";
import { readNetstat, readTasklist } from "../../../../src/core/system/port-holder/windows.js";

const TABLE = [
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
  "   0: 0100007F:0849 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31337 1 0 100 0 0 10 0",
  "   1: 0200007F:0849 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31338 1 0 100 0 0 10 0",
  "   2: 00000000:0850 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31339 1 0 100 0 0 10 0",
  "   3: 0100007F:0851 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 31340 1 0 100 0 0 10 0",
].join("\n");

describe("the holder of a local port", () => {
  it.each([
    { place: { host: "127.0.0.1", port: 2121 }, inodes: ["31337"] },
    { place: { host: "127.0.0.2", port: 2121 }, inodes: ["31338"] },
    { place: { host: "localhost", port: 2121 }, inodes: ["31337", "31338"] },
    { place: { host: "127.0.0.1", port: 2128 }, inodes: ["31339"] },
    { place: { host: "127.0.0.1", port: 2129 }, inodes: [] },
  ])(
    "is found in Linux's table by $place.host:$place.port, where somebody listens and not only talks",
    ({ place: endpoint, inodes }) => {
      expect(listeningInodes(TABLE, endpoint)).toEqual(inodes);
    },
  );

  it.skipIf(process.platform !== "linux")(
    "is this very process for a port of its own, and known as Culvert",
    async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const holder = await portHolder({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
      server.close();
      expect(holder).toMatchObject({ pid: process.pid, isCulvert: true });
    },
  );

  it("is read from what macOS and Windows print, in any language of theirs", () => {
    expect(readLsof("p4242\ncpython3.11\n")).toEqual({ pid: 4242, program: "python3.11" });
    expect(readLsof("")).toBeUndefined();
    const netstat =
      "\r\nAktive Verbindungen\r\n\r\n  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n  TCP    127.0.0.1:2121         0.0.0.0:0              ABHÖREN         4242\r\n  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4\r\n  TCP    127.0.0.1:2122         127.0.0.1:50000        HERGESTELLT     7\r\n";
    expect(readNetstat(netstat, { host: "127.0.0.1", port: 2121 })).toBe(4242);
    expect(readNetstat(netstat, { host: "127.0.0.1", port: 445 })).toBe(4);
    expect(readNetstat(netstat, { host: "127.0.0.1", port: 2122 })).toBeUndefined();
    expect(readTasklist('"vsftpd.exe","4242","Services","0","5,120 K"\r\n')).toBe("vsftpd.exe");
    expect(readTasklist("INFO: No tasks are running which match the specified criteria.\r\n")).toBeUndefined();
  });

  it.each([
    { command: "/usr/bin/node /work/out/main/culvert.js up popeye", is: true },
    { command: "/opt/Culvert/culvert --no-sandbox", is: true },
    { command: "C:\\Program Files\\Culvert\\Culvert.exe", is: true },
    { command: "vi /home/olive/culvert-notes.txt", is: false },
    { command: "python3 server.py", is: false },
  ])("is Culvert or not by its command line: $command", ({ command, is }) => {
    expect(isCulvert(1, command)).toBe(is);
  });

  it("is looked for beside the ports that the system hands out", () => {
    expect(parsePortPair("32768\t60999\n")).toEqual({ first: 32_768, last: 60_999 });
    expect(parsePortPair("")).toBeUndefined();
  });
});
