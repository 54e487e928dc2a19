import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readServerCertificate } from "../../src/core/store/self-signed-certificate.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import { runWell } from "../support/child.js";
import {
  basicFtpWith,
  curlWith,
  lftpWith,
  type FtpClient,
  type FtpServerAddress,
} from "../support/clients/ftp-clients.js";
import { ftplibInTls } from "../support/clients/ftplib.js";
import { describeWith } from "../support/describe-with.js";
import { makeCertificate } from "../support/fixtures/certificate.js";
import { documentTable } from "../support/fixtures/documented-table.js";
import { freePort } from "../support/fixtures/free-port.js";
import { KB, MB, sha256, writeSampleFile } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { ScriptedPrompter, testEnvironment } from "../support/fixtures/test-environment.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPath, type Program } from "../support/programs.js";
import { hasTls, startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";
import { waitFor } from "../support/wait-for.js";

interface Daemon {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly pub: string;
  close(): Promise<void>;
}

const vsftpd = (settings: Readonly<Record<string, string | number>> = {}) =>
  startVsftpd({
    passive: { first: 0, last: 0 },
    announces: null,
    settings: { max_per_ip: 0, max_clients: 0, ...settings },
  });

/** Where the programs' files are in the end; the bridge's are the gateway's own. */
const ways: readonly {
  readonly name: string;
  readonly program?: Program;
  readonly start?: (certificate: string) => Promise<Daemon>;
}[] = [
  { name: "a relay to vsftpd in the clear", program: "vsftpd", start: () => vsftpd() },
  {
    name: "a relay to vsftpd that demands TLS",
    program: "vsftpd",
    start: (rsa_cert_file) =>
      vsftpd({
        ssl_enable: "YES",
        allow_anon_ssl: "YES",
        force_anon_logins_ssl: "YES",
        force_anon_data_ssl: "YES",
        require_ssl_reuse: "YES",
        rsa_cert_file,
      }),
  },
  { name: "a relay to pyftpdlib in the clear", program: "pyftpdlib", start: () => startPyftpdlib() },
  {
    name: "a relay to pyftpdlib that demands TLS",
    program: "pyftpdlib",
    start: (demandsTls) => startPyftpdlib({ demandsTls }),
  },
  { name: "a bridge" },
];

describeWith(["sshd", "ssh-keygen", "openssl", "curl", "lftp", "python3"], "FTP programs that speak TLS", () => {
  const folder = tempFolder();
  const file = folder.file("culvert.pem");
  const served = new Map<string, { readonly at: FtpServerAddress; readonly pub: string; readonly remote: string }>();
  const daemons: Daemon[] = [];
  const outcomes = new Map<string, string>();
  let clients: readonly FtpClient[] = [];
  let sshd: Sshd;
  let tunnels: Tunnels;

  beforeAll(async () => {
    const [gateway, certificate, own] = await Promise.all([
      startSshd(),
      makeCertificate(folder),
      readServerCertificate(folder.path),
    ]);
    sshd = gateway;
    writeFileSync(file, own.cert);
    clients = [
      curlWith("curl --ssl-reqd", "--ssl-reqd", "--cacert", file),
      lftpWith(
        "lftp ftp:ssl-force",
        "set ftp:ssl-force yes",
        "set ftp:ssl-protect-data yes",
        "set ftp:ssl-protect-list yes",
        `set ssl:ca-file ${file}`,
      ),
      ftplibInTls(file),
      basicFtpWith("basic-ftp, secure", { secure: true, secureOptions: { ca: own.cert } }),
    ];
    const profiles = [];
    const knowsTls = programPath("pyftpdlib") !== undefined && (await hasTls());
    for (const [index, { name, program, start }] of ways.entries()) {
      if (program !== undefined && programPath(program) === undefined) continue;
      if (name.includes("pyftpdlib that") && !knowsTls) continue;
      const daemon = await start?.(certificate);
      if (daemon !== undefined) daemons.push(daemon);
      const [port, implicitTlsPort] = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
      const mode = daemon === undefined ? "bridge" : "relay";
      const reading = parseProfile({
        id: `popeye${index}`,
        name,
        gateway: {
          host: sshd.host,
          port: sshd.port,
          username: sshd.username,
          auth: [{ method: "key", file: sshd.keyFile }],
        },
        ftp: {
          mode,
          ...(daemon === undefined ? {} : { target: { host: daemon.host, port: daemon.port } }),
          listen: { host: "127.0.0.1", port },
          clientTls: "required",
          implicitTlsPort,
        },
      });
      if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
      profiles.push(reading.profile);
      const at = { host: "127.0.0.1", port, username: daemon?.username ?? "", password: daemon?.password ?? "" };
      served.set(name, { at, pub: daemon?.pub ?? folder.path, remote: daemon === undefined ? folder.path : "pub" });
    }
    tunnels = new Tunnels(
      testEnvironment({
        clock: systemClock,
        prompter: new ScriptedPrompter(() => ({ kind: "trust", remember: false })),
        serverCertificate: () => readServerCertificate(folder.path),
      }),
    );
    tunnels.setProfiles(profiles);
    for (const { id } of profiles) tunnels.open(id);
    await waitFor("open tunnels", () =>
      tunnels.status().every(({ state }) => state.kind === "open") ? true : undefined,
    );
    const bridge = profiles.find(({ ftp }) => ftp?.mode === "bridge");
    const login = bridge === undefined ? undefined : tunnels.bridgeLogin(bridge.id);
    const way = served.get("a bridge");
    if (login !== undefined && way !== undefined) served.set("a bridge", { ...way, at: { ...way.at, ...login } });
  });
  afterAll(async () => {
    documentTable(
      "tls-clients",
      ["", ...clients.map((client) => client.name)],
      ways.map(({ name }) => [name, ...clients.map((client) => outcomes.get(`${client.name}|${name}`) ?? "not tried")]),
    );
    await tunnels.closeAll();
    await Promise.all([sshd.close(), ...daemons.map((daemon) => daemon.close())]);
    folder.remove();
  });

  const rowOf = (name: string) => tunnels.status().find((status) => status.name === name)?.forwards[0];

  describe.each(ways)("by $name", ({ name }) => {
    it.each([0, 1, 2, 3])(
      "stores, lists, fetches and resumes unharmed, an empty file and 64 MB too, and trusts the certificate that was saved (program %i)",
      async (index) => {
        const [way, client] = [served.get(name), clients[index]];
        if (way === undefined || client === undefined) return;
        outcomes.set(`${client.name}|${name}`, "fails");
        const sent = writeSampleFile(folder.file("sent"), MB + 7, index + 1);
        const stored = `${name}-${client.name}`.replaceAll(/[^a-z]+/g, "-");
        await client.store(way.at, sent, join(way.remote, stored));
        await client.fetch(way.at, join(way.remote, stored), folder.file("back"));
        expect(await sha256(join(way.pub, stored)), "stored").toBe(await sha256(sent));
        expect(await sha256(folder.file("back")), "fetched").toBe(await sha256(sent));
        truncateSync(folder.file("back"), 100_000);
        await client.resume?.(way.at, join(way.remote, stored), folder.file("back"));
        expect(await sha256(folder.file("back")), "resumed").toBe(await sha256(sent));
        if (index > 0 && name.includes("vsftpd that demands TLS")) {
          const big = writeSampleFile(folder.file("big"), 64 * MB);
          await client.store(way.at, big, join(way.remote, `${stored}-big`));
          await client.fetch(way.at, join(way.remote, `${stored}-big`), folder.file("big-back"));
          expect(await sha256(join(way.pub, `${stored}-big`)), "stored 64 MB").toBe(await sha256(big));
          expect(await sha256(folder.file("big-back")), "fetched 64 MB").toBe(await sha256(big));
        }
        writeFileSync(folder.file("empty"), "");
        await client.store(way.at, folder.file("empty"), join(way.remote, `${stored}-empty`));
        expect(await sha256(join(way.pub, `${stored}-empty`)), "stored empty").toBe(await sha256(folder.file("empty")));
        expect(await client.list(way.at, way.remote)).toEqual(expect.arrayContaining([stored, `${stored}-empty`]));
        expect(rowOf(name)?.trouble, client.name).toBeUndefined();
        outcomes.set(`${client.name}|${name}`, "works");
      },
      300_000,
    );

    it("carries 64 MB both ways, goes on with a file that was broken off, and serves ftps:// on its port", async () => {
      const way = served.get(name);
      const [curl] = clients;
      const port = rowOf(name)?.clientTls?.implicitPort;
      if (way === undefined || curl === undefined || port === undefined) return;
      const implicit: FtpServerAddress = { ...way.at, port, scheme: "ftps" };
      const sent = writeSampleFile(folder.file("big"), 64 * MB);
      await curl.store(way.at, sent, join(way.remote, "big-stored"));
      await curl.fetch(implicit, join(way.remote, "big-stored"), folder.file("big-back"));
      expect(await sha256(join(way.pub, "big-stored"))).toBe(await sha256(sent));
      expect(await sha256(folder.file("big-back"))).toBe(await sha256(sent));

      const whole = writeSampleFile(folder.file("whole"), 300 * KB);
      await curl.store(implicit, whole, join(way.remote, "whole-stored"));
      await runWell("truncate", ["-s", "100000", folder.file("whole")]);
      await curlWith("curl", "--ssl-reqd", "--cacert", file, "--continue-at", "-").fetch(
        way.at,
        join(way.remote, "whole-stored"),
        folder.file("whole"),
      );
      expect(await sha256(folder.file("whole"))).toBe(await sha256(join(way.pub, "whole-stored")));
      await expect(curlWith("curl").list(way.at, way.remote)).rejects.toThrow(/530/);
    });
  });
});
