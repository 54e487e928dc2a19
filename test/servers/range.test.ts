import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import {
  basicFtp,
  curl,
  curlWith,
  lftp,
  type FtpClient,
  type FtpServerAddress,
} from "../support/clients/ftp-clients.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { allFree, freePort, freeRange } from "../support/fixtures/free-port.js";
import { occupy } from "../support/fixtures/occupy-ports.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";

const clients: readonly FtpClient[] = [curl, curlWith("curl with PASV", "--disable-epsv"), lftp, basicFtp];
const sizes = [
  { said: "an empty file", size: 0 },
  { said: "1 byte", size: 1 },
  { said: "1 MB", size: MB },
  { said: "64 MB", size: 64 * MB },
];
const BOTH = ["127.0.0.1", "127.0.0.2"] as const;

describeWith(
  ["sshd", "ssh-keygen", "vsftpd", "curl", "lftp"],
  "range mode, through OpenSSH to vsftpd set as in the recipe",
  () => {
    const folder = tempFolder();
    let sshd: Sshd;
    let vsftpd: Vsftpd;
    let culvert: CulvertProcess | undefined;
    let server: FtpServerAddress;

    beforeAll(async () => {
      // the recipe's own ports, unless another run of these tests has them
      const passive = (await allFree(2534, 3, BOTH)) ? { first: 2534, last: 2536 } : await freeRange(3, ...BOTH);
      [sshd, vsftpd] = await Promise.all([startSshd(), startVsftpd({ passive })]);
    });
    afterAll(async () => {
      await Promise.all([sshd.close(), vsftpd.close()]);
      folder.remove();
    });
    afterEach(async () => {
      await culvert?.stop();
      culvert = undefined;
    });

    async function open(target = vsftpd): Promise<CulvertProcess> {
      const control = await freePort("127.0.0.1");
      server = { host: "127.0.0.1", port: control, username: target.username, password: target.password };
      culvert = startCulvert({
        profiles: [rangeProfile({ gateway: sshd, target, control, passive: target.passive.text })],
        knownHosts: sshd.knownHostsLines,
      });
      return culvert;
    }

    describe.each(clients)("$name", (client) => {
      it("stores, lists and fetches files of every size unharmed", async () => {
        await (await open()).untilOpen("popeye");
        for (const { said, size } of sizes) {
          const sent = writeSampleFile(folder.file("sent"), size, size + 1);
          const back = folder.file("back");
          const name = `${client.name}-${size}`.replaceAll(" ", "-");
          await client.store(server, sent, `pub/${name}`);
          await client.fetch(server, `pub/${name}`, back);
          expect(await sha256(`${vsftpd.pub}/${name}`), `${said}, stored`).toBe(await sha256(sent));
          expect(await sha256(back), `${said}, fetched`).toBe(await sha256(sent));
          expect(await client.list(server, "pub")).toContain(name);
        }
      });
    });

    it("serves three clients at once", async () => {
      // vsftpd picks ports at random and gives up after nine tries: with two of three ports in use that would be one PASV in forty
      const roomy = await startVsftpd({ passive: await freeRange(9, ...BOTH) });
      onTestFinished(() => roomy.close());
      await (await open(roomy)).untilOpen("popeye");
      await Promise.all(
        [curl, lftp, basicFtp].map(async (client) => {
          const sent = writeSampleFile(folder.file(`sent-${client.name}`), 8 * MB, client.name.length);
          await client.store(server, sent, `pub/at-once-${client.name}`);
          await client.fetch(server, `pub/at-once-${client.name}`, folder.file(`back-${client.name}`));
          expect(await sha256(folder.file(`back-${client.name}`))).toBe(await sha256(sent));
        }),
      );
    });

    it("gives the control port and every data port a row of its own", async () => {
      const { forwards } = await (await open()).untilOpen("popeye");
      const { first } = vsftpd.passive;
      expect(forwards).toMatchObject([
        {
          name: "control",
          group: "control",
          listen: `127.0.0.1:${server.port}`,
          target: `127.0.0.2:${vsftpd.port}`,
          state: { kind: "listening" },
          connections: { open: 0, total: 0 },
          bytes: { up: 0, down: 0 },
        },
        ...[first, first + 1, first + 2].map((port) => ({
          name: `passive ${port}`,
          group: "passive",
          listen: `127.0.0.1:${port}`,
          target: `127.0.0.2:${port}`,
          state: { kind: "listening" },
          connections: { open: 0, total: 0 },
          bytes: { up: 0, down: 0 },
        })),
      ]);
    });

    it("counts every byte of a file, and every connection, where it passed", async () => {
      const running = await open();
      await running.untilOpen("popeye");
      const size = 300 * KB + 7;
      const sent = writeSampleFile(folder.file("counted"), size);

      await curl.store(server, sent, "pub/counted");
      const stored = await running.until(
        "popeye",
        (status) =>
          dataOf(status).open === 0 && dataOf(status).total === 1 && rowOf(status, "control").connections.open === 0,
      );
      expect(dataOf(stored)).toEqual({ open: 0, total: 1, up: size, down: 0 });

      await curl.fetch(server, "pub/counted", folder.file("counted-back"));
      const fetched = await running.until(
        "popeye",
        (status) =>
          dataOf(status).open === 0 && dataOf(status).total === 2 && rowOf(status, "control").connections.open === 0,
      );
      expect(dataOf(fetched)).toEqual({ open: 0, total: 2, up: size, down: size });

      const control = rowOf(fetched, "control");
      expect(control.connections).toEqual({ open: 0, total: 2 });
      expect(control.bytes.up).toBeGreaterThan("USER anonymous\r\n".length);
      expect(control.bytes.down).toBeGreaterThan("220 (vsFTPd 3.0.3)\r\n".length);
    });

    it("shows a connection as open for as long as the client stays", async () => {
      const running = await open();
      await running.untilOpen("popeye");
      const { Client } = await import("basic-ftp");
      const client = new Client();
      await client.access({ host: server.host, port: server.port, user: server.username, password: server.password });
      await running.until("popeye", (status) => rowOf(status, "control").connections.open === 1);
      client.close();
      await running.until("popeye", (status) => rowOf(status, "control").connections.open === 0);
    });

    it("refuses a data port that another program holds, with the cause, and opens the others", async () => {
      const { first } = vsftpd.passive;
      const release = await occupy("127.0.0.1", first + 1);
      try {
        const running = await open();
        const status = await running.untilOpen("popeye");
        expect(status.forwards.map(({ state }) => state.kind)).toEqual([
          "listening",
          "listening",
          "refused",
          "listening",
        ]);
        expect(rowOf(status, `passive ${first + 1}`).state).toEqual({
          kind: "refused",
          cause: { code: "forward.port-taken", host: "127.0.0.1", port: first + 1 },
        });
        expect((await running.stop()).code).toBe(0);
      } finally {
        await release();
      }
    });

    it("lets the ports go when it is interrupted", async () => {
      const running = await open();
      await running.untilOpen("popeye");
      expect((await running.stop()).code).toBe(0);
      expect(await allFree(vsftpd.passive.first, 3, ["127.0.0.1"])).toBe(true);
      expect(await allFree(server.port, 1, ["127.0.0.1"])).toBe(true);
    });
  },
);

/** The data ports of a status taken together: a server picks any of them. */
function dataOf({ forwards }: TunnelStatus): { open: number; total: number; up: number; down: number } {
  return forwards
    .filter(({ group }) => group === "passive")
    .reduce(
      (sum, { connections, bytes }) => ({
        open: sum.open + connections.open,
        total: sum.total + connections.total,
        up: sum.up + bytes.up,
        down: sum.down + bytes.down,
      }),
      { open: 0, total: 0, up: 0, down: 0 },
    );
}
