import { parentPort, workerData } from "node:worker_threads";
import { unlockKey } from "./unlock-key.js";

/** The thread that `unlock-in-worker.ts` starts: one key, one answer. A bundle of its own, `unlock-worker.js`. */
export interface UnlockWork {
  readonly text: string;
  readonly passphrase: string;
}

const { text, passphrase } = workerData as UnlockWork;
parentPort?.postMessage(await unlockKey(text, passphrase));
