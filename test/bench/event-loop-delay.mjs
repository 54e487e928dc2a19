import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { setTimeout } from "node:timers";

/** Put before a program by `node --import`: how long its event loop was held at the 99th percentile, in ms, goes to the file EVENT_LOOP_DELAY at its end; its first second, in which it loads and logs in, is left out. */
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
setTimeout(() => delay.enable(), 1_000).unref();
process.on("exit", () =>
  writeFileSync(process.env.EVENT_LOOP_DELAY, String(delay.percentile(99) / 1e6 - RESOLUTION_MS)),
);
