import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FtpSession, type FtpResponse } from "../support/clients/ftp-session.js";
import type { ClientAddress } from "./client.js";
import { EventLoopHold, heldMemory } from "./measure.js";
import { startSoakSetup } from "./setup.js";

export interface DevicesPlan {
  /** Connected and logged in all the time. */
  readonly devices: number;
  /** So many of them transfer at once; each gives its turn to the one that waits longest. */
  readonly transferring: number;
  readonly seconds: number;
  /** On a busy machine they go on for so much longer, until each device has had a transfer. None by default. */
  readonly extraSeconds?: number;
  /** Of each file that is stored. */
  readonly bytes: number;
}

export interface DevicesOutcome {
  /** Transfers that were told as done and found whole, by device. */
  readonly transfers: readonly number[];
  /** Told as done and not whole, or refused: there must be none. */
  readonly damaged: readonly string[];
  /** The longest store and fetch, and the longest time until a NOOP beside them was answered. Milliseconds. */
  readonly longestTransferMs: number;
  readonly longestReplyMs: number;
  readonly replies: number;
  /** What this process holds, devices and bridge together: with all logged in, and after all transfers. Bytes. */
  readonly heldBefore: number;
  readonly heldAfter: number;
  /** The most that it had of the machine's memory above what it had with all logged in. Bytes. */
  readonly peakGrowth: number;
}

/** What must hold of so many devices, on a machine that others use too. */
export const DEVICES_LIMITS = {
  longestTransferMs: 60_000,
  longestReplyMs: 10_000,
  heldGrowth: 20e6,
  peakGrowth: 400e6,
} as const;

/** How often a device that has no turn says that it is still there. Milliseconds. */
const NOOP_EVERY_MS = 1_000;

/** Many devices logged in to one bridge in front of a real sshd, some of them transferring at any time. */
export async function connectDevices({
  devices,
  transferring,
  seconds,
  extraSeconds = 0,
  bytes,
}: DevicesPlan): Promise<DevicesOutcome> {
  const setup = await startSoakSetup();
  const bridge = setup.endpoints.find(({ name }) => name === "bridge");
  if (bridge === undefined) throw new Error("there is no bridge");
  const sessions: FtpSession[] = [];
  try {
    for (let number = 0; number < devices; number++) sessions.push(await logIn(bridge));
    const figures = { longestTransferMs: 0, longestReplyMs: 0, replies: 0 };
    const transfers = sessions.map(() => 0);
    const damaged: string[] = [];
    const waiting = sessions.map((_, number) => number);
    const until = performance.now() + seconds * 1_000;
    const isOver = (): boolean => {
      const late = performance.now() - until;
      return late >= 0 && (late >= extraSeconds * 1_000 || Math.min(...transfers) > 0);
    };

    const takeTurns = async (): Promise<void> => {
      while (!isOver()) {
        const number = waiting.shift();
        const session = number === undefined ? undefined : sessions[number];
        if (number === undefined || session === undefined) throw new Error("nobody waits");
        const begun = performance.now();
        const problem = await transfer(session, bridge, `device-${number}`, bytes);
        figures.longestTransferMs = Math.max(figures.longestTransferMs, performance.now() - begun);
        if (problem === undefined) transfers[number] = (transfers[number] ?? 0) + 1;
        else
          damaged.push(
            `device ${number}, after ${Math.round(performance.now() - begun)} ms: ${problem}${session.dataProblem}`,
          );
        waiting.push(number);
      }
    };
    const sayNoop = async (number: number): Promise<void> => {
      const index = waiting.indexOf(number);
      const session = sessions[number];
      if (index === -1 || session === undefined) return; // it is transferring
      waiting.splice(index, 1);
      const begun = performance.now();
      const { code } = await session.say("NOOP");
      figures.longestReplyMs = Math.max(figures.longestReplyMs, performance.now() - begun);
      figures.replies++;
      if (code !== 200) damaged.push(`device ${number}: NOOP got ${code}`);
      waiting.splice(Math.min(index, waiting.length), 0, number); // it keeps its turn
    };
    const stayAlive = async (): Promise<void> => {
      while (!isOver()) {
        const round = performance.now();
        for (let number = 0; number < devices && !isOver(); number++) await sayNoop(number);
        await sleep(Math.max(50, NOOP_EVERY_MS - (performance.now() - round)));
      }
    };

    const heldBefore = await heldMemory();
    const rss = process.memoryUsage.rss();
    const hold = new EventLoopHold();
    await Promise.all([...Array.from({ length: transferring }, takeTurns), stayAlive()]);
    const { peakBytes } = hold.end();
    return {
      ...figures,
      transfers,
      damaged,
      heldBefore,
      heldAfter: await heldMemory(),
      peakGrowth: Math.max(0, peakBytes - rss),
    };
  } finally {
    for (const session of sessions) session.close();
    await setup.close();
  }
}

async function logIn(bridge: ClientAddress): Promise<FtpSession> {
  const session = await FtpSession.logIn({ ...bridge, host: "127.0.0.1" });
  const { code, text } = await session.say(`CWD ${bridge.folder}`);
  if (code !== 250) throw new Error(text);
  return session;
}

/** Store a file of random bytes as a scanner does, or fetch one. @returns what is wrong with it, if anything */
async function transfer(
  session: FtpSession,
  { onDisk }: ClientAddress,
  name: string,
  length: number,
): Promise<string | undefined> {
  const meant = randomBytes(length);
  const file = join(onDisk, name);
  if (meant.readUInt8(0) % 4 === 0) {
    writeFileSync(file, meant);
    const { bytes, last } = await session.fetch(`RETR ${name}`);
    rmSync(file);
    return differing(last, bytes, meant);
  }
  const { last } = await session.store(`STOR ${name}`, meant);
  const kept = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  rmSync(file, { force: true });
  return differing(last, kept, meant);
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

function differing({ code, text }: FtpResponse, came: Buffer, meant: Buffer): string | undefined {
  if (code !== 226) return `told ${text.trim()}`;
  return sha256(came) === sha256(meant) ? undefined : `told 226, and ${came.length} bytes of ${meant.length}`;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What does not hold, in words. */
export function beyondDeviceLimits(outcome: DevicesOutcome): string[] {
  const beyond: string[] = [...outcome.damaged];
  const starved = outcome.transfers.filter((count) => count === 0).length;
  if (starved > 0) beyond.push(`${starved} devices had no transfer at all`);
  const figures = { ...outcome, heldGrowth: outcome.heldAfter - outcome.heldBefore };
  for (const limit of Object.keys(DEVICES_LIMITS) as (keyof typeof DEVICES_LIMITS)[])
    if (figures[limit] > DEVICES_LIMITS[limit]) beyond.push(`${limit}: ${Math.round(figures[limit])}`);
  return beyond;
}
