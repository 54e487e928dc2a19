import { systemClock } from "../../../src/core/system/system-clock.js";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";
import { freeRange } from "../../support/fixtures/free-port.js";
import { MemoryKnownHosts, testEnvironment } from "../../support/fixtures/test-environment.js";
import type { BenchSetup, Section } from "../setup.js";

const TUNNELS = 100;
/** Where nobody else listens. */
const HERE = "127.0.0.77";

/** A hundred tunnels at once, each to the FTP server: how long until all are open, with their routes probed and without. */
export const manyTunnels: Section = {
  name: "many tunnels",
  async run(setup) {
    const { figures, rounds } = setup;
    const { first } = await freeRange(TUNNELS, HERE);
    const ports = Array.from({ length: TUNNELS }, (_, index) => first + index);
    const probed = ports.map((port) => profileOn(setup, port, "relay"));
    const plain = ports.map((port) => profileOn(setup, port, "plain forward"));
    await openAll(setup, plain); // the first of all pays for what is compiled
    const add = (name: string, seconds: number) => figures.add({ name, unit: "s", better: "less" }, "culvert", seconds);
    for (let round = 0; round < Math.max(rounds, 5); round++) {
      const isFirst = round % 2 === 0; // whatever else the machine does meets both alike
      if (isFirst) add(`opening ${TUNNELS} tunnels, without probes`, await openAll(setup, plain));
      add(`opening ${TUNNELS} tunnels, probed`, await openAll(setup, probed));
      if (!isFirst) add(`opening ${TUNNELS} tunnels, without probes`, await openAll(setup, plain));
    }
  },
};

/** A profile to vsftpd through sshd, as FTP by a relay or as a plain forward: only FTP has a route that is probed. */
function profileOn({ sshd, vsftpd }: BenchSetup, port: number, kind: "relay" | "plain forward"): Profile {
  const [listen, target] = [
    { host: HERE, port },
    { host: vsftpd.host, port: vsftpd.port },
  ];
  return profileSchema.parse({
    id: `tunnel-${port}`,
    name: `Tunnel ${port}`,
    gateway: {
      host: sshd.host,
      port: sshd.port,
      username: sshd.username,
      auth: [{ method: "key", file: sshd.keyFile }],
    },
    ...(kind === "relay"
      ? { ftp: { mode: "relay", target, listen } }
      : { forwards: [{ kind: "local", name: "FTP", listen, target }] }),
  });
}

/** @returns seconds until all are open */
async function openAll({ sshd }: BenchSetup, profiles: readonly Profile[]): Promise<number> {
  const tunnels = new Tunnels(
    testEnvironment({ clock: systemClock, knownHosts: new MemoryKnownHosts(sshd.knownHostsLines) }),
  );
  tunnels.setProfiles(profiles);
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    tunnels.onChange((statuses) => {
      const failed = statuses.find(({ state }) => state.kind === "failed" || state.kind === "waiting");
      if (failed !== undefined) reject(new Error(JSON.stringify(failed)));
      if (statuses.every(({ state }) => state.kind === "open")) resolve();
    });
    for (const { id } of profiles) tunnels.open(id);
  });
  const seconds = (performance.now() - began) / 1000;
  await tunnels.closeAll();
  return seconds;
}
