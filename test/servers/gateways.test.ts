import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bridgeClients } from "../support/clients/bridge-clients.js";
import { curl, lftp, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { waitFor } from "../support/wait-for.js";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { rowOf, startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { openBridge } from "../support/fixtures/open-bridge.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startDropbear, type RealGateway } from "../support/gateways/dropbear.js";
import { startProftpdSftp } from "../support/gateways/proftpd-sftp.js";
import { startSshd } from "../support/gateways/sshd.js";
import { whyNoMounts } from "../support/mounts.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";

const noDropbear = await whyNoMounts();

const GATEWAYS: readonly { readonly name: string; readonly start: () => Promise<RealGateway> }[] = [
  { name: "Dropbear", start: startDropbear },
  { name: "OpenSSH that exchanges keys anew every 16 MB", start: () => startSshd({ config: ["RekeyLimit 16M"] }) },
  { name: "OpenSSH that exchanges keys anew every MB", start: () => startSshd({ config: ["RekeyLimit 1M"] }) },
];

describeWith(
  ["sshd", "ssh-keygen", "dropbear", "vsftpd", "curl", "lftp"],
  "a relay through gateways that differ",
  () => {
    const folder = tempFolder();
    let vsftpd: Vsftpd;
    beforeAll(async () => {
      vsftpd = await startVsftpd({ announces: null, passive: { first: 20_000, last: 30_000 } });
      mkdirSync(join(vsftpd.root, "small"));
      for (let file = 1; file <= 100; file++) writeSampleFile(join(vsftpd.root, "small", String(file)), 2 * KB, file);
    });
    afterAll(async () => {
      await vsftpd.close();
      folder.remove();
    });

    describe.each(GATEWAYS)("$name", ({ name, start }) => {
      const isMissing = name === "Dropbear" && noDropbear !== undefined;

      it.skipIf(isMissing).each([
        { said: "with Culvert's flow", env: {} },
        { said: "at ssh2's own pace", env: { CULVERT_FLOW: "plain" } },
      ])(`loses nothing both ways, $said${isMissing ? ` (not here: ${noDropbear})` : ""}`, async ({ env }) => {
        const gateway = await start();
        const control = await freePort();
        const profile = relayProfile({
          id: "popeye",
          gateway,
          target: vsftpd,
          listen: { host: "127.0.0.1", port: control },
        });
        const culvert = startCulvert({ profiles: [profile], knownHosts: gateway.knownHostsLines, env });
        try {
          await culvert.untilOpen("popeye");
          const server: FtpServerAddress = {
            host: "127.0.0.1",
            port: control,
            username: vsftpd.username,
            password: vsftpd.password,
          };
          for (const size of [1, 24 * MB + 7]) {
            const sent = writeSampleFile(folder.file("sent"), size, size + 1);
            await curl.store(server, sent, `pub/f${size}`);
            expect(await sha256(join(vsftpd.pub, `f${size}`)), `${size} bytes stored`).toBe(await sha256(sent));
            await lftp.fetch(server, `pub/f${size}`, folder.file("back"));
            expect(await sha256(folder.file("back")), `${size} bytes fetched`).toBe(await sha256(sent));
          }
          for (const file of [1, 50, 100]) {
            await curl.fetch(server, `small/${file}`, folder.file("back"));
            expect(await sha256(folder.file("back"))).toBe(await sha256(join(vsftpd.root, "small", String(file))));
          }
          expect(rowOf(await culvert.untilOpen("popeye"), "control").trouble).toBeUndefined();
        } finally {
          await culvert.stop();
          await gateway.close();
        }
      });
    });
  },
);

describeWith(["proftpd", "ssh-keygen", "curl"], "ProFTPD's mod_sftp as a gateway", () => {
  it.skipIf(process.getuid?.() !== 0)(
    "forwards nothing: the client hears so, and the row shows the gateway's refusal",
    async () => {
      const gateway = await startProftpdSftp();
      const control = await freePort();
      const culvert = startCulvert({
        profiles: [
          relayProfile({
            id: "popeye",
            gateway,
            target: { host: "127.0.0.1", port: 21 },
            listen: { host: "127.0.0.1", port: control },
          }),
        ],
        knownHosts: gateway.knownHostsLines,
      });
      try {
        await culvert.untilOpen("popeye");
        // mod_sftp hangs up behind its refusal of the tunnel's own probe: who comes at that moment meets a tunnel that is lost
        let said = "";
        const refused = await waitFor("a client whose channel was refused", async () => {
          await culvert.untilOpen("popeye");
          said = await (await RawFtp.connect(control, { greeted: false })).hear();
          return culvert
            .until("popeye", ({ forwards }) => forwards[0]?.trouble?.code === "channel.refused", 3_000)
            .catch(() => undefined);
        });
        expect(said).toMatch(/^421 /);
        expect(rowOf(refused, "control").trouble).toMatchObject({ code: "channel.refused" });
        // mod_sftp hangs up once it has refused a channel that was the only one, so the tunnel may be waiting by now
      } finally {
        await culvert.stop();
        await gateway.close();
      }
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    "exchanges keys anew in the middle of a bridge's transfers, and nothing is lost",
    async () => {
      const folder = tempFolder();
      const gateway = await startProftpdSftp({ config: ["SFTPRekey required 3600 1"] });
      const bridge = await openBridge(gateway);
      try {
        const [client] = bridgeClients;
        const sent = writeSampleFile(folder.file("sent"), 12 * MB + 5, 3);
        await client?.store(bridge, sent, folder.file("stored"));
        expect(await sha256(folder.file("stored"))).toBe(await sha256(sent));
        await client?.fetch(bridge, folder.file("stored"), folder.file("back"));
        expect(await sha256(folder.file("back"))).toBe(await sha256(sent));
      } finally {
        await bridge.close();
        await gateway.close();
        folder.remove();
      }
    },
  );
});
