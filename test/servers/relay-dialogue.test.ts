import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { runWell } from "../support/child.js";
import { curl, curlWith, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { makeCertificate } from "../support/fixtures/certificate.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow, type Program } from "../support/programs.js";
import type { DaemonOptions, FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { hasTls, startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

const vsftpdAt = ({ host = "127.0.0.2", demandsTls }: DaemonOptions = {}) =>
  startVsftpd({
    host,
    passive: { first: 0, last: 0 },
    announces: null,
    ...(demandsTls === undefined
      ? {}
      : {
          settings: {
            ssl_enable: "YES",
            allow_anon_ssl: "YES",
            force_anon_logins_ssl: "YES",
            force_anon_data_ssl: "YES",
            rsa_cert_file: demandsTls,
          },
        }),
  });

const servers: readonly {
  readonly program: Program;
  readonly start: (options?: DaemonOptions) => Promise<FtpDaemon>;
  readonly says: RegExp;
}[] = [
  { program: "vsftpd", start: vsftpdAt, says: /^530 Anonymous sessions must use encryption/ },
  { program: "proftpd", start: startProftpd, says: /^550 SSL\/TLS required on the control channel/ },
  { program: "pure-ftpd", start: startPureFtpd, says: /^421-Sorry, cleartext sessions/ },
  { program: "pyftpdlib", start: startPyftpdlib, says: /^550 SSL\/TLS required on the control channel/ },
];

describeWith(["sshd", "ssh-keygen", "python3", "curl"], "relay mode, in dialogue with real servers", () => {
  const folder = tempFolder();
  const cleanUps: (() => Promise<unknown>)[] = [];
  let sshd: Sshd;
  let certificate: string | undefined;
  beforeAll(async () => {
    [sshd, certificate] = await Promise.all([startSshd(), makeCertificate(folder).catch(() => undefined)]);
  });
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
    await sshd.close();
    folder.remove();
  });

  async function open(
    daemon: FtpDaemon,
    { target = daemon.host, listenHost = "127.0.0.1", neverInTls = false } = {},
  ): Promise<{ readonly culvert: CulvertProcess; readonly place: FtpServerAddress }> {
    const port = await freePort("127.0.0.1", "::1");
    const { ftp, ...rest } = relayProfile({
      id: "popeye",
      gateway: sshd,
      target: { host: target, port: daemon.port },
      listen: { host: listenHost, port },
    });
    const profile = { ...rest, ftp: { ...ftp, ...(neverInTls ? { tls: "never" } : {}) } } as ProfileDraft;
    const culvert = startCulvert({ profiles: [profile], knownHosts: sshd.knownHostsLines });
    cleanUps.push(
      () => daemon.close(),
      () => culvert.stop(),
    );
    await culvert.untilOpen("popeye");
    return { culvert, place: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password } };
  }

  for (const { program, start, says } of servers) {
    describeWith([program], program, () => {
      it("goes on after a download was aborted, with telnet's signals as urgent data or the whole ABOR", async () => {
        const daemon = await start();
        writeSampleFile(join(daemon.pub, "long"), 32 * MB);
        writeFileSync(join(daemon.pub, "short"), "ahoy");
        const { culvert, place: server } = await open(daemon);
        for (const way of ["telnet", "urgent"]) {
          const said = await runWell(
            programPathOrThrow("python3"),
            ["-c", ABORT, server.host, String(server.port), server.username, server.password, way],
            { timeout: 30_000 },
          );
          const [first, second, rest] = said.trim().split("\n");
          expect([first, second], said).toEqual([
            expect.stringMatching(/^(?:150|[24]\d\d)/),
            expect.stringMatching(/^22[56]/),
          ]);
          expect(rest, "what is fetched next").toBe("ahoy");
        }
        await culvert.until("popeye", (status) => {
          const { transfers, connections } = rowOf(status, "control");
          return transfers?.length === 0 && connections.open === 0;
        });
      });

      it("shows that the server demands TLS, where the profile never speaks it, with the server's words", async (test) => {
        if (certificate === undefined) test.skip("not here: openssl");
        if (program === "pyftpdlib" && !(await hasTls())) test.skip("not here: Python's OpenSSL");
        const { culvert, place: server } = await open(await start({ demandsTls: certificate ?? "" }), {
          neverInTls: true,
        });
        await expect(curl.list(server, "pub")).rejects.toThrow();
        const status = await culvert.until(
          "popeye",
          (latest) => rowOf(latest, "control").trouble?.code === "ftp.tls-demanded",
        );
        expect(rowOf(status, "control").trouble).toMatchObject({ said: expect.stringMatching(says) as string });
      });
    });
  }

  describeWith(["vsftpd"], "vsftpd, by other addresses", () => {
    it("is reached by a name of several addresses, whichever of them it listens on", async () => {
      const { place: server } = await open(await vsftpdAt({ host: "127.0.0.1" }), { target: "localhost" }); // ::1 comes first for OpenSSH
      const sent = writeSampleFile(folder.file("several"), 100 * KB);
      for (const client of [
        curl,
        curlWith("curl --disable-epsv", "--disable-epsv"),
        curlWith("curl -P -", "--ftp-port", "-"),
      ]) {
        await client.store(server, sent, "pub/several");
        await client.fetch(server, "pub/several", folder.file("several-back"));
        expect(await sha256(folder.file("several-back"))).toBe(await sha256(sent));
      }
    });

    it("is served on both loopback addresses where the profile listens on localhost", async () => {
      const { place: server } = await open(await vsftpdAt(), { listenHost: "localhost" });
      const sent = writeSampleFile(folder.file("both"), 100 * KB);
      for (const [host, ...words] of [["127.0.0.1"], ["[::1]"], ["[::1]", "--ftp-port", "-"]] as const) {
        const client = curlWith("curl", ...words);
        await client.store({ ...server, host }, sent, "pub/both");
        await client.fetch({ ...server, host }, "pub/both", folder.file("both-back"));
        expect(await sha256(folder.file("both-back"))).toBe(await sha256(sent));
      }
    });
  });
});

/** Prints the two replies that an abort brings, and a file that is fetched after it. */
const ABORT = `
import ftplib, socket, sys
host, port, username, password, way = sys.argv[1:]
ftp = ftplib.FTP(timeout=20)
ftp.connect(host, int(port))
ftp.login(username, password)
ftp.cwd("pub")
ftp.voidcmd("TYPE I")
data = ftp.transfercmd("RETR long")
data.recv(1000)
if way == "telnet":
    ftp.sock.sendall(b"\\xff\\xf4\\xff")
    ftp.sock.send(b"\\xf2", socket.MSG_OOB)
    ftp.sock.sendall(b"ABOR\\r\\n")
else:
    ftp.sock.sendall(b"ABOR\\r\\n", socket.MSG_OOB)
data.close()
print(ftp.getmultiline().splitlines()[0])
print(ftp.getmultiline().splitlines()[0])
ftp.retrbinary("RETR short", lambda part: print(part.decode()))
ftp.quit()
`;
