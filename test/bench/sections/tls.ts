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
import { processorSeconds } from "../resident.js";
import { openRoute } from "../routes.js";
import { median } from "../measurements.js";
import { inRounds, SMALL_FILES, type Section } from "../setup.js";

/** What is aimed at: a bulk transfer this much as fast as without TLS, and small files in this many times the time. */
const MIN_BULK = 0.6;
const MAX_SMALL = 1.5;

const GB = 1024 * MB;
const LOOPBACK = "127.0.0.1";
/** Of each server: the control port and its passive range. */
const PORTS = 41;
const RELAY = "relay without TLS";
const SSH = "ssh -L without TLS";

interface Measured {
  readonly host: string;
  readonly port: number;
  /** The tunnel's process. */
  readonly pid: number | undefined;
  /** Of curl. */
  readonly words: readonly string[];
  /** The way without TLS that it is held against. */
  readonly base: string;
}

/**
 * What TLS costs on either leg of a relay, against the same relay without, and what it costs a TLS client through `ssh -L`,
 * against that without: 100 small files in one session, and one large file each way. Processor time is the tunnel's own, which tells
 * the ratio on a busy machine as well.
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
    const { pid } = culvert;
    const { plain: ssh, inTls: sshInTls } = forwards;
    const ways = new Map<string, Measured>([
      [RELAY, { host: LOOPBACK, port: open.clear.port, pid, words: [], base: RELAY }],
      ["relay, TLS to the server", { host: LOOPBACK, port: open.target.port, pid, words: [], base: RELAY }],
      ["relay, TLS with the client", { host: LOOPBACK, port: open.client.port, pid, words: secure, base: RELAY }],
      [SSH, { host: ssh.host, port: ssh.control, pid: ssh.pid, words: [], base: SSH }],
      [
        "ssh -L, TLS from client to server",
        { host: sshInTls.host, port: sshInTls.control, pid: sshInTls.pid, words: secure, base: SSH },
      ],
    ]);
    const figures = { down: new Figures(), up: new Figures(), small: new Figures() };
    try {
      for (const { profile } of Object.values(open)) await culvert.untilOpen(profile.id);
      for (const way of ways.values()) await curl(way, ["--output", "/dev/null"], "small/[1-3]");
      await inRounds(quick ? 2 : rounds, ways, async (name, way) => {
        figures.down.add(name, await curl(way, ["--output", "/dev/null"], "bulk"));
        figures.up.add(name, await curl(way, ["--upload-file", bulk.file], "pub/bulk"));
        figures.small.add(name, await curl(way, ["--output", "/dev/null"], `small/[1-${SMALL_FILES}]`));
      });
    } finally {
      await culvert.stop();
      await Promise.all([forwards.plain.close(), forwards.inTls.close(), plain.close(), inTls.close()]);
    }
    console.log(`\nWhat TLS costs, at a load of ${loadavg()[0]?.toFixed(0) ?? "?"}:`);
    for (const [name, { base }] of ways) {
      console.log(`  ${name}:`);
      for (const direction of ["down", "up"] as const) {
        const [cost, without] = [figures[direction].median(name), figures[direction].median(base)];
        const speed = without.seconds / cost.seconds;
        console.log(
          `    ${direction}: ${(bulk.bytes / MB / cost.seconds).toFixed(0)} MB/s, ${speed.toFixed(2)} of without (${speed >= MIN_BULK ? "at least" : "BELOW"} ${MIN_BULK}); ` +
            `${((cost.processor * GB) / bulk.bytes).toFixed(2)} s of processor time for a GB, ${(cost.processor / without.processor).toFixed(2)} times without`,
        );
      }
      const [cost, without] = [figures.small.median(name), figures.small.median(base)];
      const time = cost.seconds / without.seconds;
      console.log(
        `    ${SMALL_FILES} files of 2 KB: ${cost.seconds.toFixed(2)} s, ${time.toFixed(2)} times without (${time <= MAX_SMALL ? "at most" : "ABOVE"} ${MAX_SMALL}); ` +
          `${cost.processor.toFixed(2)} s of processor time, ${(cost.processor / without.processor).toFixed(2)} times without`,
      );
    }
  },
};

/** What one transfer or series takes. Seconds. */
interface Cost {
  readonly seconds: number;
  /** Of the tunnel's process. */
  readonly processor: number;
}

/** What each way took in all rounds. */
class Figures {
  readonly #costs = new Map<string, Cost[]>();

  add(name: string, cost: Cost): void {
    this.#costs.set(name, [...(this.#costs.get(name) ?? []), cost]);
  }

  median(name: string): Cost {
    const costs = this.#costs.get(name) ?? [];
    return { seconds: median(costs.map(({ seconds }) => seconds)), processor: median(costs.map((c) => c.processor)) };
  }
}

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

async function curl({ host, port, pid, words }: Measured, own: readonly string[], path: string): Promise<Cost> {
  const pids = pid === undefined ? [] : [pid];
  const [began, before] = [performance.now(), processorSeconds(pids)];
  await runWell(
    programPathOrThrow("curl"),
    ["--disable", "--silent", "--show-error", ...words, ...own, `ftp://${host}:${port}/${path}`],
    { timeout: 300_000 },
  );
  return { seconds: (performance.now() - began) / 1_000, processor: processorSeconds(pids) - before };
}
