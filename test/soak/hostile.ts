import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { endWithUs, stopChild } from "../support/child.js";
import { layOut, useFtp, type Tally } from "./client.js";
import {
  AFTER_LOGIN,
  BEFORE_LOGIN,
  OF_SERVER,
  type PeerKind,
  type PeerOrder,
  type PeerTarget,
} from "./hostile-peers.js";
import { EventLoopHold, heldMemory } from "./measure.js";
import { startSoakSetup, type SoakSetup } from "./setup.js";

/** Limits for hostile peers. Milliseconds and bytes. */
export const HOSTILE_LIMITS = {
  beforeLoginMs: 50,
  afterLoginMs: 200,
  onePeerBytes: 16e6,
  allPeersBytes: 256e6,
} as const;

export interface HostilePlan {
  /** How long one kind of peer goes on. Seconds. */
  readonly secondsEach: number;
  /** How long what a kind has left behind may take to end before the next is measured. Seconds. */
  readonly restSeconds: number;
  /** Measure these alone. */
  readonly only?: readonly PeerKind[];
  /** How many peers of a kind come at once, where all are measured. */
  readonly peers: number;
  /** How long honest clients work beside all kinds of peers. Seconds. */
  readonly soakSeconds: number;
  readonly honestClients: number;
  /** Told of each figure as it comes. */
  readonly onFigure?: (figure: HostileFigure) => void;
}

/** What peers of one kind cost. */
export interface HostileFigure {
  readonly through: "relay" | "bridge" | "server";
  readonly kind: PeerKind;
  readonly hasLoggedIn: boolean;
  /** The longest that the event loop was held, by the work of this process. */
  readonly heldMs: number;
  /** What one peer makes this process hold, and the most that many add to its memory. */
  readonly onePeerBytes: number;
  readonly allPeersBytes: number;
}

export interface HostileOutcome {
  readonly figures: readonly HostileFigure[];
  readonly honest: Tally;
}

/** Measure what hostile peers of each kind cost, and whether honest clients beside all of them are served whole. */
export async function faceHostilePeers(plan: HostilePlan): Promise<HostileOutcome> {
  const peers = await HostilePeers.start();
  const setup = await startSoakSetup({ hostileServer: peers.serverPort });
  for (const endpoint of setup.endpoints) layOut(endpoint);
  try {
    await serveHonestly(setup, { honestClients: 4, seconds: Math.min(5, plan.soakSeconds) }); // what is loaded and compiled once is no peer's
    const figures: HostileFigure[] = [];
    const kinds = allKinds().filter(({ kind }) => plan.only?.includes(kind) ?? true);
    for (const { through, kind, hasLoggedIn } of kinds) {
      const figure = await measureKind(peers, setup, plan, { through, kind, hasLoggedIn });
      figures.push(figure);
      plan.onFigure?.(figure);
    }
    const soaking = peers.goRound(setup);
    const honest = await serveHonestly(setup, { honestClients: plan.honestClients, seconds: plan.soakSeconds });
    soaking.stop();
    await peers.stop();
    return { figures, honest };
  } finally {
    await peers.close();
    await setup.close();
  }
}

type Kind = Pick<HostileFigure, "through" | "kind" | "hasLoggedIn">;

function allKinds(): readonly Kind[] {
  const through = (["relay", "bridge"] as const).flatMap((way): Kind[] => [
    ...(Object.keys(BEFORE_LOGIN) as PeerKind[]).map((kind) => ({ through: way, kind, hasLoggedIn: false })),
    ...(Object.keys(AFTER_LOGIN) as PeerKind[]).map((kind) => ({ through: way, kind, hasLoggedIn: true })),
  ]);
  return [
    ...through,
    ...(Object.keys(OF_SERVER) as PeerKind[]).map((kind): Kind => ({ through: "server", kind, hasLoggedIn: true })),
  ];
}

function targetOf({ endpoints, hostilePort }: SoakSetup, through: HostileFigure["through"]): PeerTarget {
  const endpoint = endpoints.find(({ name }) => name === (through === "server" ? "relay" : through));
  if (endpoint === undefined) throw new Error(`nothing leads through the ${through}`);
  const { port, username, password } = endpoint;
  return { port: through === "server" ? hostilePort : port, username, password };
}

/** Memory is looked at so often, since others come and go meanwhile: what one peer makes it hold is there at each look. */
const HELD_LOOKS = 4;

async function measureKind(
  peers: HostilePeers,
  setup: SoakSetup,
  { secondsEach, restSeconds, peers: count }: HostilePlan,
  kind: Kind,
): Promise<HostileFigure> {
  const target = targetOf(setup, kind.through);
  await untilAtRest(setup, restSeconds);
  const before = await heldMemory();
  peers.begin(kind.kind, target, 1);
  const looks: number[] = [];
  for (let look = 0; look < HELD_LOOKS; look++) {
    await seconds(secondsEach);
    looks.push(await heldMemory());
  }
  const onePeerBytes = Math.max(0, Math.min(...looks) - before);
  await peers.stop();

  await untilAtRest(setup, restSeconds);
  await heldMemory();
  const resident = process.memoryUsage.rss();
  const hold = new EventLoopHold();
  peers.begin(kind.kind, target, count);
  await seconds(secondsEach);
  const { heldMs, peakBytes } = hold.end();
  await peers.stop();
  return { ...kind, heldMs, onePeerBytes, allPeersBytes: Math.max(0, peakBytes - resident) };
}

