import { HYBRID_KEX } from "../../../src/core/ssh/ssh2-internals/hybrid-kex.js";
import { SshSession } from "../../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import { MemoryKnownHosts, testEnvironment } from "../../support/fixtures/test-environment.js";
import { startSshd, type Sshd } from "../../support/gateways/sshd.js";
import { programPath } from "../../support/programs.js";
import { inRounds, type Section } from "../setup.js";

const CLASSIC_KEX = "curve25519-sha256";
/** More than this times the handshake without ML-KEM, one with it must not take. */
const MAX_RATIO = 1.3;

/** What the post-quantum key exchange costs: the time to open a session, login and all, with ML-KEM and X25519 and with X25519 alone. */
export const handshake: Section = {
  name: "handshake",
  async run({ quick }) {
    if (programPath("openssh-10") === undefined) {
      console.log("\nThe handshake was not measured: openssh-10 is not on this machine.");
      return;
    }
    const gateways = new Map<string, Sshd>();
    const times = new Map<string, number[]>();
    try {
      for (const kex of [HYBRID_KEX, CLASSIC_KEX])
        gateways.set(kex, await startSshd({ release: "10", config: [`KexAlgorithms ${kex}`] }));
      for (const sshd of gateways.values()) for (let warming = 0; warming < 5; warming++) await timeToOpen(sshd);
      await inRounds(quick ? 20 : 100, gateways, async (kex, sshd) => {
        times.set(kex, [...(times.get(kex) ?? []), await timeToOpen(sshd)]);
      });
    } finally {
      for (const sshd of gateways.values()) await sshd.close();
    }
    const [hybrid, classic] = [HYBRID_KEX, CLASSIC_KEX].map((kex) => median(times.get(kex) ?? []));
    const ratio = (hybrid ?? 0) / (classic ?? 1);
    console.log(
      `\nTo open a session: ${hybrid?.toFixed(1)} ms by ${HYBRID_KEX}, ${classic?.toFixed(1)} ms by ${CLASSIC_KEX}: ${ratio.toFixed(2)} times, ${ratio <= MAX_RATIO ? "within" : "ABOVE"} the ${MAX_RATIO} that are allowed.`,
    );
  },
};

/** Milliseconds. */
async function timeToOpen({ host, port, username, keyFile, knownHostsLines }: Sshd): Promise<number> {
  const { gateway } = profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username, auth: [{ method: "key", file: keyFile }] },
  });
  const environment = testEnvironment({ clock: systemClock, knownHosts: new MemoryKnownHosts(knownHostsLines) });
  const began = performance.now();
  const session = await SshSession.open(gateway, {
    profile: "popeye",
    environment,
    signal: AbortSignal.timeout(60_000),
    onStep: () => undefined,
  });
  const took = performance.now() - began;
  await session.close();
  return took;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
