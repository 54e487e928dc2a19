import { X509Certificate } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import {
  basicFtp,
  curl,
  curlWith,
  lftp,
  type FtpClient,
  type FtpServerAddress,
} from "../support/clients/ftp-clients.js";
import { ftplib } from "../support/clients/ftplib.js";
import { tnftp } from "../support/clients/tnftp.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { makeCertificate } from "../support/fixtures/certificate.js";
import { documentTable } from "../support/fixtures/documented-table.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { MB, sha256, writeSampleFile } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { whyNoMounts } from "../support/mounts.js";
import { programPath, type Program } from "../support/programs.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { hasTls, startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

const vsftpd = (certificate: string, settings: Readonly<Record<string, string>> = {}, isForLocalUser = false) =>
  startVsftpd({
    isForLocalUser,
    passive: { first: 0, last: 0 },
    announces: null,
    settings: {
      max_per_ip: 0,
      max_clients: 0,
      ssl_enable: "YES",
      allow_anon_ssl: "YES",
      force_anon_logins_ssl: "YES",
      force_anon_data_ssl: "YES",
      require_ssl_reuse: "YES",
      rsa_cert_file: certificate,
      ...settings,
    },
  });

/** Each lets nobody in without TLS, and takes no data without it. */
const servers: readonly {
  readonly name: string;
  readonly program: Program;
  readonly tls?: "explicit" | "implicit";
  /** Why it cannot run here. */
  readonly isMissing?: string | undefined;
  readonly start: (certificate: string) => Promise<FtpDaemon>;
}[] = [
  { name: "vsftpd, session reuse required", program: "vsftpd", start: vsftpd },
  {
    name: "vsftpd, local users, session reuse required",
    program: "vsftpd",
    isMissing: await whyNoMounts(),
    start: (certificate) =>
      vsftpd(certificate, { force_local_logins_ssl: "YES", force_local_data_ssl: "YES", allow_anon_ssl: "NO" }, true),
  },
  {
    name: "vsftpd, data alone in TLS",
    program: "vsftpd",
    start: (certificate) => vsftpd(certificate, { force_anon_logins_ssl: "NO" }),
  },
  {
    name: "vsftpd, implicit TLS",
    program: "vsftpd",
    tls: "implicit",
    start: (certificate) => vsftpd(certificate, { implicit_ssl: "YES" }),
  },
  {
    name: "ProFTPD, TLSRequired on, TLS 1.2, session reuse required",
    program: "proftpd",
    start: (demandsTls) => startProftpd({ demandsTls }),
  },
  {
    name: "ProFTPD, TLSRequired on, TLS 1.3, session reuse required",
    program: "proftpd",
    tls: "explicit",
    start: (demandsTls) => startProftpd({ demandsTls, tlsProtocol: "TLSv1.3" }),
  },
  { name: "Pure-FTPd, TLS 2", program: "pure-ftpd", start: (demandsTls) => startPureFtpd({ demandsTls }) },
  {
    name: "Pure-FTPd, TLS 3",
    program: "pure-ftpd",
    start: (demandsTls) => startPureFtpd({ demandsTls, tlsLevel: "3" }),
  },
  {
    name: "pyftpdlib, both required",
    program: "pyftpdlib",
    start: (demandsTls) => startPyftpdlib({ demandsTls }),
  },
];

const clients: readonly FtpClient[] = [curl, curlWith("curl -P -", "--ftp-port", "-"), lftp, tnftp, ftplib, basicFtp];

