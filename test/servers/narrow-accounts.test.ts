import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { curl } from "../support/clients/ftp-clients.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { openBridge } from "../support/fixtures/open-bridge.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { writeSampleFile, KB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd } from "../support/gateways/sshd.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";

/** The settings that docs/servers.md shows for accounts which may do one thing only, for whoever logs in here. */
const [forwarding = [], files = []] = [
  ...readFileSync(join(import.meta.dirname, "../../docs/servers.md"), "utf8").matchAll(
    /^Match User olive\n((?: {4}.*\n)+)/gm,
  ),
].map(([, block = ""]) =>
  block
    .trim()
    .split("\n")
    .map((line) => line.trim().replace("popeye", "127.0.0.2")),
);

describeWith(
  ["sshd", "ssh-keygen", "vsftpd", "curl"],
  "Accounts as narrow as the page for server owners shows them",
  () => {
    const folder = tempFolder();
    const sent = writeSampleFile(folder.file("sent"), 300 * KB);
    let vsftpd: Vsftpd;
    let culvert: CulvertProcess | undefined;

    beforeAll(async () => {
      vsftpd = await startVsftpd();
    });
    afterEach(() => culvert?.stop());
    afterAll(async () => {
      await vsftpd.close();
      folder.remove();
    });

    it("one that may reach the FTP server alone carries a relay, and nothing else", async () => {
      expect(forwarding).toContain("PermitOpen 127.0.0.2:*");
      const sshd = await startSshd({ config: forwarding });
      const [listen, other] = [
        { host: "127.0.0.1", port: await freePort("127.0.0.1") },
        { host: "127.0.0.1", port: await freePort("127.0.0.1") },
      ];
      const elsewhere = relayProfile({
        id: "elsewhere",
        gateway: sshd,
        target: { host: "127.0.0.1", port: sshd.port },
        listen: other,
      });
      culvert = startCulvert({
        profiles: [relayProfile({ id: "popeye", gateway: sshd, target: vsftpd, listen }), elsewhere],
        knownHosts: sshd.knownHostsLines,
      });
      await culvert.untilOpen("popeye");
      await culvert.untilOpen("elsewhere");
      const endpoint = { ...listen, username: vsftpd.username, password: vsftpd.password };
      await curl.store(endpoint, sent, "pub/narrow");
      expect(await sha256(`${vsftpd.pub}/narrow`)).toBe(await sha256(sent));
      await expect(curl.list({ ...endpoint, ...other }, "pub")).rejects.toThrow();
      await culvert.until("elsewhere", ({ forwards }) =>
        forwards.some(({ trouble }) => trouble?.code === "channel.refused" && trouble.cause === "prohibited"),
      );
      await sshd.close();
    });

    it("one that has nothing but files carries a bridge", async () => {
      expect(files).toContain("ForceCommand internal-sftp");
      const sshd = await startSshd({ config: files });
      const bridge = await openBridge(sshd);
      await curl.store(bridge, sent, folder.file("through-the-bridge"));
      expect(await sha256(folder.file("through-the-bridge"))).toBe(await sha256(sent));
      await bridge.close();
      await sshd.close();
    });
  },
);
