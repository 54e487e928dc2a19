import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bridgeClients, mirror } from "../support/clients/bridge-clients.js";
import { FtpSession } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startProftpdSftp, type ProftpdSftp } from "../support/gateways/proftpd-sftp.js";
import { daemonRoot } from "../support/servers/daemons.js";

const hasModule = existsSync(join(daemonRoot("proftpd"), "usr/lib/proftpd/mod_sftp.so")) && process.getuid?.() === 0;

describeWith(
  ["proftpd", "ssh-keygen", "curl", "lftp", "tnftp", "python3"],
  `the bridge, to ProFTPD's mod_sftp${hasModule ? "" : " (not here: its module and root)"}`,
  () => {
    if (!hasModule) {
      it.skip("is not here", () => undefined);
      return;
    }
    const folder = tempFolder();
    let proftpd: ProftpdSftp;
    let bridge: Bridge;
    beforeAll(async () => {
      proftpd = await startProftpdSftp();
      bridge = await openBridge(proftpd);
    });
    afterAll(async () => {
      await bridge.close();
      await proftpd.close();
      folder.remove();
    });

    it.each(bridgeClients)("$name stores, lists and fetches files unharmed", async (client) => {
      const path = folder.file(client.name.replaceAll(/[ ,]+/g, "-"));
      mkdirSync(path);
      for (const size of [0, 1, 32 * KB, 3 * MB + 1]) {
        const sent = writeSampleFile(folder.file("sent"), size, size + 1);
        const remote = join(path, `f${size}`);
        await client.store(bridge, sent, remote);
        expect(await sha256(remote), `${size} bytes stored`).toBe(await sha256(sent));
        await client.fetch(bridge, remote, folder.file("back"));
        expect(await sha256(folder.file("back")), `${size} bytes fetched`).toBe(await sha256(sent));
      }
      expect(await client.list(bridge, path)).toEqual(readdirSync(path).sort());
    });

    it("mirrors a tree both ways by lftp", async () => {
      const from = folder.file("site");
      for (let file = 0; file < 60; file++) {
        mkdirSync(join(from, `d${file % 4}`), { recursive: true });
        writeSampleFile(join(from, `d${file % 4}`, `f${file}`), file * 1000, file + 1);
      }
      await mirror(bridge, "", from, folder.file("fetched"));
      await mirror(bridge, "-R", from, folder.file("stored"));
      for (const copy of ["fetched", "stored"]) {
        for (let file = 0; file < 60; file++) {
          const [one, other] = [from, folder.file(copy)].map((root) => join(root, `d${file % 4}`, `f${file}`)) as [
            string,
            string,
          ];
          expect(await sha256(other)).toBe(await sha256(one));
          expect(Math.floor(statSync(other).mtimeMs / 1000)).toBe(Math.floor(statSync(one).mtimeMs / 1000));
        }
      }
    });

    it("renames, changes mode, goes on at REST, and refuses what is not there", async () => {
      const ftp = await FtpSession.logIn(bridge);
      await ftp.say(`CWD ${folder.path}`);
      expect((await ftp.store("STOR a", Buffer.from("0123456789"))).replies).toEqual([150, 226]);
      await ftp.say("REST 4");
      expect((await ftp.fetch("RETR a")).bytes.toString()).toBe("456789");
      expect((await ftp.store("APPE a", Buffer.from("x"))).replies).toEqual([150, 226]);
      expect([
        (await ftp.say("SIZE a")).text,
        (await ftp.say("SITE CHMOD 600 a")).code,
        (await ftp.say("RNFR a")).code,
        (await ftp.say("RNTO b")).code,
      ]).toEqual(["213 11\r\n", 200, 350, 250]);
      expect([
        statSync(folder.file("b")).mode & 0o777,
        (await ftp.say("RETR nowhere")).code,
        (await ftp.fetch("RETR nowhere")).replies,
        (await ftp.fetch("LIST nowhere")).replies,
      ]).toEqual([0o600, 425, [550], [550]]);
      expect([
        (await ftp.say("MKD d")).code,
        (await ftp.say("MKD d")).code,
        (await ftp.say("RMD d")).code,
        (await ftp.say("DELE b")).code,
      ]).toEqual([257, 550, 250, 250]);
      ftp.close();
    });
  },
);
