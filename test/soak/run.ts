import { parseArgs } from "node:util";
import { ACTIONS } from "./client.js";
import { runDevices } from "./run-devices.js";
import { runHostile } from "./run-hostile.js";
import { inMegabytes, leftOver, soak } from "./soak.js";

/**
 * `npm run soak`: 50 clients for 10 minutes, the link cut every 5 to 20 s. `-- --seconds 60 --clients 10` for less.
 * `-- --only hostile`: what hostile peers of each kind cost, 3 s each (`--each 1`), and 10 minutes of honest clients beside them.
 * `-- --only devices`: 200 devices connected at once for 10 minutes, 20 of them transferring (`--seconds 60`).
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    clients: { type: "string", default: "50" },
    only: { type: "string" },
    each: { type: "string", default: "3" },
  },
});
const seconds = Number(values.seconds);
const clients = Number(values.clients);
const MAX_MS = (seconds * 1.5 + (values.only === "hostile" ? 2_400 : 300)) * 1000;
const tooLong = setTimeout(() => {
  console.error("It does not come to an end.");
  process.exit(1);
}, MAX_MS).unref();

if (values.only === "hostile") {
  await runHostile(seconds, clients, Number(values.each));
  process.exit();
}
if (values.only === "devices") {
  await runDevices(seconds, 200, 20);
  process.exit();
}
console.log(`${clients} clients for ${seconds} s through relay and bridge; the link is cut every 5 to 20 s.`);
const { whole, failed, damaged, cuts, opened, before, after } = await soak({ clients, seconds, cutAfter: [5, 20] });
clearTimeout(tooLong);
console.log(`The link was cut ${cuts} times; the two tunnels came up ${opened} times.`);
console.log(
  `Told as succeeded and whole: ${ACTIONS.map((deed) => `${whole[deed]} ${deed}`).join(", ")}. Told as failed: ${failed}.`,
);
console.log(`Told as succeeded and not whole: ${damaged.length}.`);
for (const line of damaged.slice(0, 50)) console.log(`  ${line}`);
const left = leftOver(before, after);
console.log(
  `Left over: ${left.length === 0 ? "nothing" : left.join(", ")}. Memory ${inMegabytes(before.memory)} before, ${inMegabytes(after.memory)} after.`,
);
process.exitCode = damaged.length === 0 && left.length === 0 && opened >= cuts ? 0 : 1;
