import { runWell } from "../../support/child.js";
import { programPathOrThrow } from "../../support/programs.js";
import { startDelayingProxy, type DelayingProxy } from "../../support/servers/delaying-proxy.js";
import { writeSampleFile, KB } from "../../support/fixtures/sample-file.js";
import type { MeasurementRow } from "../measurements.js";
import type { OpenRoute, RouteName } from "../routes.js";
import { withRoutes, type BenchSetup, type Section } from "../setup.js";

const ROUND_TRIP_MS = 100;
/** Where FTP without a tunnel is reached over the same delay. */
const DIRECT_HOST = "127.0.0.8";

/**
 * Small files in one session with a server that is far away, in round trips a file. For the tunnels a proxy delays every byte to
 * the gateway; for FTP without one, proxies before the control port and each passive port do.
 */
export const farSmallFiles: Section = {
  name: "far small files",
  async run(setup) {
    const { sshd, folder } = setup;
    const upload = writeSampleFile(folder.file("small-upload"), 2 * KB);
    const gateway = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: ROUND_TRIP_MS / 2 });
    const direct = await delayDirect(setup);
    const far = {
      ...sshd,
      port: gateway.port,
      knownHostsLines: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${gateway.port}`),
    };
    const row = (what: string) =>
      ({ name: `${what} of 2 KB, ${ROUND_TRIP_MS} ms away`, unit: "round trips", better: "less" }) as const;
    try {
      await withRoutes(
        setup,
        async (tunnels) => {
          const open = new Map(tunnels);
          open.set("direct", { host: DIRECT_HOST, control: setup.ports.serverControl, close: () => Promise.resolve() });
          const files = setup.farFiles;
          for (const kind of ["fetch", "store", "list"] as const)
            await measureAtOnce(setup, row(`ftplib: ${kind}`), open, (way) => byFtplib(kind, way, files));
          await measureAtOnce(setup, row("curl: fetch"), open, (way) => byCurl(way, [], files));
          await measureAtOnce(setup, row("curl: fetch without SIZE"), open, (way) =>
            byCurl(way, ["--ignore-content-length"], files),
          );
          await measureAtOnce(setup, row("curl: store"), open, (way) => storeByCurl(way, upload, files));
        },
        setup.ways.filter((way) => way !== "direct"),
        far,
      );
    } finally {
      await Promise.all([gateway, ...direct].map((proxy) => proxy.close()));
    }
  },
};

/** Every way at the same time: all that they do is wait. What they store has the same names, which is nothing to vsftpd. */
async function measureAtOnce(
  { figures, rounds }: BenchSetup,
  what: MeasurementRow,
  open: ReadonlyMap<RouteName, OpenRoute>,
  act: (way: OpenRoute) => Promise<number>,
): Promise<void> {
  for (let round = 0; round < rounds; round++)
    await Promise.all([...open].map(async ([name, way]) => figures.add(what, name, await act(way))));
}

function delayDirect({ vsftpd, ports }: BenchSetup): Promise<DelayingProxy[]> {
  return Promise.all(
    [ports.serverControl, ...ports.passive].map((port) =>
      startDelayingProxy({
        host: vsftpd.host,
        port,
        oneWay: ROUND_TRIP_MS / 2,
        listen: { host: DIRECT_HOST, port },
      }),
    ),
  );
}

const roundTrips = (seconds: number, files: number): number => (seconds * 1_000) / files / ROUND_TRIP_MS;

/** Python's ftplib sends TYPE before each transfer, and waits for nothing but the server. The login is not counted. */
async function byFtplib(
  kind: "fetch" | "store" | "list",
  { host, control }: OpenRoute,
  files: number,
): Promise<number> {
  const act = {
    fetch: 'ftp.retrbinary("RETR small/%d" % name, lambda data: None)',
    store: 'ftp.storbinary("STOR pub/%d" % name, io.BytesIO(bytes(2048)))',
    list: 'ftp.retrlines("LIST pub", lambda line: None)',
  }[kind];
  const script = `
import ftplib, io, time
ftp = ftplib.FTP()
ftp.connect("${host}", ${control})
ftp.login()
began = time.monotonic()
for name in range(1, ${files} + 1):
    ${act}
print(time.monotonic() - began)
ftp.quit()`;
  return roundTrips(Number(await runWell(programPathOrThrow("python3"), ["-c", script], { timeout: 120_000 })), files);
}

/** curl asks for each file's SIZE unless it is told not to. Its login is counted, which is a seventh of a round trip a file. */
const byCurl = ({ host, control }: OpenRoute, options: readonly string[], files: number): Promise<number> =>
  curlFor([...options, "--output", "/dev/null", `ftp://${host}:${control}/small/[1-${files}]`], files);

const storeByCurl = ({ host, control }: OpenRoute, file: string, files: number): Promise<number> =>
  curlFor(["--upload-file", `{${Array<string>(files).fill(file).join(",")}}`, `ftp://${host}:${control}/pub/`], files);

async function curlFor(words: readonly string[], files: number): Promise<number> {
  const began = performance.now();
  await runWell(programPathOrThrow("curl"), ["--disable", "--silent", "--show-error", ...words], { timeout: 120_000 });
  return roundTrips((performance.now() - began) / 1_000, files);
}
