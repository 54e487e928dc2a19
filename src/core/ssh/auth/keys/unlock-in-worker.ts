import { existsSync } from "node:fs";
import { Worker, type WorkerOptions } from "node:worker_threads";
import type { UnlockResult } from "./key-result.js";
import { unlockKey } from "./unlock-key.js";
import type { UnlockWork } from "./unlock-worker.js";

/**
 * Unlock a key on a thread of its own: bcrypt and Argon2 take a second and more by design, and the process that asks
 * also draws the tray and carries everybody's bytes. Where no thread can be had, a login that takes a moment longer is
 * better than none: the key is then unlocked right here.
 *
 * @param start the thread, from the same archive as the app: nothing that handles keys lies outside it, unchecked
 */
export async function unlockInWorker(text: string, passphrase: string, start = startThread): Promise<UnlockResult> {
  const workerData: UnlockWork = { text, passphrase };
  try {
    return await workerResult(start({ workerData }));
  } catch {
    return unlockKey(text, passphrase);
  }
}

function workerResult(thread: Worker): Promise<UnlockResult> {
  return new Promise((resolve, reject) => {
    thread
      .once("message", resolve)
      .once("error", reject)
      .once("exit", () => reject(new Error("the thread that unlocks keys has ended without a word")));
  });
}

/** Built, the thread's bundle stands beside the program's own, whose parts may stand a folder below. Unbuilt, tsx must read the source. */
function startThread(options: WorkerOptions): Worker {
  if (import.meta.url.endsWith(".ts")) {
    const source = new URL("./unlock-worker.ts", import.meta.url).href;
    return new Worker(
      `import("tsx/esm/api").then(({ register }) => register()).then(() => import(${JSON.stringify(source)}));`,
      { ...options, eval: true },
    );
  }
  const [beside, above] = [
    new URL("./unlock-worker.js", import.meta.url),
    new URL("../unlock-worker.js", import.meta.url),
  ];
  return new Worker(existsSync(beside) ? beside : above, options);
}
