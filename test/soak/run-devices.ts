import { beyondDeviceLimits, connectDevices, DEVICES_LIMITS } from "./devices.js";
import { inMegabytes } from "./soak.js";

/** `npm run soak -- --only devices`: print the figures and the limits that they have to hold; sets the exit code. */
export async function runDevices(seconds: number, devices: number, transferring: number): Promise<void> {
  const { longestTransferMs, longestReplyMs, heldGrowth, peakGrowth } = DEVICES_LIMITS;
  console.log(
    `${devices} devices at one bridge for ${seconds} s, ${transferring} of them transferring 1 MB at any time.`,
  );
  console.log(
    `Limits: each device has its turn; ${longestTransferMs} ms for a transfer, ${longestReplyMs} ms for a reply beside them; ${inMegabytes(heldGrowth)} more held, ${inMegabytes(peakGrowth)} more at the peak.`,
  );
  const outcome = await connectDevices({ devices, transferring, seconds, bytes: 1_000_000 });
  const counts = outcome.transfers.toSorted((one, other) => one - other);
  const total = counts.reduce((sum, count) => sum + count, 0);
  console.log(
    `${total} transfers whole, ${(total / seconds).toFixed(1)} MB/s; by device ${counts[0]} at least, ${counts[counts.length >> 1]} in the middle, ${counts.at(-1)} at most; the longest ${outcome.longestTransferMs.toFixed(0)} ms.`,
  );
  console.log(`${outcome.replies} replies beside them, the longest after ${outcome.longestReplyMs.toFixed(0)} ms.`);
  console.log(
    `Held with all logged in ${inMegabytes(outcome.heldBefore)}, after all transfers ${inMegabytes(outcome.heldAfter)}; ${inMegabytes(outcome.peakGrowth)} more of the machine's memory at the peak.`,
  );
  const beyond = beyondDeviceLimits(outcome);
  console.log(beyond.length === 0 ? "All limits hold." : `Beyond a limit:\n  ${beyond.slice(0, 50).join("\n  ")}`);
  process.exitCode = beyond.length === 0 ? 0 : 1;
}
