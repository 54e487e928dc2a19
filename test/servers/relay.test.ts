import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { runWell } from "../support/child.js";
import {
  basicFtp,
  curl,
  curlWith,
  lftp,
  lftpWith,
  type FtpClient,
  type FtpServerAddress,
} from "../support/clients/ftp-clients.js";
import { ftplib, ftplibActive } from "../support/clients/ftplib.js";
import { tnftp } from "../support/clients/tnftp.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { documentTable } from "../support/fixtures/documented-table.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPath, programPathOrThrow, type Program } from "../support/programs.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

const ANY_PORT = { first: 0, last: 0 };

/** Each in its default passive settings; and one as behind a router, which leads every client astray. */
const servers: readonly { readonly name: string; readonly program: Program; start(): Promise<FtpDaemon> }[] = [
  {
    name: "vsftpd",
    program: "vsftpd",
    start: () => startVsftpd({ passive: ANY_PORT, announces: null, settings: { max_per_ip: 0, max_clients: 0 } }),
  },
  { name: "ProFTPD", program: "proftpd", start: startProftpd },
  { name: "Pure-FTPd", program: "pure-ftpd", start: startPureFtpd },
  { name: "pyftpdlib", program: "pyftpdlib", start: startPyftpdlib },
  {
    name: "vsftpd that announces 203.0.113.7",
    program: "vsftpd",
    start: () => startVsftpd({ passive: ANY_PORT, announces: "203.0.113.7" }),
  },
];

const clients: readonly FtpClient[] = [
  curl,
  curlWith("curl --disable-epsv", "--disable-epsv"),
  curlWith("curl -P -", "--ftp-port", "-"),
  curlWith("curl -P - --disable-eprt", "--ftp-port", "-", "--disable-eprt"),
  lftp,
  lftpWith("lftp, active", "set ftp:passive-mode off"),
  tnftp,
  ftplib,
  ftplibActive,
  basicFtp,
];

