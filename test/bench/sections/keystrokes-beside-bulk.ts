import { spawn } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { endWithUs, stopChild } from "../../support/child.js";
import { startCulvert } from "../../support/culvert-process.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { relayProfile } from "../../support/fixtures/relay-profile.js";
import { untilListening } from "../listening.js";
import type { MeasurementRow } from "../measurements.js";
import { sshProgram } from "../routes.js";
import type { BenchSetup, Section } from "../setup.js";
import { transferSeconds } from "./bulk.js";

const HOST = "127.0.0.1";
const KEYSTROKE_EVERY_MS = 5;
const FETCHES = 10;
const keystroke: MeasurementRow = {
  name: "a keystroke's round trip beside bulk, 99th percentile",
  unit: "ms",
  better: "less",
};
const held: MeasurementRow = { name: "event loop held beside bulk, 99th percentile", unit: "ms", better: "less" };

/** One tunnel runs at full rate, another carries keystrokes: the same process serves both, and in the app draws the tray's menu too. */
export const besideBulk: Section = {
  name: "beside bulk",
  async run(setup) {
    const echo = createServer({ noDelay: true }, (socket) => socket.on("error", () => socket.destroy()).pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, HOST, resolve));
    const echoPort = (echo.address() as AddressInfo).port;
    try {
      for (let round = 0; round < Math.min(setup.rounds, 3); round++) {
        const culvert = await besideCulvert(setup, echoPort);
        setup.figures.add(keystroke, "culvert relay", culvert.keystroke);
        setup.figures.add(held, "culvert relay", culvert.held);
        setup.figures.add(keystroke, "ssh -L", await besideSsh(setup, echoPort));
        setup.figures.add(keystroke, "ssh -L, sleep", await besideSsh(setup, echoPort, "sleep 1d"));
      }
    } finally {
      echo.close();
    }
  },
};

async function besideCulvert(
  { sshd, ports, folder }: BenchSetup,
  echoPort: number,
): Promise<{ readonly keystroke: number; readonly held: number }> {
  const control = await freePort(HOST);
  const keys = await freePort(HOST);
  const bulk = relayProfile({
    id: "bulk",
    gateway: sshd,
    target: { host: "127.0.0.2", port: ports.serverControl },
    listen: { host: HOST, port: control },
  });
  const keyboard: ProfileDraft = {
    id: "keys",
    name: "keys",
    gateway: bulk.gateway,
    forwards: [{ kind: "local", name: "keys", listen: { port: keys }, target: { host: HOST, port: echoPort } }],
  };
  const delayFile = folder.file("event-loop-delay");
  const probe = pathToFileURL(join(import.meta.dirname, "..", "event-loop-delay.mjs")).href;
  const culvert = startCulvert({
    profiles: [bulk, keyboard],
    knownHosts: sshd.knownHostsLines,
    json: false,
    env: { NODE_OPTIONS: `--import ${probe}`, EVENT_LOOP_DELAY: delayFile },
  });
  let percentile: number;
  try {
    await untilListening(HOST, [control, keys], () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    percentile = await keystrokesDuring(keys, control);
  } finally {
    await culvert.stop();
  }
  return { keystroke: percentile, held: Number(readFileSync(delayFile, "utf8")) };
}

async function besideSsh({ sshd, ports, folder }: BenchSetup, echoPort: number, runs?: string): Promise<number> {
  const keys = await freePort(HOST);
  const forwards = [
    `${HOST}:${ports.control}:127.0.0.2:${ports.serverControl}`,
    `${HOST}:${keys}:${HOST}:${echoPort}`,
    ...ports.passive.map((port) => `${HOST}:${port}:127.0.0.2:${port}`),
  ];
  const { program, words } = sshProgram(
    sshd,
    folder,
    forwards.flatMap((forward) => ["-L", forward]),
    runs,
  );
  const child = endWithUs(spawn(program, words, { stdio: "ignore" }));
  try {
    await untilListening(HOST, [ports.control, keys], () => undefined);
    return await keystrokesDuring(keys, ports.control);
  } finally {
    await stopChild(child);
  }
}

/** Type while a large file is fetched again and again. @returns the 99th percentile of the round trips, in milliseconds */
async function keystrokesDuring(keys: number, control: number): Promise<number> {
  const socket = connect({ host: HOST, port: keys, noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const took: number[] = [];
  const type = () =>
    new Promise<void>((resolve, reject) => {
      const from = performance.now();
      socket.once("error", reject).once("data", () => {
        took.push(performance.now() - from);
        socket.removeAllListeners("error");
        resolve();
      });
      socket.write("k");
    });
  await type(); // the first one opens the channel
  took.length = 0;
  const state = { isBulk: true };
  const fetchAgainAndAgain = async () => {
    for (let times = 0; times < FETCHES; times++)
      await transferSeconds(["--output", "/dev/null", `ftp://${HOST}:${control}/bulk`]);
  };
  const bulk = fetchAgainAndAgain().finally(() => {
    state.isBulk = false;
  });
  while (state.isBulk) {
    await type();
    await new Promise((resolve) => setTimeout(resolve, KEYSTROKE_EVERY_MS));
  }
  await bulk;
  socket.destroy();
  return took.toSorted((one, other) => one - other)[Math.floor(took.length * 0.99)] ?? Number.NaN;
}