describeWith(["sshd", "ssh-keygen", "openssl", "curl"], "relay mode, to servers that demand TLS", () => {
  const folder = tempFolder();
  const outcomes = new Map<string, string>();
  const running = new Map<
    string,
    { readonly daemon: FtpDaemon; readonly place: FtpServerAddress; readonly id: string }
  >();
  let sshd: Sshd;
  let fingerprint = "";
  let culvert: CulvertProcess;

  beforeAll(async () => {
    const [gateway, certificate] = await Promise.all([startSshd(), makeCertificate(folder)]);
    sshd = gateway;
    fingerprint = new X509Certificate(readFileSync(certificate)).fingerprint256;
    const profiles: ProfileDraft[] = [];
    const knowsTls = programPath("pyftpdlib") !== undefined && (await hasTls());
    for (const [index, { name, program, tls, isMissing, start }] of servers.entries()) {
      if (isMissing !== undefined || programPath(program) === undefined || (program === "pyftpdlib" && !knowsTls))
        continue;
      const [daemon, port] = [await start(certificate), await freePort("127.0.0.1", "::1")];
      const id = `popeye${index}`;
      running.set(name, {
        daemon,
        id,
        place: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password },
      });
      const { ftp, ...rest } = relayProfile({ id, gateway: sshd, target: daemon, listen: { host: "127.0.0.1", port } });
      profiles.push({ ...rest, ftp: { ...ftp, ...(tls === undefined ? {} : { tls }) } } as ProfileDraft);
    }
    culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines, words: ["--accept-new"] });
    await Promise.all(profiles.map(({ id }) => culvert.untilOpen(id)));
  });
  afterAll(async () => {
    documentTable(
      "tls-servers",
      ["", ...clients.map(({ name }) => name)],
      servers.map(({ name }) => [
        name,
        ...clients.map((client) => outcomes.get(`${client.name}|${name}`) ?? "not tried"),
      ]),
    );
    await culvert.stop();
    await Promise.all([sshd.close(), ...[...running.values()].map(({ daemon }) => daemon.close())]);
    folder.remove();
  });

  for (const server of servers) {
    describeWith([server.program], server.name, () => {
      for (const client of clients)
        it.skipIf(client.program !== undefined && programPath(client.program) === undefined)(
          `serves ${client.name} in plain FTP: stored, listed, fetched and resumed unharmed, an empty file too`,
          async (test) => {
            const at = running.get(server.name);
            if (at === undefined) return test.skip(server.isMissing ?? "not here: Python's OpenSSL");
            const { daemon, place, id } = at;
            const pair = `${client.name}|${server.name}`;
            outcomes.set(pair, "fails");
            const sent = writeSampleFile(folder.file("sent"), MB + 7, pair.length);
            const name = client.name.replaceAll(/[^a-z]+/g, "-");
            await client.store(place, sent, `pub/${name}`);
            await client.fetch(place, `pub/${name}`, folder.file("back"));
            expect(await sha256(join(daemon.pub, name)), "stored").toBe(await sha256(sent));
            expect(await sha256(folder.file("back")), "fetched").toBe(await sha256(sent));
            if (client.resume !== undefined) {
              truncateSync(folder.file("back"), 100_000);
              await client.resume(place, `pub/${name}`, folder.file("back"));
              expect(await sha256(folder.file("back")), "resumed").toBe(await sha256(sent));
            }
            writeFileSync(folder.file("empty"), "");
            await client.store(place, folder.file("empty"), `pub/${name}-empty`);
            expect(await sha256(join(daemon.pub, `${name}-empty`)), "stored empty").toBe(
              await sha256(folder.file("empty")),
            );
            expect(await client.list(place, "pub")).toEqual(expect.arrayContaining([name, `${name}-empty`]));
            expect(rowOf(await culvert.until(id, () => true), "control").trouble).toBeUndefined();
            outcomes.set(pair, "works");
          },
        );

      it("carries 64 MB both ways by each program, and has its certificate in the profile", async (test) => {
        const at = running.get(server.name);
        if (at === undefined) return test.skip(server.isMissing ?? "not here: Python's OpenSSL");
        const { daemon, place, id } = at;
        const sent = writeSampleFile(folder.file("big"), 64 * MB);
        for (const client of server === servers[0] ? clients : [curl]) {
          if (client.program !== undefined && programPath(client.program) === undefined) continue;
          await client.store(place, sent, "pub/big");
          await client.fetch(place, "pub/big", folder.file("big-back"));
          expect(await sha256(join(daemon.pub, "big")), client.name).toBe(await sha256(sent));
          expect(await sha256(folder.file("big-back")), client.name).toBe(await sha256(sent));
        }

        const { profiles } = JSON.parse(culvert.profilesText()) as { profiles: ProfileDraft[] };
        expect(profiles.find((profile) => profile.id === id)?.ftp).toMatchObject({ certificate: fingerprint });
      }, 300_000);
    });
  }
});
