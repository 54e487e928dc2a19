import { join } from "node:path";
import { writeSampleFile, MB } from "../../support/fixtures/sample-file.js";
import { startDelayingProxy } from "../../support/servers/delaying-proxy.js";
import type { OpenRoute } from "../routes.js";
import { measure, withRoutes, type Section } from "../setup.js";
import { bulkDown, bulkUp, transferSeconds } from "./bulk.js";

const ROUND_TRIP_MS = 100;
const AT_ONCE = 4;

/** A gateway at the other end of the world: a proxy before it delays every byte. The FTP server behind it stays near it. */
export const longPath: Section = {
  name: "long path",
  async run(setup) {
    const { sshd, vsftpd, quick } = setup;
    const bytes = (quick ? 32 : 100) * MB;
    const file = writeSampleFile(join(vsftpd.root, "far"), bytes);
    const proxy = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: ROUND_TRIP_MS / 2 });
    const far = {
      ...sshd,
      port: proxy.port,
      knownHostsLines: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${proxy.port}`),
    };
    const ways = setup.ways.filter((way) => way !== "direct");
    const rounds = Math.min(setup.rounds, 3);
    const row = (what: string) =>
      ({ name: `${what}, ${ROUND_TRIP_MS} ms away`, unit: "MB/s", better: "more" }) as const;
    try {
      await withRoutes(
        setup,
        async (open) => {
          await measure(setup, row(`bulk down, ${bytes / MB} MB`), open, (way) => bulkDown(way, bytes, "far"), rounds);
          await measure(
            setup,
            row(`bulk up, ${bytes / MB} MB`),
            open,
            (way) => bulkUp(way, file, bytes, vsftpd.pub),
            rounds,
          );
          await measure(setup, row(`${AT_ONCE} at once down, in sum`), open, (way) => atOnce(way, bytes), rounds);
        },
        ways,
        far,
      );
    } finally {
      await proxy.close();
    }
  },
};

/** @returns MB a second, all together */
async function atOnce({ host, control }: OpenRoute, bytes: number): Promise<number> {
  const seconds = await Promise.all(
    Array.from({ length: AT_ONCE }, () => transferSeconds(["--output", "/dev/null", `ftp://${host}:${control}/far`])),
  );
  return (AT_ONCE * bytes) / MB / Math.max(...seconds);
}