/** What came last is measured with nobody else: what a relay still sends for a client that has gone takes a while. */
async function untilAtRest(setup: SoakSetup, most: number): Promise<void> {
  for (let looks = 0; setup.connections() > 0 && looks < most * 10; looks++) await seconds(0.1);
}

/** On a busy machine honest clients go on for so much longer, until each kind of transfer has come through once. */
const MAX_EXTRA_SECONDS = 60;

/** Honest clients, deed after deed for so long. */
async function serveHonestly(
  { endpoints }: SoakSetup,
  { honestClients, seconds: length }: { readonly honestClients: number; readonly seconds: number },
): Promise<Tally> {
  const tally: Tally = { whole: { list: 0, fetch: 0, store: 0, abort: 0 }, failed: 0, reasons: new Map(), damaged: [] };
  const stop = new AbortController();
  const users = Array.from({ length: honestClients }, (_, number) => {
    const endpoint = endpoints[number % endpoints.length];
    if (endpoint === undefined) throw new Error("nothing listens");
    return useFtp(number, endpoint, tally, stop.signal);
  });
  await seconds(length);
  const { whole } = tally;
  for (let waited = 0; waited < MAX_EXTRA_SECONDS && Math.min(whole.list, whole.fetch, whole.store) === 0; waited++)
    await seconds(1);
  stop.abort();
  await Promise.all(users);
  return tally;
}

/** How long a kind of peers goes on before another takes its turn, beside honest clients. Seconds. */
const TURN_SECONDS = 3;
/** As many as leave honest clients room at the FTP server, whose connections are limited. */
const SOAKING_PEERS = 20;

/** The process of the peers. */
class HostilePeers {
  private constructor(
    private readonly child: ChildProcess,
    readonly serverPort: number,
  ) {}

  static async start(): Promise<HostilePeers> {
    const child = endWithUs(
      fork(join(import.meta.dirname, "hostile-peers.ts"), { execArgv: ["--import", import.meta.resolve("tsx")] }),
    );
    const { port } = await nextMessage<{ readonly port: number }>(child);
    return new HostilePeers(child, port);
  }

  begin(kind: PeerKind, target: PeerTarget, count: number): void {
    this.#order({ begin: kind, target, count });
  }

  async stop(): Promise<void> {
    const stopped = nextMessage(this.child);
    this.#order({ stop: true });
    await stopped;
  }

  /** One kind after the other through relay and bridge, until told to stop. */
  goRound(setup: SoakSetup): { readonly stop: () => void } {
    let turn = 0;
    const kinds = allKinds();
    const next = (): void => {
      void this.stop().then(() => {
        for (const { kind, through } of [0, 1, 2]
          .map((step) => kinds[(turn + step * 9) % kinds.length])
          .flatMap((one) => one ?? []))
          this.begin(kind, targetOf(setup, through), SOAKING_PEERS);
        turn++;
      });
    };
    next();
    const timer = setInterval(next, TURN_SECONDS * 1_000);
    return { stop: () => clearInterval(timer) };
  }

  async close(): Promise<void> {
    await stopChild(this.child);
  }

  #order(order: PeerOrder): void {
    this.child.send(order);
  }
}

const nextMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the peers ended with ${code ?? "a signal"}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as T);
    });
  });

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1_000));

/** What went beyond its limit, in words. @param slack how much longer the event loop may be held, where the machine has much else to do */
export function beyondLimits({ figures, honest }: HostileOutcome, slack = 1): string[] {
  return [
    ...figures.flatMap(({ through, kind, hasLoggedIn, heldMs, onePeerBytes, allPeersBytes }) => {
      const limit = slack * (hasLoggedIn ? HOSTILE_LIMITS.afterLoginMs : HOSTILE_LIMITS.beforeLoginMs);
      return [
        ...(heldMs > limit ? [`held for ${heldMs.toFixed(0)} ms`] : []),
        ...(onePeerBytes > HOSTILE_LIMITS.onePeerBytes ? [`${(onePeerBytes / 1e6).toFixed(1)} MB for one peer`] : []),
        ...(allPeersBytes > HOSTILE_LIMITS.allPeersBytes ? [`${(allPeersBytes / 1e6).toFixed(1)} MB for all`] : []),
      ].map((what) => `${through}, ${kind}: ${what}`);
    }),
    ...(honest.failed > 0 ? [`${honest.failed} honest transfers failed`] : []),
    ...honest.damaged.map((what) => `an honest transfer was not whole: ${what}`),
  ];
}
