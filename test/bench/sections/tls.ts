import { mkdirSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { runWell } from "../../support/child.js";
import { startCulvert } from "../../support/culvert-process.js";
import { makeCertificate } from "../../support/fixtures/certificate.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { relayProfile } from "../../support/fixtures/relay-profile.js";
import { KB, MB, writeSampleFile } from "../../support/fixtures/sample-file.js";
import { programPathOrThrow } from "../../support/programs.js";
import { startVsftpd, type Vsftpd } from "../../support/servers/vsftpd.js";
import { chooseRangePorts, type RangePorts } from "../range-ports.js";
import { openRoute } from "../routes.js";
import { inRounds, SMALL_FILES, type Section } from "../setup.js";

/** What is aimed at: a bulk transfer this much as fast as without TLS, and small files in this many times the time. */
const MIN_BULK = 0.6;
const MAX_SMALL = 1.5;

const LOOPBACK = "127.0.0.1";
/** Of each server: the control port and its passive range. */
const PORTS = 41;
const RELAY = "relay without TLS";
const SSH = "ssh -L without TLS";

interface Measured {
  readonly host: string;
  readonly port: number;
  /** Of curl. */
  readonly words: readonly string[];
  /** The way without TLS that it is held against. */
  readonly base: string;
}

/**
 * What TLS costs on either leg of a relay, against the same relay without, and what it costs a TLS client through `ssh -L`,
 * against that without: 100 small files in one session, and one large file.
 */
export const tls: Section = {
  name: "tls",
  async run({ sshd, folder, bulk, quick, rounds }) {
    const certificate = await makeCertificate(folder);
    const ports = { plain: await chooseRangePorts(PORTS), inTls: await chooseRangePorts(PORTS) };
    const plain = await server(ports.plain, bulk.bytes);
    const inTls = await server(ports.inTls, bulk.bytes, certificate);
    const forwards = {
      plain: await openRoute("ssh -L", sshd, ports.plain, folder),
      inTls: await openRoute("ssh -L", sshd, ports.inTls, folder),
    };
    const at = async (id: string, target: Vsftpd, ftp: Record<string, unknown> = {}) => {
      const port = await freePort("127.0.0.1");
      const profile = relayProfile({ id, gateway: sshd, target, listen: { host: "127.0.0.1", port } });
      return { port, profile: { ...profile, ftp: { ...profile.ftp, ...ftp } } as ProfileDraft };
    };
    const open = {
      clear: await at("clear", plain),
      target: await at("target", inTls),
      client: await at("client", plain, { clientTls: "required" }),
    };
    const culvert = startCulvert({
      profiles: Object.values(open).map(({ profile }) => profile),
      knownHosts: sshd.knownHostsLines,
      words: ["--accept-new"],
    });
    const secure = ["--ssl-reqd", "--insecure"];
    const ways = new Map<string, Measured>([
      [RELAY, { host: LOOPBACK, port: open.clear.port, words: [], base: RELAY }],
      ["relay, TLS to the server", { host: LOOPBACK, port: open.target.port, words: [], base: RELAY }],
      ["relay, TLS with the client", { host: LOOPBACK, port: open.client.port, words: secure, base: RELAY }],
      [SSH, { host: forwards.plain.host, port: forwards.plain.control, words: [], base: SSH }],
      [
        "ssh -L, TLS from client to server",
        { host: forwards.inTls.host, port: forwards.inTls.control, words: secure, base: SSH },
      ],
    ]);
    const times = { bulk: new Map<string, number[]>(), small: new Map<string, number[]>() };
    try {
      for (const { profile } of Object.values(open)) await culvert.untilOpen(profile.id);
      for (const way of ways.values()) await fetch(way, "small/[1-3]");
      await inRounds(quick ? 2 : rounds, ways, async (name, way) => {
        times.bulk.set(name, [...(times.bulk.get(name) ?? []), await fetch(way, "bulk")]);
        times.small.set(name, [...(times.small.get(name) ?? []), await fetch(way, `small/[1-${SMALL_FILES}]`)]);
      });
    } finally {
      await culvert.stop();
      await Promise.all([forwards.plain.close(), forwards.inTls.close(), plain.close(), inTls.close()]);
    }
    console.log(`\nWhat TLS costs, at a load of ${loadavg()[0]?.toFixed(0) ?? "?"}:`);
    for (const [name, { base }] of ways) {
      const [large, small] = [median(times.bulk.get(name)), median(times.small.get(name))];
      const [speed, time] = [median(times.bulk.get(base)) / large, small / median(times.small.get(base))];
      console.log(
        `  ${name}: ${(bulk.bytes / MB / large).toFixed(0)} MB/s, ${speed.toFixed(2)} of without (${speed >= MIN_BULK ? "at least" : "BELOW"} ${MIN_BULK}); ` +
          `${SMALL_FILES} files of 2 KB in ${small.toFixed(2)} s, ${time.toFixed(2)} times without (${time <= MAX_SMALL ? "at most" : "ABOVE"} ${MAX_SMALL})`,
      );
    }
  },
};

async function server(ports: RangePorts, bytes: number, certificate?: string): Promise<Vsftpd> {
  const vsftpd = await startVsftpd({
    port: ports.serverControl,
    passive: ports,
    announces: null,
    settings: {
      max_per_ip: 0,
      max_clients: 0,
      ...(certificate === undefined
        ? {}
        : {
            ssl_enable: "YES",
            allow_anon_ssl: "YES",
            force_anon_logins_ssl: "YES",
            force_anon_data_ssl: "YES",
            require_ssl_reuse: "YES",
            rsa_cert_file: certificate,
          }),
    },
  });
  writeSampleFile(join(vsftpd.root, "bulk"), bytes);
  mkdirSync(join(vsftpd.root, "small"));
  for (let name = 1; name <= SMALL_FILES; name++)
    writeSampleFile(join(vsftpd.root, "small", String(name)), 2 * KB, name);
  return vsftpd;
}

/** @returns seconds */
async function fetch({ host, port, words }: Measured, path: string): Promise<number> {
  const began = performance.now();
  await runWell(
    programPathOrThrow("curl"),
    ["--disable", "--silent", "--show-error", ...words, "--output", "/dev/null", `ftp://${host}:${port}/${path}`],
    { timeout: 300_000 },
  );
  return (performance.now() - began) / 1_000;
}

const median = (figures: readonly number[] = []): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? NaN;
