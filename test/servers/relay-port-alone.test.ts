import { afterAll, expect, it } from "vitest";
import { curl, curlWith, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { writeSampleFile, MB, sha256 } from "../support/fixtures/sample-file.js";
import { freePort } from "../support/fixtures/free-port.js";
import { startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { startSshd } from "../support/gateways/sshd.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";

describeWith(
  ["sshd", "ssh-keygen", "curl", "pyftpdlib"],
  "relay mode, in front of a server on the gateway that knows PORT alone,",
  () => {
    const folder = tempFolder();
    const cleanUps: (() => Promise<unknown>)[] = [];
    afterAll(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp();
      folder.remove();
    });

    async function open(
      config: readonly string[] = [],
    ): Promise<{ readonly culvert: CulvertProcess; readonly place: FtpServerAddress }> {
      const [sshd, daemon] = await Promise.all([
        startSshd({ config }),
        startPyftpdlib({ host: "127.0.0.1", without: ["PASV", "EPSV", "EPRT"] }),
      ]);
      const port = await freePort("127.0.0.1");
      const culvert = startCulvert({
        profiles: [relayProfile({ id: "popeye", gateway: sshd, target: daemon, listen: { host: "127.0.0.1", port } })],
        knownHosts: sshd.knownHostsLines,
      });
      cleanUps.push(
        () => sshd.close(),
        () => daemon.close(),
        () => culvert.stop(),
      );
      await culvert.untilOpen("popeye");
      return { culvert, place: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password } };
    }

    it("has it connect to the gateway, whatever the client asks for", async () => {
      const { culvert, place } = await open();
      const sent = writeSampleFile(folder.file("sent"), 5 * MB);
      for (const client of [
        curl,
        curlWith("curl --disable-epsv", "--disable-epsv"),
        curlWith("curl -P -", "--ftp-port", "-"),
        curlWith("curl -P - --disable-eprt", "--disable-eprt", "--ftp-port", "-"),
      ]) {
        await client.store(place, sent, "pub/kept");
        await client.fetch(place, "pub/kept", folder.file("back"));
        expect(await sha256(folder.file("back")), client.name).toBe(await sha256(sent));
      }
      expect(rowOf(await culvert.untilOpen("popeye"), "control").trouble).toBeUndefined();
    });

    it("tells the client and the row where the gateway allows no remote forward", async () => {
      const { culvert, place } = await open(["AllowTcpForwarding local"]);
      await expect(curl.list(place, "pub")).rejects.toThrow();
      const status = await culvert.until("popeye", (latest) => rowOf(latest, "control").trouble !== undefined);
      expect(rowOf(status, "control").trouble).toMatchObject({ code: "ftp.passive-refused" });
    });
  },
);