describeWith(
  ["sshd", "ssh-keygen", "python3"],
  "relay mode, through OpenSSH to servers in their default settings",
  () => {
    const folder = tempFolder();
    const outcomes = new Map<string, string>();
    const running = new Map<
      string,
      { readonly daemon: FtpDaemon; readonly place: FtpServerAddress; readonly id: string }
    >();
    let sshd: Sshd;
    let culvert: CulvertProcess;

    beforeAll(async () => {
      sshd = await startSshd();
      const profiles: ProfileDraft[] = [];
      for (const [index, server] of servers.filter(({ program }) => programPath(program) !== undefined).entries()) {
        const [daemon, port] = [await server.start(), await freePort("127.0.0.1", "::1")];
        const id = `popeye${index}`;
        running.set(server.name, {
          daemon,
          id,
          place: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password },
        });
        profiles.push(relayProfile({ id, gateway: sshd, target: daemon, listen: { host: "127.0.0.1", port } }));
      }
      culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines });
      await Promise.all(profiles.map(({ id }) => culvert.untilOpen(id)));
    });
    afterAll(async () => {
      documentTable(
        "servers",
        ["", ...servers.map(({ name }) => name)],
        clients.map((client) => [
          client.name,
          ...servers.map(({ name }) => outcomes.get(`${client.name}|${name}`) ?? "not tried"),
        ]),
      );
      await culvert.stop();
      await Promise.all([sshd.close(), ...[...running.values()].map(({ daemon }) => daemon.close())]);
      folder.remove();
    });

    const at = (name: string) => {
      const server = running.get(name);
      if (server === undefined) throw new Error(`${name} is not running`);
      return server;
    };

    for (const server of servers) {
      describeWith([server.program], server.name, () => {
        for (const client of clients) {
          it.skipIf(client.program !== undefined && programPath(client.program) === undefined)(
            `serves ${client.name}: stored, listed and fetched unharmed`,
            async () => {
              const { daemon, place: ftpServer } = at(server.name);
              const pair = `${client.name}|${server.name}`;
              outcomes.set(pair, "fails");
              const sent = writeSampleFile(folder.file("sent"), MB + 7, pair.length);
              const back = folder.file("back");
              const name = client.name.replaceAll(/[^a-z]+/g, "-");
              await client.store(ftpServer, sent, `pub/${name}`);
              await client.fetch(ftpServer, `pub/${name}`, back);
              expect(await sha256(join(daemon.pub, name)), "stored").toBe(await sha256(sent));
              expect(await sha256(back), "fetched").toBe(await sha256(sent));
              expect(await client.list(ftpServer, "pub")).toContain(name);
              outcomes.set(pair, "works");
            },
          );
        }
      });
    }

    describeWith(["proftpd", "lftp"], "ProFTPD, besides", () => {
      it("passes a compressed download as it is (MODE Z)", async () => {
        const { daemon, place: ftpServer, id } = at("ProFTPD");
        const said = "the same words again and again\n".repeat(20_000);
        writeFileSync(join(daemon.pub, "words"), said);
        await lftpWith("lftp, compressed", "set ftp:use-mode-z yes").fetch(
          ftpServer,
          "pub/words",
          folder.file("words"),
        );
        expect(readFileSync(folder.file("words"), "utf8")).toBe(said);
        // no upload: these two fail at it without a relay too, "451 Transfer aborted. Input/output error"
        const status = await culvert.until(id, (latest) => rowOf(latest, "control").connections.open === 0);
        expect(rowOf(status, "control").trouble).toBeUndefined();
      });
    });

    describeWith(["vsftpd", "lftp", "curl"], "vsftpd, besides", () => {
      it("mirrors 500 files both ways over four connections at once", async () => {
        const { daemon, place: ftpServer } = at("vsftpd");
        const [there, back] = [folder.file("there"), folder.file("back-again")];
        mkdirSync(there);
        for (let index = 0; index < 500; index++)
          writeSampleFile(join(there, `file-${index}`), (index * 37) % (6 * KB), index + 1);
        const mirror = (command: string) =>
          runWell(
            programPathOrThrow("lftp"),
            [
              "--norc",
              "-c",
              [
                "set cmd:fail-exit yes",
                "set net:timeout 15",
                "set cmd:interactive no",
                `open -p ${ftpServer.port} -u ${ftpServer.username},${ftpServer.password} ftp://${ftpServer.host}`,
                command,
              ].join("; "),
            ],
            { timeout: 90_000 },
          );
        await mirror(`mirror --reverse --parallel=4 ${there} pub/mirror`);
        await mirror(`mirror --parallel=4 pub/mirror ${back}`);
        expect(await hashesIn(join(daemon.pub, "mirror"))).toEqual(await hashesIn(there));
        expect(await hashesIn(back)).toEqual(await hashesIn(there));
      });

      it("serves fifty clients at once, and has counted them all when they are gone", async () => {
        const { daemon, place: ftpServer, id } = at("vsftpd");
        const before = rowOf(await culvert.untilOpen(id), "control").connections.total;
        const sent = writeSampleFile(folder.file("fifty"), 20 * KB);
        await Promise.all(
          Array.from({ length: 50 }, async (_, index) => {
            await basicFtp.store(ftpServer, sent, `pub/fifty-${index}`);
            await basicFtp.fetch(ftpServer, `pub/fifty-${index}`, folder.file(`fifty-${index}`));
            expect(await sha256(folder.file(`fifty-${index}`))).toBe(await sha256(sent));
          }),
        );
        expect(readdirSync(daemon.pub).filter((name) => name.startsWith("fifty-"))).toHaveLength(50);
        const status = await culvert.until(id, (latest) => rowOf(latest, "control").connections.open === 0);
        expect(rowOf(status, "control").connections.total - before).toBe(50 * 4); // two sessions each, a data connection in each
        expect(rowOf(status, "control")).toMatchObject({ transfers: [] });
        expect(rowOf(status, "control").trouble).toBeUndefined();
      });

      it("goes on with a file that was fetched in part, and appends to one", async () => {
        const { daemon, place: ftpServer } = at("vsftpd");
        const whole = writeSampleFile(join(daemon.pub, "parts"), 300 * KB);
        const part = folder.file("parts");
        writeFileSync(part, readFileSync(whole).subarray(0, 100 * KB));
        await curlWith("curl -C -", "--continue-at", "-").fetch(ftpServer, "pub/parts", part); // REST
        expect(await sha256(part)).toBe(await sha256(whole));

        writeFileSync(folder.file("first"), "ahoy, ");
        writeFileSync(folder.file("second"), "sailor");
        await curl.store(ftpServer, folder.file("first"), "pub/appended");
        await curlWith("curl --append", "--append").store(ftpServer, folder.file("second"), "pub/appended"); // APPE
        expect(readFileSync(join(daemon.pub, "appended"), "utf8")).toBe("ahoy, sailor");
      });

      it("lets a client that prefers TLS go on without", async () => {
        const { place: ftpServer } = at("vsftpd");
        const sent = writeSampleFile(folder.file("ssl"), KB);
        await curlWith("curl --ssl", "--ssl").store(ftpServer, sent, "pub/ssl");
        await lftpWith(
          "lftp, TLS if there is",
          "set ftp:ssl-allow yes",
          "set ftp:ssl-force no",
          "set ftp:ssl-protect-data yes",
        ).fetch(ftpServer, "pub/ssl", folder.file("ssl-back"));
        expect(await sha256(folder.file("ssl-back"))).toBe(await sha256(sent));
      });

      it("shows a transfer with its verb, file and bytes while it runs, and no longer", async () => {
        const { daemon, place: ftpServer, id } = at("vsftpd");
        writeSampleFile(join(daemon.pub, "slow"), 40 * MB); // more than the buffers on the way hold
        const fetching = curlWith("slow curl", "--limit-rate", "15M").fetch(ftpServer, "pub/slow", folder.file("slow"));
        const status = await culvert.until(id, (latest) => (rowOf(latest, "control").transfers?.[0]?.bytes ?? 0) > 0);
        expect(rowOf(status, "control").transfers).toMatchObject([{ verb: "RETR", path: "slow" }]); // curl has changed to pub;
        await fetching;
        await culvert.until(id, (latest) => rowOf(latest, "control").transfers?.length === 0);
      });
    });
  },
);

async function hashesIn(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(
      readdirSync(folder)
        .sort()
        .map(async (name) => [name, await sha256(join(folder, name))] as const),
    ),
  );
}
