import { ACTIONS } from "./client.js";
import { beyondLimits, faceHostilePeers, HOSTILE_LIMITS } from "./hostile.js";
import { inMegabytes } from "./soak.js";

/** `npm run soak -- --only hostile`: print each figure and the limits that they have to hold; sets the exit code. */
export async function runHostile(soakSeconds: number, honestClients: number, secondsEach: number): Promise<void> {
  const { beforeLoginMs, afterLoginMs, onePeerBytes, allPeersBytes } = HOSTILE_LIMITS;
  console.log(
    `Limits: the event loop held for ${beforeLoginMs} ms by anybody before the login, ${afterLoginMs} ms after it; ${inMegabytes(onePeerBytes)} for one peer, ${inMegabytes(allPeersBytes)} for 50.`,
  );
  console.log("  held    one peer  50 peers  through");
  const outcome = await faceHostilePeers({
    secondsEach,
    restSeconds: 30,
    peers: 50,
    soakSeconds,
    honestClients,
    onFigure: ({ through, kind, heldMs, ...bytes }) =>
      console.log(
        [
          `${heldMs.toFixed(0)} ms`.padStart(7),
          inMegabytes(bytes.onePeerBytes).padStart(10),
          inMegabytes(bytes.allPeersBytes).padStart(9),
          ` ${through}: ${kind}`,
        ].join(" "),
      ),
  });
  const { whole, failed, reasons, damaged } = outcome.honest;
  console.log(
    `${honestClients} honest clients beside them for ${soakSeconds} s: ${ACTIONS.map((deed) => `${whole[deed]} ${deed}`).join(", ")}; ${failed} failed, ${damaged.length} not whole.`,
  );
  for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a)) console.log(`  ${count} times: ${reason}`);
  const beyond = beyondLimits(outcome);
  console.log(beyond.length === 0 ? "All limits hold." : `Beyond a limit:\n  ${beyond.join("\n  ")}`);
  process.exitCode = beyond.length === 0 ? 0 : 1;
}
