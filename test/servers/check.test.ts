import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FtpLogin } from "../../src/shared/check/finding.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { describeWith } from "../support/describe-with.js";
import { makeCertificate } from "../support/fixtures/certificate.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { Findings } from "../support/fixtures/run-check.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import type { Program } from "../support/programs.js";
import type { DaemonOptions, FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { hasTls, startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

interface Server {
  readonly name: string;
  readonly kind: string;
  readonly program: Program;
  start(options: DaemonOptions): Promise<FtpDaemon>;
  /** The lines that it needs for a range and its address. */
  lines(first: number, last: number): { readonly range: readonly string[]; readonly address: readonly string[] };
  /** Lets people in without TLS. */
  readonly plain: string;
}

const servers: readonly Server[] = [
  {
    name: "vsftpd",
    kind: "vsftpd",
    program: "vsftpd",
    plain: "force_local_logins_ssl=NO",
    start: ({ passive = { first: 0, last: 0 }, announces = null, demandsTls }) =>
      startVsftpd({
        passive,
        announces,
        settings:
          demandsTls === undefined
            ? {}
            : {
                local_enable: "YES",
                ssl_enable: "YES",
                force_local_logins_ssl: "YES",
                rsa_cert_file: demandsTls,
                allow_anon_ssl: "YES",
                force_anon_logins_ssl: "YES",
                force_anon_data_ssl: "YES",
              },
      }),
    lines: (first, last) => ({
      range: ["pasv_enable=YES", `pasv_min_port=${first}`, `pasv_max_port=${last}`],
      address: ["pasv_address=127.0.0.1"],
    }),
  },
  {
    name: "ProFTPD",
    kind: "proftpd",
    program: "proftpd",
    plain: "TLSRequired off",
    start: startProftpd,
    lines: (first, last) => ({ range: [`PassivePorts ${first} ${last}`], address: ["MasqueradeAddress 127.0.0.1"] }),
  },
  {
    name: "Pure-FTPd",
    kind: "pure-ftpd",
    program: "pure-ftpd",
    plain: "TLS 1",
    start: startPureFtpd,
    lines: (first, last) => ({ range: [`PassivePortRange ${first} ${last}`], address: ["ForcePassiveIP 127.0.0.1"] }),
  },
  {
    name: "pyftpdlib",
    kind: "pyftpdlib",
    program: "pyftpdlib",
    plain: "handler.tls_control_required = False",
    start: startPyftpdlib,
    lines: (first, last) => ({
      range: [`handler.passive_ports = [*range(${first}, ${last + 1})]`],
      address: [`handler.masquerade_address = "127.0.0.1"`],
    }),
  },
];

describeWith(["sshd", "ssh-keygen"], "culvert check, through OpenSSH to real servers", () => {
  let sshd: Sshd;
  const folder = tempFolder({ open: true });
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  const loginOf = ({ username, password }: FtpDaemon): FtpLogin => ({ username, password });
  async function range(target: FtpDaemon, passive: string): Promise<ProfileDraft> {
    return rangeProfile({ gateway: sshd, target, control: await freePort("127.0.0.1"), passive });
  }
  async function relay(target: FtpDaemon): Promise<ProfileDraft> {
    return relayProfile({
      id: "popeye",
      gateway: sshd,
      target,
      listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
    });
  }
  /** Start a server, check a profile on it, and close it. */
  async function look(
    server: Server,
    options: DaemonOptions,
    profileOn: (daemon: FtpDaemon) => Promise<ProfileDraft>,
    withLogin = true,
  ): Promise<Findings> {
    const daemon = await server.start(options);
    try {
      return await Findings.of({
        profile: await profileOn(daemon),
        knownHosts: sshd.knownHostsLines,
        ...(withLogin ? { ftpLogin: loginOf(daemon) } : {}),
      });
    } finally {
      await daemon.close();
    }
  }

  for (const server of servers) {
    describeWith([server.program], server.name, () => {
      it("is recognised, and nothing fails in relay mode with its default settings", async () => {
        const findings = await look(server, {}, relay);
        expect(findings.with("failed"), findings.text()).toEqual([]);
        expect(findings.with("skipped"), findings.text()).toEqual([]);
        expect(findings.found("target")).toMatchObject({ code: "target.answers", server: server.kind });
        expect(findings.found("address")).toMatchObject({ code: "address.replaced", address: "127.0.0.2" });
        expect(findings.found("data")).toMatchObject({ code: "data.carried" });
      });

      it("passes in range mode once it is set by the very lines that a bad setting is answered with", async () => {
        const { text, ...passive } = await freeRange(12, "127.0.0.1", "127.0.0.2");
        const findings = await look(server, { passive, announces: "127.0.0.1" }, (daemon) => range(daemon, text));
        expect(findings.with("failed"), findings.text()).toEqual([]);
        expect(findings.with("warning"), findings.text()).toEqual([]);
        expect(findings.found("range")).toMatchObject({ code: "range.inside", passive: text });
      });

      it("names an address that leads past the tunnel: told as a leak, with the line that mends it", async () => {
        const { text, ...passive } = await freeRange(12, "127.0.0.1", "127.0.0.2");
        const findings = await look(server, { passive, announces: "203.0.113.7" }, (daemon) => range(daemon, text));
        expect(findings.found("address"), findings.text()).toEqual({
          code: "address.elsewhere",
          address: "203.0.113.7",
          dialled: "127.0.0.1",
        });
        expect(findings.the("address").settings?.lines).toEqual(server.lines(passive.first, passive.last).address);
        expect(findings.found("data"), "the data connection itself").toMatchObject({ code: "data.carried" });
      });

      it("gives ports that the profile does not carry: told with the lines for the profile's range", async () => {
        const { first, last } = await freeRange(12, "127.0.0.1", "127.0.0.2");
        const others = await freeRange(12, "127.0.0.1", "127.0.0.2");
        const findings = await look(server, { passive: others, announces: "127.0.0.1" }, (daemon) =>
          range(daemon, `${first}-${last}`),
        );
        expect(findings.found("range"), findings.text()).toMatchObject({
          code: "range.outside",
          passive: `${first}-${last}`,
        });
        expect(findings.the("range").settings?.lines).toEqual(server.lines(first, last).range);
      });

      it("demands TLS, which Culvert speaks in relay mode: a note, and no password before the certificate is trusted", async () => {
        if (server.kind === "pyftpdlib" && !(await hasTls())) return;
        const demandsTls = await makeCertificate(folder);
        const { fingerprint256 } = new X509Certificate(readFileSync(demandsTls));
        const pinned = async (daemon: FtpDaemon): Promise<ProfileDraft> => {
          const profile = await relay(daemon);
          return { ...profile, ftp: { ...profile.ftp, certificate: fingerprint256 } } as ProfileDraft;
        };
        const trusted = await look(server, { demandsTls }, pinned);
        expect(trusted.found("tls"), trusted.text()).toMatchObject({ code: "tls.spoken", isTrusted: true });
        expect(trusted.found("data"), trusted.text()).toMatchObject({ code: "data.carried" });
        expect(trusted.with("failed"), trusted.text()).toEqual([]);
        const untrusted = await look(server, { demandsTls }, relay);
        expect(untrusted.the("tls"), untrusted.text()).toMatchObject({
          outcome: "warning",
          found: { code: "tls.spoken", isTrusted: false },
        });
        expect(untrusted.with("skipped")).toContain("ftp-login");
      });

      it("demands TLS of a profile that never speaks it: fails with the line that allows plain FTP; no password is sent", async () => {
        if (server.kind === "pyftpdlib" && !(await hasTls())) return;
        const demandsTls = await makeCertificate(folder);
        const never = async (daemon: FtpDaemon): Promise<ProfileDraft> => {
          const profile = await relay(daemon);
          return { ...profile, ftp: { ...profile.ftp, tls: "never" } } as ProfileDraft;
        };
        const inRelay = await look(server, { demandsTls }, never, false);
        expect(inRelay.found("tls"), inRelay.text()).toMatchObject({
          code: "failure",
          cause: { code: "ftp.tls-demanded" },
        });
        expect(inRelay.the("tls").settings?.lines).toContain(server.plain);
        expect(inRelay.with("skipped")).toEqual([
          "ftp-login",
          "passive",
          "address",
          "extended-passive",
          "data",
          "target-name",
        ]);
      });

      it("demands TLS, which passes in range mode: looks at data ports, addresses and a data connection inside it, and names the certificate", async () => {
        if (server.kind === "pyftpdlib" && !(await hasTls())) return;
        const demandsTls = await makeCertificate(folder);
        const { text, ...passive } = await freeRange(12, "127.0.0.1", "127.0.0.2");
        const findings = await look(server, { demandsTls, passive, announces: "203.0.113.7" }, (daemon) =>
          range(daemon, text),
        );
        const { fingerprint256 } = new X509Certificate(readFileSync(demandsTls));
        expect(findings.found("tls"), findings.text()).toMatchObject({
          code: "tls.passes",
          certificate: { subject: "popeye", fingerprint: fingerprint256 },
        });
        expect(findings.found("range"), findings.text()).toMatchObject({ code: "range.inside" });
        expect(findings.found("data"), findings.text()).toMatchObject({ code: "data.carried" });
        expect(findings.with("failed"), findings.text()).toEqual(["address"]);
        expect(findings.with("skipped"), findings.text()).toEqual([]);
      });
    });
  }

  describeWith(["pyftpdlib"], "an FTP server whose login is not known", () => {
    const pyftpdlib = servers.find(({ kind }) => kind === "pyftpdlib");

    it("is told as something that could not be seen, and what to give", async () => {
      if (pyftpdlib === undefined) throw new Error("pyftpdlib is in the list");
      const findings = await look(pyftpdlib, {}, relay, false);
      expect(findings.the("ftp-login")).toMatchObject({ outcome: "warning", found: { code: "ftp-login.no-name" } });
      expect(findings.with("failed"), findings.text()).toEqual([]);
      expect(findings.text()).toContain("CULVERT_FTP_USER");
    });

    it("is told apart from a wrong password, in the server's own words", async () => {
      const daemon = await startPyftpdlib();
      const findings = await Findings.of({
        profile: await relay(daemon),
        knownHosts: sshd.knownHostsLines,
        ftpLogin: { username: "olive", password: "wrong" },
      });
      await daemon.close();
      expect(findings.found("ftp-login")).toEqual({
        code: "ftp-login.refused",
        username: "olive",
        said: "530 Authentication failed.",
      });
    });
  });
});
