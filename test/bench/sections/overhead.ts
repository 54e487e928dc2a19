import { startCulvert } from "../../support/culvert-process.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { relayProfile } from "../../support/fixtures/relay-profile.js";
import { MB } from "../../support/fixtures/sample-file.js";
import { startDelayingProxy } from "../../support/servers/delaying-proxy.js";
import { untilListening } from "../listening.js";
import { SMALL_FILES, type BenchSetup, type Section } from "../setup.js";
import { bulkDown } from "./bulk.js";
import { smallFilesByFtplib } from "./small-files.js";

const HOST = "127.0.0.1";

/** What the packets cost that Culvert sends for nothing but their acknowledgement: bytes to the gateway with them and without. */
export const overhead: Section = {
  name: "overhead",
  async run(setup) {
    const [flow, plain] = [await bytesUp(setup, {}), await bytesUp(setup, { CULVERT_FLOW: "plain" })];
    const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
    console.log(
      `\nSent to the gateway for ${SMALL_FILES} files of 2 KB: ${kb(flow.small)}, and ${kb(plain.small)} with CULVERT_FLOW=plain.`,
    );
    console.log(
      `Sent to the gateway for fetching ${setup.bulk.bytes / MB} MB: ${kb(flow.bulk)}, and ${kb(plain.bulk)} with CULVERT_FLOW=plain.`,
    );
  },
};

async function bytesUp(
  { sshd, ports, bulk }: BenchSetup,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly small: number; readonly bulk: number }> {
  const proxy = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: 0 });
  const control = await freePort(HOST);
  const gateway = { ...sshd, port: proxy.port };
  const culvert = startCulvert({
    profiles: [
      relayProfile({
        id: "popeye",
        gateway,
        target: { host: "127.0.0.2", port: ports.serverControl },
        listen: { host: HOST, port: control },
      }),
    ],
    knownHosts: sshd.knownHostsLines.replaceAll(`:${sshd.port}`, `:${proxy.port}`),
    json: false,
    env,
  });
  try {
    await untilListening(HOST, [control], () => undefined);
    const way = { host: HOST, control, close: () => Promise.resolve() };
    const upDuring = async (callback: () => Promise<unknown>): Promise<number> => {
      const before = proxy.passed().up;
      await callback();
      return proxy.passed().up - before;
    };
    return {
      small: await upDuring(() => smallFilesByFtplib(way)),
      bulk: await upDuring(() => bulkDown(way, bulk.bytes)),
    };
  } finally {
    await culvert.stop();
    await proxy.close();
  }
}
